//go:build !amd64

package network

func multiply(dst []float32, dstStep int, src []float32, srcStep int, weights []float32, depth, width, count int) {
	multiplyGo(dst, dstStep, src, srcStep, weights, depth, width, count)
}

func convolve3x3(dst, a, b, c, weights, bias []float32, lanes, stride int) {
	convolve3x3Go(dst, a, b, c, weights, bias, lanes, stride)
}

func addTo(dst, a, b []float32) { addGo(dst, a, b) }

func rectify(dst, src, slope []float32) { rectifyGo(dst, src, slope) }
