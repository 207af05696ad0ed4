package network

// multiplyGo adds to each of count pixels of dst, dstStep floats apart, the
// product of depth values of src, srcStep apart from pixel to pixel, with
// weights: width for each value, 8 or 16. Each sum is made in the order of
// the values.
func multiplyGo(dst []float32, dstStep int, src []float32, srcStep int, weights []float32, depth, width, count int) {
	for p := range count {
		to := dst[p*dstStep:][:width]
		for k, v := range src[p*srcStep:][:depth] {
			for i, w := range weights[k*width:][:width] {
				to[i] += float32(v * w)
			}
		}
	}
}

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
