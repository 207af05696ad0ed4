package face

import "math"

// longestRow is the longest row of a region that is sampled, in pixels.
const longestRow = meshSide

// spots are places of a level, between pixels: of each, where the upper left
// one of the four pixels around it begins, and how far it is from that one.
type spots struct {
	at     [longestRow]int32
	fx, fy [longestRow]float32
}

// sample fills dst with the region as side x side pixels of R, G and B, each
// as low + value * (high-low)/255. What is outside the photo is black.
func (p *picture) sample(dst []float32, side int, r region, low, high float32) {
	step := r.size / float64(side) / p.scale // pixels of the first level
	n := 0
	for step > 1.5 && n+1 < len(p.levels) {
		step, n = step/2, n+1
	}
	l := p.level(n)
	unit := p.scale * float64(int(1)<<n)
	sin, cos := math.Sincos(r.angle)
	from := func(i int) float64 { return (float64(i)+0.5)*step - float64(side)*step/2 } // the middle
	var us, vs [longestRow]float64                                                      // in the row through the middle
	for x := range side {
		dx := from(x)
		if r.mirrored {
			dx = -dx
		}
		us[x], vs[x] = r.x/unit+dx*cos, r.y/unit+dx*sin
	}
	var s spots
	gain := (high - low) / 255
	for y := range side {
		dy := from(y)
		l.row(dst[3*y*side:][:3*side], &s, us[:side], vs[:side], -dy*sin-0.5, dy*cos-0.5, low, gain)
	}
}

// row samples the spots us, vs, moved by du, dv.
func (l level) row(dst []float32, s *spots, us, vs []float64, du, dv float64, low, gain float32) {
	first := 0 // of the spots that wait
	right, lower, stride := float32(l.w-1), float32(l.h-1), 4*int32(l.w)
	vs = vs[:len(us)]
	at, fx, fy := s.at[:len(us)], s.fx[:len(us)], s.fy[:len(us)]
	for x := range us {
		u, v := float32(us[x]+du), float32(vs[x]+dv)
		if u >= 0 && v >= 0 && u < right && v < lower {
			i, j := int32(u), int32(v)
			at[x], fx[x], fy[x] = j*stride+4*i, u-float32(i), v-float32(j)
			continue
		}
		l.between(dst, s, first, x, low, gain)
		l.edge(dst[3*x:], u, v, low, gain)
		first = x + 1
	}
	l.between(dst, s, first, len(us), low, gain)
}

// between samples the spots from first to last, each between four pixels.
func (l level) between(dst []float32, s *spots, first, last int, low, gain float32) {
	if first < last {
		interpolate(dst[3*first:3*last], l.pix, 4*l.w, s.at[first:last], s.fx[first:last], s.fy[first:last], low, gain)
	}
}

// edge samples a spot that may be beside the photo: what is there is like the
// last pixel, up to one pixel away.
func (l level) edge(dst []float32, u, v, low, gain float32) {
	if !(u > -1 && v > -1 && u < float32(l.w) && v < float32(l.h)) { // which also is what is no number
		dst[0], dst[1], dst[2] = low, low, low
		return
	}
	x, y := int(math.Floor(float64(u))), int(math.Floor(float64(v)))
	x0, x1, y0, y1 := max(x, 0), min(x+1, l.w-1), max(y, 0), min(y+1, l.h-1)
	var four [16]uint8
	copy(four[:4], l.pix[4*(y0*l.w+x0):][:4])
	copy(four[4:8], l.pix[4*(y0*l.w+x1):][:4])
	copy(four[8:12], l.pix[4*(y1*l.w+x0):][:4])
	copy(four[12:], l.pix[4*(y1*l.w+x1):][:4])
	interpolateGo(dst[:3], four[:], 8, []int32{0}, []float32{u - float32(x)}, []float32{v - float32(y)}, low, gain)
}

// interpolateGo fills dst with the R, G and B of places between four pixels
// of pix each: the first of them is at, and a row has stride bytes.
func interpolateGo(dst []float32, pix []uint8, stride int, at []int32, fx, fy []float32, low, gain float32) {
	for i, n := range at {
		upper, lower, to := pix[n:][:8], pix[int(n)+stride:][:8], dst[3*i:][:3]
		for k := range to {
			a, b := float32(upper[k]), float32(lower[k])
			a += float32(fx[i] * (float32(upper[4+k]) - a))
			b += float32(fx[i] * (float32(lower[4+k]) - b))
			to[k] = low + float32(gain*(a+float32(fy[i]*(b-a))))
		}
	}
}
