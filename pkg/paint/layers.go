package paint

import (
	"image"
	"image/color"
	"math"
)

// Shape is a layer of one colour with a mask.
type Shape struct {
	Mask   *image.Alpha // in the photo's coordinates
	pixels [256]Pixel   // for each value of the mask
}

// NewShape returns the layer of a colour, which may be transparent, with an
// opacity from 0 to 1. weights say how much of the colour each value of the
// mask stands for, from 0 to 1; nil for as much as it says.
func NewShape(mask *image.Alpha, c color.NRGBA, opacity float64, weights *[256]float64) *Shape {
	s := &Shape{Mask: mask}
	for i := range s.pixels {
		share := float64(i) / 255
		if weights != nil {
			share = weights[i]
		}
		s.pixels[i] = scaled(c, share*opacity)
	}
	return s
}

// scaled returns a colour of which only a share is there.
func scaled(c color.NRGBA, share float64) Pixel {
	a := float64(c.A) / 255 * share * 65535
	channel := func(v byte) uint16 { return uint16(math.Round(float64(v) / 255 * a)) }
	return Pixel{channel(c.R), channel(c.G), channel(c.B), uint16(math.Round(a))}
}

// Bounds are the mask's.
func (s *Shape) Bounds() image.Rectangle { return s.Mask.Rect }

// Row looks the colours up.
func (s *Shape) Row(x, y int, row []Pixel) {
	mask := s.Mask.Pix[s.Mask.PixOffset(x, y):]
	for i := range row {
		row[i] = s.pixels[mask[i]]
	}
}

// Weights are how much of a colour the values of a mask of its letters stand
// for, so that the letters look as heavy as they are. Where a half-covered
// pixel is mixed as colours are coded, light letters on dark become too thin
// and dark ones on light too heavy, because half the code is a fifth of the
// light. Over what the letters lie is not known here; what can be read is
// mostly light on dark or dark on light, so the mix is made right, in a light
// of that power law, between the colour and what is as far from the middle on
// the other side. A middle grey is left as it is.
func Weights(c color.NRGBA) *[256]float64 {
	const power = 1.7 // less than the 2.4 of sRGB: what is behind is seldom the utmost contrast
	var w [256]float64
	luma := (0.299*float64(c.R) + 0.587*float64(c.G) + 0.114*float64(c.B)) / 255
	behind := 1 - luma
	for i := range w {
		share := float64(i) / 255
		w[i] = share
		if math.Abs(luma-behind) > 0.01 {
			mixed := math.Pow(share*math.Pow(luma, power)+(1-share)*math.Pow(behind, power), 1/power)
			w[i] = (mixed - behind) / (luma - behind)
		}
	}
	return &w
}

// Fill is a layer that is one colour everywhere in its rectangle.
type Fill struct {
	Rect  image.Rectangle
	pixel Pixel
}

// NewFill returns the layer of a colour with an opacity from 0 to 1.
func NewFill(r image.Rectangle, c color.NRGBA, opacity float64) Fill {
	return Fill{r, scaled(c, opacity)}
}

// Bounds is the rectangle.
func (f Fill) Bounds() image.Rectangle { return f.Rect }

// Row is the colour.
func (f Fill) Row(_, _ int, row []Pixel) {
	for i := range row {
		row[i] = f.pixel
	}
}

// Picture is a layer that is a picture, with its upper left corner at a place.
type Picture struct {
	image  *image.NRGBA // its bounds begin at (0, 0)
	at     image.Point
	shares [256]uint32 // of each alpha, with the opacity, in 16 bits
}

// NewPicture returns the layer of a picture whose bounds begin at (0, 0), with
// an opacity from 0 to 1.
func NewPicture(m *image.NRGBA, at image.Point, opacity float64) *Picture {
	p := &Picture{image: m, at: at}
	for i := range p.shares {
		p.shares[i] = uint32(math.Round(float64(i) * 257 * opacity))
	}
	return p
}

// At returns the same layer at another place.
func (p *Picture) At(at image.Point) *Picture {
	moved := *p
	moved.at = at
	return &moved
}

// Bounds are the picture's, at its place.
func (p *Picture) Bounds() image.Rectangle { return p.image.Rect.Add(p.at) }

// Row multiplies by alpha and opacity.
func (p *Picture) Row(x, y int, row []Pixel) {
	from := p.image.Pix[p.image.PixOffset(x-p.at.X, y-p.at.Y):]
	for i := range row {
		c := from[4*i : 4*i+4 : 4*i+4]
		a := p.shares[c[3]]
		row[i] = Pixel{multiplied(c[0], a), multiplied(c[1], a), multiplied(c[2], a), uint16(a)}
	}
}

func multiplied(c byte, a uint32) uint16 { return uint16((uint32(c)*a + 127) / 255) }
