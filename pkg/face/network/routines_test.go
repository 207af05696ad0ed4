package network

import (
	"fmt"
	"math"
	"testing"
)

// TestRoutinesAreTheirTwins compares bit for bit, and sees that nothing else
// is written to.
func TestRoutinesAreTheirTwins(t *testing.T) {
	for _, width := range []int{8, 16} {
		for _, count := range []int{1, 2, 3, 4, 5, 8, 11} {
			for _, depth := range []int{1, 2, 7, 24} {
				for rows := 1; rows < 4; rows++ {
					got, want := newJob(width, count, depth, rows), newJob(width, count, depth, rows)
					multiply(got)
					multiplyGo(want)
					equal(t, fmt.Sprintf("multiply %d wide, %d x %d deep, %d pixels", width, rows, depth, count), got.dst, want.dst)
				}
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
	for _, lanes := range []int{8, 40} {
		for columns := 1; columns < 4; columns++ {
			a, b, c := extreme(3*lanes), extreme(3*lanes+1), extreme(3*lanes+2)
			got, want := extreme(lanes+8), extreme(lanes+8)
			edge3x3(got[:lanes], a, b, c, extreme(9*lanes), extreme(lanes), columns)
			edge3x3Go(want[:lanes], a, b, c, extreme(9*lanes), extreme(lanes), columns)
			equal(t, fmt.Sprintf("edge of %d columns, %d lanes", columns, lanes), got, want)
		}
		for _, count := range []int{1, 2, 7} {
			a, b := extreme(2*count*lanes), extreme(2*count*lanes+3)
			got, want := extreme(count*lanes+8), extreme(count*lanes+8)
			largest(got[:count*lanes], a, b, lanes)
			largestGo(want[:count*lanes], a, b, lanes)
			equal(t, fmt.Sprintf("largest of %d pixels, %d lanes", count, lanes), got, want)
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

// newJob returns a job of that form, always the same one, with room around all
// that it may write to; what is added has another step for either eight.
func newJob(width, count, depth, rows int) *job {
	j := &job{
		dstStep: width + 8, srcStep: depth + 3, rows: rows, rowStep: count*(depth+3) + 5, depth: depth, width: width, count: count,
		weights: extreme(rows * depth * width), bias: extreme(width + 1), slope: extreme(width + 2), moreStep: [2]int{24, 0},
	}
	j.dst, j.src = extreme(count*j.dstStep), extreme(rows*j.rowStep)
	j.more[0], j.more[1] = extreme(24*count), extreme(8)
	return j
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
