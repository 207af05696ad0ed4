package builtin

import (
	"context"
	"fmt"
	"image"
	"math"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/resample"
)

func init() {
	specs = append(specs, op.Spec{
		Name:     "straighten",
		Summary:  "turn the photo by a small angle and cut off its slanted edges",
		New:      func() op.Operation { return &straighten{} },
		Examples: []string{"straighten=1.5", "straighten=-3"},
	})
}

// straighten turns a photo about its middle and leaves the largest upright
// rectangle that lies in the turned photo.
type straighten struct {
	Degrees float64 `param:"degrees,main" help:"from -45 to 45, clockwise; the largest upright part of the turned photo is left"`
}

func (s *straighten) Validate() error {
	if s.Degrees < -45 || s.Degrees > 45 {
		return fmt.Errorf("degrees=%v is not from -45 to 45", s.Degrees)
	}
	return nil
}

// Apply turns what there is of the photo. Of a reduced one the result is
// reduced as much.
func (s *straighten) Apply(_ context.Context, p imageio.Photo) (imageio.Photo, error) {
	if s.Degrees == 0 {
		return p, nil
	}
	full, part, have := p.Full, p.Part, p.Image.Bounds().Size()
	if full == (image.Point{}) {
		full = have
	}
	if part.Empty() {
		part = image.Rectangle{Max: full}
	}
	size := s.upright(part.Size())
	fx, fy := float64(have.X)/float64(full.X), float64(have.Y)/float64(full.Y)
	by := max(fx, fy)
	w, h := int(math.Ceil(float64(size.X)*by)), int(math.Ceil(float64(size.Y)*by))
	// The result's pixels are dx x dy of the full photo's.
	dx, dy := float64(size.X)/float64(w), float64(size.Y)/float64(h)
	sin, cos := math.Sincos(s.Degrees * math.Pi / 180)
	a := resample.Affine{XX: fx * cos * dx, XY: fx * sin * dy, YX: -fy * sin * dx, YY: fy * cos * dy}
	a.X = fx*float64(part.Min.X+part.Max.X)/2 - (float64(w)*a.XX+float64(h)*a.XY)/2
	a.Y = fy*float64(part.Min.Y+part.Max.Y)/2 - (float64(w)*a.YX+float64(h)*a.YY)/2
	p = p.WithImage(resample.Warp(p.Image, w, h, a))
	if size != image.Pt(w, h) {
		p.Full = size
	}
	return p, nil
}

// Frame is the upright part.
func (s *straighten) Frame(size image.Point) op.Frame {
	part := s.upright(size)
	return op.Frame{Part: part, Size: part}
}

// upright returns the size of the largest upright rectangle in a turned photo
// of that size; never less than 1 x 1. Two of its corners lie on the longer
// sides where the photo is so narrow or turned so far that they bound it
// alone, otherwise all four lie on the edges.
func (s *straighten) upright(size image.Point) image.Point {
	if s.Degrees == 0 {
		return size
	}
	sin, cos := math.Sincos(math.Abs(s.Degrees) * math.Pi / 180)
	w, h := float64(size.X), float64(size.Y)
	switch short := min(w, h) / 2; {
	case short > sin*cos*max(w, h) && cos-sin > 1e-9:
		twice := cos*cos - sin*sin
		w, h = (w*cos-h*sin)/twice, (h*cos-w*sin)/twice
	case w >= h:
		w, h = short/sin, short/cos
	default:
		w, h = short/cos, short/sin
	}
	const rounding = 1e-6
	return image.Pt(max(1, min(size.X, int(w+rounding))), max(1, min(size.Y, int(h+rounding))))
}
