package face

import (
	"encoding/binary"
	"image"
	"image/color"
	"math"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
	"github.com/photoq/photoq/pkg/resample"
)

// The longest side of the copy of a photo on which faces are looked for, and
// the shorter side from which on it may be longer, up to a longest panorama.
// At this size an eye of a face that fills a twentieth of the photo has eight
// pixels.
const (
	mostPixels   = 1600
	leastPixels  = 800
	mostPanorama = 4800
)

// scaleOf returns how many pixels of a photo make one of its copy.
func scaleOf(width, height float64) float64 {
	long, short := max(width, height), min(width, height)
	return max(1, min(long/mostPixels, max(short/leastPixels, long/mostPanorama)))
}

// Enough returns the size at which a photo of a size, both in pixels, has all
// that Find looks at.
func Enough(size image.Point) image.Point {
	scale := scaleOf(float64(size.X), float64(size.Y))
	return image.Pt(int(math.Ceil(float64(size.X)/scale)), int(math.Ceil(float64(size.Y)/scale)))
}

// picture is a reduced copy of a photo, with copies of half the size, of a
// quarter and so on, so that regions are sampled without skipping pixels.
type picture struct {
	photo  image.Image
	scale  float64 // pixels of the photo to one of the first level
	levels []level // the first one is made when it is needed, if that takes long
}

// level is a picture of R, G, B and a fourth byte that nobody reads.
type level struct {
	w, h int
	pix  []uint8
}

// newPicture reduces a photo of any type, with bounds at (0, 0).
func newPicture(m image.Image) *picture {
	size := m.Bounds().Size()
	p := &picture{photo: m, scale: scaleOf(float64(size.X), float64(size.Y))}
	if p.scale == 1 {
		p.levels = []level{levelOf(m)}
	} else {
		half := func(n int) int { return max(1, int(math.Round(float64(n)/p.scale/2))) }
		w, h := half(size.X), half(size.Y)
		p.levels = []level{{w: 2 * w, h: 2 * h}, levelOf(resample.Image(m, w, h))}
	}
	for last := p.levels[len(p.levels)-1]; min(last.w, last.h) >= 32; last = p.levels[len(p.levels)-1] {
		p.levels = append(p.levels, last.half())
	}
	return p
}

// level returns the n-th level.
func (p *picture) level(n int) level {
	if l := &p.levels[n]; l.pix == nil {
		*l = levelOf(resample.Image(p.photo, l.w, l.h))
	}
	return p.levels[n]
}

// levelOf brings any picture into the form of a level. What is transparent is
// seen on grey.
func levelOf(m image.Image) level {
	b := m.Bounds()
	if planes, ok := m.(*image.YCbCr); ok {
		m = ycc.RGBA(planes)
	}
	if packed, ok := m.(*image.RGBA); ok && packed.Stride == 4*b.Dx() && packed.Opaque() {
		return level{b.Dx(), b.Dy(), packed.Pix}
	}
	l := level{b.Dx(), b.Dy(), make([]uint8, 4*b.Dx()*b.Dy())}
	if grey, ok := m.(*image.Gray); ok {
		for i := range l.w * l.h {
			v := grey.Pix[i/l.w*grey.Stride+i%l.w]
			l.pix[4*i], l.pix[4*i+1], l.pix[4*i+2] = v, v, v
		}
		return l
	}
	at := func(x, y int) color.RGBA64 { return color.RGBA64Model.Convert(m.At(x, y)).(color.RGBA64) }
	if deep, ok := m.(image.RGBA64Image); ok {
		at = deep.RGBA64At
	}
	for i := range l.w * l.h {
		c := at(b.Min.X+i%l.w, b.Min.Y+i/l.w)
		under := (0xffff - c.A) / 2
		l.pix[4*i], l.pix[4*i+1], l.pix[4*i+2] = uint8((c.R+under)>>8), uint8((c.G+under)>>8), uint8((c.B+under)>>8)
	}
	return l
}

// half averages two by two pixels.
func (l level) half() level {
	to := level{l.w / 2, l.h / 2, make([]uint8, 4*(l.w/2)*(l.h/2))}
	// Every other byte of two pixels at a time.
	const even, two = 0x00ff00ff00ff00ff, 0x00020002
	for y := range to.h {
		a, b := l.pix[8*y*l.w:][:8*to.w], l.pix[(8*y+4)*l.w:][:8*to.w]
		row := to.pix[4*y*to.w:][:4*to.w]
		for i := 0; i+8 <= len(a) && i+8 <= len(b); i += 8 {
			u, v := binary.LittleEndian.Uint64(a[i:]), binary.LittleEndian.Uint64(b[i:])
			red, green := u&even+v&even, u>>8&even+v>>8&even
			redBlue := (uint32(red) + uint32(red>>32) + two) >> 2 & 0x00ff00ff
			greenRest := (uint32(green) + uint32(green>>32) + two) >> 2 & 0x00ff00ff
			binary.LittleEndian.PutUint32(row[i/2:], redBlue|greenRest<<8)
		}
	}
	return to
}

// region is a square of a photo, turned about its middle. Lengths are in
// pixels of the photo, the angle in radians, clockwise as the picture is seen.
type region struct {
	x, y, size, angle float64
	mirrored          bool // left and right of the region are exchanged
}

// at returns the point of the photo that u, v of the region is: each from 0
// to 1, from its upper left corner.
func (r region) at(u, v float64) Point {
	sin, cos := math.Sincos(r.angle)
	if r.mirrored {
		u = 1 - u
	}
	dx, dy := (u-0.5)*r.size, (v-0.5)*r.size
	return Point{r.x + dx*cos - dy*sin, r.y + dx*sin + dy*cos}
}
