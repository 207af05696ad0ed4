//go:build !amd64 && !arm64

package network

func multiply(j *job) { multiplyGo(j) }

func convolve3x3(dst, a, b, c, weights, bias []float32, lanes, stride int) {
	convolve3x3Go(dst, a, b, c, weights, bias, lanes, stride)
}

func addTo(dst, a, b []float32) { addGo(dst, a, b) }

func rectify(dst, src, slope []float32) { rectifyGo(dst, src, slope) }

func edge3x3(dst, a, b, c, weights, bias []float32, columns int) {
	edge3x3Go(dst, a, b, c, weights, bias, columns)
}

func largest(dst, a, b []float32, lanes int) { largestGo(dst, a, b, lanes) }
