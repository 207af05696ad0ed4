package network

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// TestRoutinesAreTheirTwins compares bit for bit, and sees that nothing else
// is written to.
func TestRoutinesAreTheirTwins(t *testing.T) {
	for _, width := range []int{8, 16} {
		for _, count := range []int{1, 2, 3, 4, 5, 8, 11} {
			for _, depth := range []int{1, 2, 7, 24} {
				step, from := width+8, depth+3
				src, weights, dst := extreme(count*from), extreme(depth*width), extreme(count*step)
				want := slices.Clone(dst)
				multiply(dst, step, src, from, weights, depth, width, count)
				multiplyGo(want, step, src, from, weights, depth, width, count)
				equal(t, fmt.Sprintf("multiply %d wide, %d deep, %d pixels", width, depth, count), dst, want)
			}
		}
	}
	for _, lanes := range []int{8, 24} {
		for _, stride := range []int{1, 2} {
			for _, count := range []int{1, 2, 9} {
				row := (count*stride + 3) * lanes
				a, b, c := extreme(row), extreme(row + 1)[:row], extreme(row + 2)[:row]
				got, want := extreme(count*lanes), make([]float32, count*lanes)
				convolve3x3(got, a, b, c, extreme(9*lanes), extreme(lanes), lanes, stride)
				convolve3x3Go(want, a, b, c, extreme(9*lanes), extreme(lanes), lanes, stride)
				equal(t, fmt.Sprintf("convolve %d lanes by %d, %d pixels", lanes, stride, count), got, want)
			}
		}
	}
	for count := range 40 {
		a, b := extreme(count+1), extreme(count+2)
		got, want := extreme(count+8), extreme(count+8)
		addTo(got[:count], a, b)
		addGo(want[:count], a, b)
		equal(t, fmt.Sprintf("add %d", count), got, want)
	}
	for _, lanes := range []int{3, 8, 16, 40} {
		src, slope := extreme(5*lanes), extreme(lanes)
		got, want := extreme(6*lanes), extreme(6*lanes)
		rectify(got[:5*lanes], src, slope)
		rectifyGo(want[:5*lanes], src, slope)
		equal(t, fmt.Sprintf("rectify %d lanes", lanes), got, want)
	}
}

// extreme returns numbers of all sizes, always the same ones for a count.
func extreme(count int) []float32 {
	list := numbers(count)
	for i := range list {
		switch i % 11 {
		case 3:
			list[i] *= 1e18
		case 5:
			list[i] *= 1e-30
		case 7:
			list[i] = 0
		case 9:
			list[i] = float32(math.Copysign(0, -1))
		}
	}
	return list
}

func equal(t *testing.T, what string, got, want []float32) {
	t.Helper()
	for i := range want {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
			t.Fatalf("%s: value %d is %g, and its twin's %g", what, i, got[i], want[i])
		}
	}
}
