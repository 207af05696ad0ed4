package main

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"github.com/photoq/photoq/pkg/paint"
)

// picture draws what is seen over a copy of the photo.
func (s *seen) picture() image.Image {
	m := image.NewRGBA(s.photo.Image.Bounds())
	draw.Draw(m, m.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(m, m.Rect, s.photo.Image, image.Point{}, draw.Over)
	line := max(1, max(m.Rect.Dx(), m.Rect.Dy())/500)
	for _, e := range s.eyes {
		if e.Red {
			paint.Over(m, paint.NewShape(e.Mend(s.photo.Image, 1).Mask(), color.NRGBA{255, 0, 255, 255}, 0.7, nil))
		} else {
			paint.Over(m, ring{e.X, e.Y, max(e.Radius, 2) + float64(line), float64(line), color.NRGBA{255, 150, 0, 255}})
		}
	}
	for _, t := range s.teeth {
		if t.Shown {
			paint.Over(m, paint.NewShape(t.Mend(s.photo.Image, 1).Mask(), color.NRGBA{255, 0, 255, 255}, 0.7, nil))
		}
	}
	for _, f := range s.faces {
		c := color.NRGBA{40, 220, 60, 255}
		if !f.Certain() {
			c = color.NRGBA{150, 150, 150, 255}
		}
		box := image.Rect(int(f.Box.X), int(f.Box.Y), int(f.Box.X+f.Box.Width), int(f.Box.Y+f.Box.Height))
		inner := box.Inset(line)
		for _, side := range []image.Rectangle{
			{box.Min, image.Pt(box.Max.X, inner.Min.Y)}, {image.Pt(box.Min.X, inner.Max.Y), box.Max},
			{image.Pt(box.Min.X, inner.Min.Y), image.Pt(inner.Min.X, inner.Max.Y)}, {image.Pt(inner.Max.X, inner.Min.Y), image.Pt(box.Max.X, inner.Max.Y)},
		} {
			paint.Over(m, paint.NewFill(side, c, 1))
		}
	}
	return m
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
