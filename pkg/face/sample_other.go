//go:build !amd64

package face

func interpolate(dst []float32, pix []uint8, stride int, at []int32, fx, fy []float32, low, gain float32) {
	interpolateGo(dst, pix, stride, at, fx, fy, low, gain)
}
