package face

import "golang.org/x/sys/cpu"

//go:noescape
func interpolate4(dst *float32, pix *uint8, stride int, at *int32, fx, fy *float32, count int, low, gain float32)

// interpolate is interpolateGo. The assembly writes four values for each
// pixel, so the last one is not its.
func interpolate(dst []float32, pix []uint8, stride int, at []int32, fx, fy []float32, low, gain float32) {
	last := len(at) - 1
	if !cpu.X86.HasAVX2 || last < 1 {
		interpolateGo(dst, pix, stride, at, fx, fy, low, gain)
		return
	}
	_, _, _ = dst[3*last+2], fx[last], fy[last]
	for _, n := range at {
		_, _ = pix[n], pix[int(n)+stride+7]
	}
	interpolate4(&dst[0], &pix[0], stride, &at[0], &fx[0], &fy[0], last, low, gain)
	interpolateGo(dst[3*last:], pix, stride, at[last:], fx[last:], fy[last:], low, gain)
}
