package network

// convolve3x3Go convolves each lane by itself: a pixel of dst is the bias and
// nine pixels of the rows a, b, c times weights, stride pixels further for
// each. lanes is a multiple of eight.
func convolve3x3Go(dst, a, b, c, weights, bias []float32, lanes, stride int) {
	for p := 0; p*lanes < len(dst); p++ {
		to := dst[p*lanes:][:lanes]
		copy(to, bias)
		for k := range 9 {
			row := a
			if k >= 3 {
				row = b
			}
			if k >= 6 {
				row = c
			}
			from, w := row[(p*stride+k%3)*lanes:][:lanes], weights[k*lanes:][:lanes]
			for i, v := range from {
				to[i] += float32(v * w[i])
			}
		}
	}
}

// addGo sets dst to the sum of a and b.
func addGo(dst, a, b []float32) {
	for i := range dst {
		dst[i] = a[i] + b[i]
	}
}

// rectifyGo sets dst to src where that is positive, and otherwise to src
// times the slope of its lane.
func rectifyGo(dst, src, slope []float32) {
	for i := 0; i < len(dst); i += len(slope) {
		to, from := dst[i:][:len(slope)], src[i:][:len(slope)]
		for k, v := range from {
			to[k] = max(v, 0) + float32(slope[k]*min(v, 0))
		}
	}
}

// edge3x3Go is convolve3x3Go for one pixel of which only some columns of the
// kernel are in the picture: weights begins with those of the first of them.
func edge3x3Go(dst, a, b, c, weights, bias []float32, columns int) {
	copy(dst, bias)
	lanes := len(dst)
	for y, row := range [3][]float32{a, b, c} {
		for x := range columns {
			from, w := row[x*lanes:][:lanes], weights[(3*y+x)*lanes:][:lanes]
			for i, v := range from {
				dst[i] += float32(v * w[i])
			}
		}
	}
}

// largestGo sets each pixel of dst to the largest of two by two pixels of the
// rows a and b, lane by lane.
func largestGo(dst, a, b []float32, lanes int) {
	for p := 0; p < len(dst); p += lanes {
		to, upper, lower := dst[p:][:lanes], a[2*p:][:2*lanes], b[2*p:][:2*lanes]
		for i := range to {
			to[i] = larger(larger(upper[i], upper[lanes+i]), larger(lower[i], lower[lanes+i]))
		}
	}
}

// larger returns b if neither is larger.
func larger(a, b float32) float32 {
	if a > b {
		return a
	}
	return b
}
