package face

import (
	"image"
	"math"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
	"github.com/photoq/photoq/pkg/resample"
)

// mostPixels is the longest side of the copy of a photo on which faces are
// looked for. At this size an eye of a face that fills a twentieth of the
// photo has eight pixels.
const mostPixels = 1600

// picture is a reduced copy of a photo, with copies of half the size, of a
// quarter and so on, so that regions are sampled without skipping pixels.
type picture struct {
	scale  float64 // pixels of the photo to one of the first level
	levels []level
}

// level is a picture of R, G and B, a byte each.
type level struct {
	w, h int
	pix  []uint8
}

// newPicture reduces a photo of any type, with bounds at (0, 0).
func newPicture(m image.Image) *picture {
	size := m.Bounds().Size()
	scale := max(1, float64(max(size.X, size.Y))/mostPixels)
	w, h := max(1, int(math.Round(float64(size.X)/scale))), max(1, int(math.Round(float64(size.Y)/scale)))
	p := &picture{scale: scale, levels: []level{rgb(resample.Image(m, w, h))}}
	for last := p.levels[0]; min(last.w, last.h) >= 32; last = p.levels[len(p.levels)-1] {
		p.levels = append(p.levels, last.half())
	}
	return p
}

// rgb brings any picture into the form of a level. What is transparent is
// seen on grey.
func rgb(m image.Image) level {
	b := m.Bounds()
	l := level{b.Dx(), b.Dy(), make([]uint8, 3*b.Dx()*b.Dy())}
	if planes, ok := m.(*image.YCbCr); ok {
		m = ycc.RGBA(planes)
	}
	if packed, ok := m.(*image.RGBA); ok && packed.Opaque() {
		for y := range l.h {
			row, to := packed.Pix[y*packed.Stride:], l.pix[3*y*l.w:]
			for x := range l.w {
				copy(to[3*x:3*x+3], row[4*x:4*x+3])
			}
		}
		return l
	}
	for y := range l.h {
		for x := range l.w {
			r, g, b, a := m.At(b.Min.X+x, b.Min.Y+y).RGBA()
			under := (0xffff - a) / 2
			i := 3 * (y*l.w + x)
			l.pix[i], l.pix[i+1], l.pix[i+2] = uint8((r+under)>>8), uint8((g+under)>>8), uint8((b+under)>>8)
		}
	}
	return l
}

// half averages two by two pixels.
func (l level) half() level {
	to := level{l.w / 2, l.h / 2, make([]uint8, 3*(l.w/2)*(l.h/2))}
	for y := range to.h {
		a, b := l.pix[6*y*l.w:], l.pix[(6*y+3)*l.w:]
		row := to.pix[3*y*to.w : 3*(y+1)*to.w]
		for x := range to.w {
			for c := range 3 {
				i := 6*x + c
				row[3*x+c] = uint8((int(a[i]) + int(a[i+3]) + int(b[i]) + int(b[i+3]) + 2) >> 2)
			}
		}
	}
	return to
}

// region is a square of a photo, turned about its middle. Lengths are in
// pixels of the photo, the angle in radians, clockwise as the picture is seen.
type region struct {
	x, y, size, angle float64
}

// at returns the point of the photo that u, v of the region is: each from 0
// to 1, from its upper left corner.
func (r region) at(u, v float64) Point {
	sin, cos := math.Sincos(r.angle)
	dx, dy := (u-0.5)*r.size, (v-0.5)*r.size
	return Point{r.x + dx*cos - dy*sin, r.y + dx*sin + dy*cos}
}

// sample fills dst with the region as side x side pixels of R, G and B, each
// as low + value * (high-low)/255. What is outside the photo is black.
func (p *picture) sample(dst []float32, side int, r region, low, high float32) {
	step := r.size / float64(side) / p.scale // pixels of the first level
	n := 0
	for step > 1.5 && n+1 < len(p.levels) {
		step, n = step/2, n+1
	}
	l := p.levels[n]
	unit := p.scale * float64(int(1)<<n)
	sin, cos := math.Sincos(r.angle)
	gain := (high - low) / 255
	for y := range side {
		for x := range side {
			dx, dy := (float64(x)+0.5)*step-float64(side)*step/2, (float64(y)+0.5)*step-float64(side)*step/2
			u, v := r.x/unit+dx*cos-dy*sin-0.5, r.y/unit+dx*sin+dy*cos-0.5
			l.pixel(dst[3*(y*side+x):][:3], float32(u), float32(v), low, gain)
		}
	}
}

// pixel interpolates between the four pixels around u, v.
func (l level) pixel(dst []float32, u, v, low, gain float32) {
	if u <= -1 || v <= -1 || u >= float32(l.w) || v >= float32(l.h) {
		dst[0], dst[1], dst[2] = low, low, low
		return
	}
	x, y := int(math.Floor(float64(u))), int(math.Floor(float64(v)))
	fx, fy := u-float32(x), v-float32(y)
	x0, x1, y0, y1 := max(x, 0), min(x+1, l.w-1), max(y, 0), min(y+1, l.h-1)
	a, b := l.pix[3*(y0*l.w+x0):][:3], l.pix[3*(y0*l.w+x1):][:3]
	c, d := l.pix[3*(y1*l.w+x0):][:3], l.pix[3*(y1*l.w+x1):][:3]
	for i := range 3 {
		upper := float32(a[i]) + fx*(float32(b[i])-float32(a[i]))
		lower := float32(c[i]) + fx*(float32(d[i])-float32(c[i]))
		dst[i] = low + gain*(upper+fy*(lower-upper))
	}
}
