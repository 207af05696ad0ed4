package network

import "golang.org/x/sys/cpu"

//go:noescape
func multiply16(j *job)

//go:noescape
func multiply8(j *job)

//go:noescape
func convolve8(dst, a, b, c, weights, bias *float32, laneBytes, strideBytes, count int)

//go:noescape
func add8(dst, a, b *float32, vectors int)

//go:noescape
func rectify8(dst, src, slope *float32, vectors, pixels int)

//go:noescape
func edge8(dst, a, b, c, weights, bias *float32, laneBytes, columns, vectors int)

//go:noescape
func largest8(dst, a, b *float32, vectors, pixels int)

// Each of these checks by indexing that all that the assembly touches is
// there, and is what its twin in routines.go is.

func multiply(j *job) {
	if !cpu.X86.HasAVX2 || j.depth < 1 || j.count < 1 || j.rows < 1 {
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
	if !cpu.X86.HasAVX2 || count < 1 {
		convolve3x3Go(dst, a, b, c, weights, bias, lanes, stride)
		return
	}
	last := ((count-1)*stride+3)*lanes - 1
	_, _, _, _, _ = a[last], b[last], c[last], weights[9*lanes-1], bias[lanes-1]
	for i := 0; i+8 <= lanes; i += 8 {
		convolve8(&dst[i], &a[i], &b[i], &c[i], &weights[i], &bias[i], 4*lanes, 4*lanes*stride, count)
	}
}

func addTo(dst, a, b []float32) {
	whole := len(dst) &^ 7
	if !cpu.X86.HasAVX2 {
		whole = 0
	}
	if whole > 0 {
		_, _ = a[whole-1], b[whole-1]
		add8(&dst[0], &a[0], &b[0], whole/8)
	}
	addGo(dst[whole:], a[whole:], b[whole:])
}

func rectify(dst, src, slope []float32) {
	if !cpu.X86.HasAVX2 || len(slope)%8 != 0 || len(dst) == 0 {
		rectifyGo(dst, src, slope)
		return
	}
	_ = src[len(dst)-1]
	rectify8(&dst[0], &src[0], &slope[0], len(slope)/8, len(dst)/len(slope))
}

func edge3x3(dst, a, b, c, weights, bias []float32, columns int) {
	lanes := len(dst)
	if !cpu.X86.HasAVX2 || columns < 1 || lanes < 8 {
		edge3x3Go(dst, a, b, c, weights, bias, columns)
		return
	}
	last := columns*lanes - 1
	_, _, _, _, _ = a[last], b[last], c[last], weights[6*lanes+last], bias[lanes-1]
	edge8(&dst[0], &a[0], &b[0], &c[0], &weights[0], &bias[0], 4*lanes, columns, lanes/8)
}

func largest(dst, a, b []float32, lanes int) {
	if !cpu.X86.HasAVX2 || len(dst) == 0 {
		largestGo(dst, a, b, lanes)
		return
	}
	_, _ = a[2*len(dst)-1], b[2*len(dst)-1]
	largest8(&dst[0], &a[0], &b[0], lanes/8, len(dst)/lanes)
}
