package builtin

import (
	"context"
	"errors"
	"fmt"
	"image"

	"github.com/photoq/photoq/pkg/filter"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
)

func init() {
	specs = append(specs, op.Spec{
		Name:     "sharpen",
		Summary:  "make edges and fine detail clearer",
		New:      func() op.Operation { return &sharpen{Amount: 60, Radius: 1, Threshold: 1} },
		Examples: []string{"sharpen", "sharpen=100", "sharpen=80,radius=0.6,threshold=3"},
	})
}

// sharpen is an unsharp mask on luma: colours keep their hue, and edges get
// no fringes. Strong edges get less of it, so that they have no halos.
type sharpen struct {
	Amount    int     `param:"amount,main" help:"percentage, 0 to 500, of what sets the photo apart from its blur that is added to it"`
	Radius    float64 `param:"radius" help:"how wide the blur is (its standard deviation), in pixels: 0.3 to 100"`
	Threshold float64 `param:"threshold" help:"how much a pixel must differ from its surroundings to change, 0 to 255: spares noise and skin"`
}

func (s *sharpen) Validate() error {
	return errors.Join(
		checkRange("amount", s.Amount, 0, 500),
		checkBetween("radius", s.Radius, 0.3, 100),
		checkBetween("threshold", s.Threshold, 0, 255),
	)
}

// checkBetween returns an error unless low <= value <= high.
func checkBetween(name string, value, low, high float64) error {
	if !(value >= low && value <= high) {
		return fmt.Errorf("%s=%v is not from %v to %v", name, value, low, high)
	}
	return nil
}

func (s *sharpen) Apply(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	return s.to(ctx, p, newLuma)
}

// ApplyInPlace writes each row when no other needs it any more.
func (s *sharpen) ApplyInPlace(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	return s.to(ctx, p, func(m image.Image) image.Image { return m })
}

func (s *sharpen) to(ctx context.Context, p imageio.Photo, where func(image.Image) image.Image) (imageio.Photo, error) {
	if s.Amount == 0 {
		return p, nil
	}
	mask := filter.Mask{Amount: float64(s.Amount) / 100, Sigma: s.Radius, Threshold: s.Threshold}
	dst := where(p.Image)
	if err := mask.Sharpen(ctx, dst, p.Image); err != nil {
		return p, fmt.Errorf("sharpen: %w", err)
	}
	return p.WithImage(dst), nil
}

// newLuma returns a picture to write a sharpened one to. Of planes it has a
// new Y alone, and shares the others, which are not written.
func newLuma(m image.Image) image.Image {
	if m, ok := m.(*image.YCbCr); ok {
		dst := *m
		dst.YStride = m.Rect.Dx()
		dst.Y = make([]byte, dst.YStride*m.Rect.Dy())
		return &dst
	}
	return filter.New(m)
}
