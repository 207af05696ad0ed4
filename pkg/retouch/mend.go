package retouch

import (
	"image"
	"math"

	"github.com/photoq/photoq/pkg/face"
	"github.com/photoq/photoq/pkg/paint"
)

// Mend is a change of a small part of a photo. It is a paint.Layer: drawn
// over the photo, it changes those pixels whose mask is not 0.
type Mend struct {
	at   image.Rectangle
	mask []float32 // 0 to 1
	rgb  []float32 // three values a pixel, 0 to 255
}

// newMend changes nothing yet.
func newMend(p *patch) *Mend {
	return &Mend{at: p.at, mask: make([]float32, p.w*p.h), rgb: p.rgb}
}

// Bounds is the part of the photo, in its pixels.
func (m *Mend) Bounds() image.Rectangle { return m.at }

// Touched is the smallest part of the photo outside of which no pixel is
// changed.
func (m *Mend) Touched() image.Rectangle {
	var r image.Rectangle
	for i, a := range m.mask {
		if a > 0 {
			at := m.at.Min.Add(image.Pt(i%m.at.Dx(), i/m.at.Dx()))
			r = r.Union(image.Rectangle{Min: at, Max: at.Add(image.Pt(1, 1))})
		}
	}
	return r
}

// Row sets row to the pixels from (x, y) to the right.
func (m *Mend) Row(x, y int, row []paint.Pixel) {
	i := (y-m.at.Min.Y)*m.at.Dx() + x - m.at.Min.X
	for k := range row {
		a := m.mask[i+k] * 65535
		channel := func(v float32) uint16 { return uint16(min(max(v, 0), 255)/255*a + 0.5) }
		row[k] = paint.Pixel{R: channel(m.rgb[3*(i+k)]), G: channel(m.rgb[3*(i+k)+1]), B: channel(m.rgb[3*(i+k)+2]), A: uint16(a + 0.5)}
	}
}

// Mask returns how much of each pixel of Bounds is changed, row by row.
func (m *Mend) Mask() *image.Alpha {
	mask := image.NewAlpha(m.at)
	for i, a := range m.mask {
		mask.Pix[i] = uint8(a*255 + 0.5)
	}
	return mask
}

// How far from the middle the cover of a pupil reaches whole, and where it
// ends, in radii of the red part.
const (
	coverWhole = 1.35
	coverEnd   = 1.75
)

// Mend returns what makes the pupil dark again, in the photo that it was seen
// in. strength is from 0 to 1.
func (e *RedEye) Mend(photo image.Image, strength float64) *Mend {
	reach := coverEnd*e.Radius + 1
	box := image.Rect(int(math.Floor(e.X-reach)), int(math.Floor(e.Y-reach)), int(e.X+reach)+1, int(e.Y+reach)+1)
	p := newPatch(photo, box.Intersect(e.patch.at), 1)
	m := newMend(p)
	purity := purities(p, max(0.4, 0.1*e.Radius))
	low, high := e.purity()
	for i := range m.mask {
		m.mask[i] = float32(e.cover(p, i, (float64(purity[i])-low)/(high-low)) * strength)
		darken(m.rgb[3*i : 3*i+3])
	}
	return m
}

// cover is how much of a pixel belongs to the pupil: all where it is red, seen
// from what is around; further out where its red is as pure, however dark, as
// it is in the pupil's shade; and what shines in the middle.
func (e *RedEye) cover(p *patch, i int, pure float64) float64 {
	d := p.away(i, face.Point{X: e.X, Y: e.Y}) / e.Radius
	x, y := p.place(i)
	share := (float64(e.patch.field(e.heat, x, y)) - e.low) / e.Contrast
	a := max(min((pure-0.15)/0.2, (share+0.05)/0.1), min((share-0.1)/0.2, (coverWhole-d)/0.2), (0.8-d)/0.25)
	return max(0, min(a, (coverEnd-d)/(coverEnd-coverWhole), 1))
}

// purities returns how pure the red of each pixel is, from 0 to 1, without
// noise.
func purities(p *patch, sigma float64) []float32 {
	values := make([]float32, p.w*p.h)
	for i := range values {
		values[i] = purityOf(p.rgb[3*i:])
	}
	smooth(values, p.w, p.h, sigma)
	return values
}

// purityOf is what of a colour's red neither green nor blue have. Of what is
// nearly black it is little, whatever its colour.
func purityOf(rgb []float32) float32 {
	return max(0, rgb[0]-max(rgb[1], rgb[2])) / max(rgb[0], 24)
}

// purity is that of what is around the iris, and of the red part but for what
// shines in it.
func (e *RedEye) purity() (low, high float64) {
	var around, inside []float64
	for i, in := range e.part {
		rgb := e.patch.rgb[3*i : 3*i+3]
		d := e.patch.away(i, e.iris)
		switch {
		case in && min(rgb[1], rgb[2]) < 180:
			inside = append(inside, float64(purityOf(rgb)))
		case !in && d > 1.1*e.irisRadius && d < 1.9*e.irisRadius:
			around = append(around, float64(purityOf(rgb)))
		}
	}
	low = middle(around)
	return low, max(middle(inside), low+0.1)
}

// darken gives a red pixel of a pupil the colour that it has without a flash.
// What shines is white: as green and blue as it is red.
func darken(rgb []float32) {
	red, green, blue := rgb[0], rgb[1], rgb[2]
	cool := (green + blue) / 2
	shine := min(max((cool-110)/80, 0), 1)
	dark := cool * (0.55 + 0.45*shine)
	if cool > red { // nothing here is red
		dark = cool
	}
	rgb[0] = dark*(1-shine) + cool*shine
	rgb[1] = 0.96*dark*(1-shine) + green*shine
	rgb[2] = dark*(1-shine) + blue*shine
}
