package network

//go:noescape
func multiply16(j *job)

//go:noescape
func multiply8(j *job)

//go:noescape
func convolve8(dst, a, b, c, weights, bias *float32, laneBytes, strideBytes, count int)

// Each of these checks by indexing that all that the assembly touches is
// there, and is what its twin in routines.go or product.go is.

func multiply(j *job) {
	if j.depth < 1 || j.count < 1 || j.rows < 1 {
		multiplyGo(j)
		return
	}
	j.fits()
	if j.width == 16 {
		multiply16(j)
		return
	}
	multiply8(j)
}

func convolve3x3(dst, a, b, c, weights, bias []float32, lanes, stride int) {
	count := len(dst) / lanes
	if count < 1 {
		convolve3x3Go(dst, a, b, c, weights, bias, lanes, stride)
		return
	}
	last := ((count-1)*stride+3)*lanes - 1
	_, _, _, _, _ = a[last], b[last], c[last], weights[9*lanes-1], bias[lanes-1]
	for i := 0; i+8 <= lanes; i += 8 {
		convolve8(&dst[i], &a[i], &b[i], &c[i], &weights[i], &bias[i], 4*lanes, 4*lanes*stride, count)
	}
}

func addTo(dst, a, b []float32) { addGo(dst, a, b) }

func rectify(dst, src, slope []float32) { rectifyGo(dst, src, slope) }

func edge3x3(dst, a, b, c, weights, bias []float32, columns int) {
	edge3x3Go(dst, a, b, c, weights, bias, columns)
}

func largest(dst, a, b []float32, lanes int) { largestGo(dst, a, b, lanes) }
