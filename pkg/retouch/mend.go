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

// Mend returns what makes the pupil dark again, in the photo that it was seen
// in. strength is from 0 to 1.
func (e *RedEye) Mend(photo image.Image, strength float64) *Mend {
	reach := 2*e.Radius + 1
	box := image.Rect(int(math.Floor(e.X-reach)), int(math.Floor(e.Y-reach)), int(e.X+reach)+1, int(e.Y+reach)+1)
	p := newPatch(photo, box.Intersect(e.patch.at), 1)
	m := newMend(p)
	for i := range m.mask {
		m.mask[i] = float32(e.cover(p, i) * strength)
		darken(m.rgb[3*i : 3*i+3])
	}
	return m
}

// cover is how much of a pixel belongs to the pupil: all where it is red and
// in the holes of that, and less towards where the redness ends.
func (e *RedEye) cover(p *patch, i int) float64 {
	d := p.away(i, face.Point{X: e.X, Y: e.Y}) / e.Radius
	x, y := p.place(i)
	share := (float64(e.patch.field(e.heat, x, y)) - e.low) / e.Contrast
	a := (share - 0.1) / 0.2
	if d < 0.8 {
		a = max(a, (0.8-d)/0.25) // what shines in the middle of it
	}
	return max(0, min(a, (1.75-d)/0.4, 1))
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
