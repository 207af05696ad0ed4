package main

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"github.com/photoq/photoq/pkg/lettering"
	"github.com/photoq/photoq/pkg/paint"
)

// The colours of what is seen.
const (
	green   = 0x28dc3cff // certain faces
	grey    = 0xa0a0a0ff // doubtful ones
	magenta = 0xff00ffff // what would be mended
	orange  = 0xff9600ff // what would be left alone
)

func rgba(c uint32) color.NRGBA {
	return color.NRGBA{uint8(c >> 24), uint8(c >> 16), uint8(c >> 8), uint8(c)}
}

// leastDrawing is the least longer side of a drawing, in pixels: a small photo
// is enlarged by a whole number, so that labels have room.
const leastDrawing = 1200

// drawing is a photo that is drawn over.
type drawing struct {
	m      *image.RGBA
	times  int // as large as the photo
	line   int // the width of lines
	labels []*note
}

// picture draws what is seen over a copy of the photo.
func (s *seen) picture() (image.Image, error) {
	d := s.canvas()
	for _, e := range s.eyes {
		x, y, r := d.at(e.X), d.at(e.Y), max(e.Radius, 2)*float64(d.times)
		around := image.Rect(int(x-r), int(y-r), int(x+r)+1, int(y+r)+1)
		if e.Red {
			d.cover(e.Mend(s.photo.Image, 1).Mask())
			d.label(around, magenta, s.eyeText(e))
			continue
		}
		paint.Over(d.m, ring{x, y, r + float64(d.line), float64(d.line), rgba(orange)})
		d.label(around, orange, s.eyeText(e))
	}
	for _, t := range s.teeth {
		box := image.Rectangle{Min: t.Box.Min.Mul(d.times), Max: t.Box.Max.Mul(d.times)}
		c := uint32(orange)
		if t.Shown {
			d.cover(t.Mend(s.photo.Image, 1).Mask())
			c = magenta
		}
		d.label(box, c, s.mouthText(t))
	}
	for i, f := range s.faces {
		c := uint32(green)
		if !f.Certain() {
			c = grey
		}
		box := image.Rect(int(d.at(f.Box.X)), int(d.at(f.Box.Y)), int(d.at(f.Box.X+f.Box.Width)), int(d.at(f.Box.Y+f.Box.Height)))
		d.frame(box, d.line, c)
		d.label(box, c, faceText(i, f)).whole = true
	}
	font, err := lettering.DejaVuSans()
	if err != nil {
		return nil, err
	}
	return d.m, d.letter(font)
}

// canvas is the photo on white, large enough for labels.
func (s *seen) canvas() *drawing {
	size := s.photo.Image.Bounds().Size()
	long := max(size.X, size.Y)
	d := &drawing{times: 1}
	for d.times < 12 && long*d.times < leastDrawing {
		d.times++
	}
	large := s.photo.Scaled(image.Rectangle{Max: size}, size.X*d.times, size.Y*d.times).Image
	d.m = image.NewRGBA(image.Rectangle{Max: size.Mul(d.times)})
	draw.Draw(d.m, d.m.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(d.m, d.m.Rect, large, large.Bounds().Min, draw.Over)
	d.line = max(1, long*d.times/600)
	return d
}

// at is where a place of the photo is in the drawing.
func (d *drawing) at(v float64) float64 { return v * float64(d.times) }

// cover paints over what would be mended.
func (d *drawing) cover(mask *image.Alpha) {
	large := image.NewAlpha(image.Rectangle{Min: mask.Rect.Min.Mul(d.times), Max: mask.Rect.Max.Mul(d.times)})
	for y := large.Rect.Min.Y; y < large.Rect.Max.Y; y++ {
		for x := large.Rect.Min.X; x < large.Rect.Max.X; x++ {
			large.Pix[large.PixOffset(x, y)] = mask.AlphaAt(x/d.times, y/d.times).A
		}
	}
	paint.Over(d.m, paint.NewShape(large, rgba(magenta), 0.7, nil))
}

// frame draws the edge of a box, inside of it.
func (d *drawing) frame(box image.Rectangle, line int, c uint32) {
	inner := box.Inset(line)
	for _, side := range []image.Rectangle{
		{Min: box.Min, Max: image.Pt(box.Max.X, inner.Min.Y)}, {Min: image.Pt(box.Min.X, inner.Max.Y), Max: box.Max},
		{Min: image.Pt(box.Min.X, inner.Min.Y), Max: image.Pt(inner.Min.X, inner.Max.Y)}, {Min: image.Pt(inner.Max.X, inner.Min.Y), Max: image.Pt(box.Max.X, inner.Max.Y)},
	} {
		paint.Over(d.m, paint.NewFill(side, rgba(c), 1))
	}
}

// ring is a layer: a circle of a radius, drawn with a line of a width, in
// pixels.
type ring struct {
	x, y, radius, width float64
	color               color.NRGBA
}

// Bounds is the square around it.
func (r ring) Bounds() image.Rectangle {
	reach := r.radius + r.width + 1
	return image.Rect(int(r.x-reach), int(r.y-reach), int(r.x+reach)+1, int(r.y+reach)+1)
}

// Row draws with soft edges.
func (r ring) Row(x, y int, row []paint.Pixel) {
	for i := range row {
		d := math.Abs(math.Hypot(float64(x+i)+0.5-r.x, float64(y)+0.5-r.y)-r.radius) - r.width/2
		a := min(max(0.5-d, 0), 1) * 257
		row[i] = paint.Pixel{R: uint16(a * float64(r.color.R)), G: uint16(a * float64(r.color.G)), B: uint16(a * float64(r.color.B)), A: uint16(a * 255)}
	}
}
