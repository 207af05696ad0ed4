package filter

import (
	"math"
	"slices"
)

// patch is the side of the squares in which noise is measured, in samples.
const patch = 8

// noise estimates the variance of the noise in a plane's channel, in units of
// 16 bits: that of its evenest squares, about planes laid through them. Where
// there are no even ones there is nothing that noise could be told from, and
// the estimate ends at most.
func noise(p plane, fill func(y int, row []uint16), most float64) float64 {
	const across, down = 160, 120 // squares to look at
	stepX, stepY := max(patch, p.width/across), max(patch, p.height/down)
	var rows [patch][]uint16
	for i := range rows {
		rows[i] = make([]uint16, p.width)
	}
	var found []float64
	for y := 0; y+patch <= p.height; y += stepY {
		for i := range rows {
			fill(y+i, rows[i])
		}
		for x := 0; x+patch <= p.width; x += stepX {
			if v, ok := unevenness(&rows, x); ok {
				found = append(found, v)
			}
		}
	}
	if len(found) == 0 {
		return 0
	}
	slices.Sort(found)
	return min(found[len(found)/8], most)
}

// unevenness is the variance of a square about the plane that fits it best.
// Squares at either end of the range tell nothing.
func unevenness(rows *[patch][]uint16, x int) (variance float64, ok bool) {
	var sum, square, slopeX, slopeY float64
	low, high := uint16(math.MaxUint16), uint16(0)
	for j := range rows {
		for i, v := range rows[j][x : x+patch] {
			low, high = min(low, v), max(high, v)
			f := float64(v)
			sum += f
			square += f * f
			slopeX += f * (float64(i) - (patch-1)/2.0)
			slopeY += f * (float64(j) - (patch-1)/2.0)
		}
	}
	const level = 257
	if low < 4*level || high > 251*level {
		return 0, false
	}
	const n = patch * patch
	const spread = n * (patch*patch - 1) / 12.0 // of a coordinate, over the square
	left := square - sum*sum/n - (slopeX*slopeX+slopeY*slopeY)/spread
	return max(0, left) / (n - 3), true
}
