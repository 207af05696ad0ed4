package builtin

import (
	"context"
	"errors"
	"fmt"
	"image"
	"strconv"
	"strings"

	"github.com/photoq/photoq/pkg/filter"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
)

func init() {
	specs = append(specs, op.Spec{
		Name:     "blur",
		Summary:  "make the photo soft",
		New:      func() op.Operation { return &blur{Radius: reach{0.3, true}} },
		Examples: []string{"blur", "blur=4", "blur=2%"},
	})
}

// blur smooths by a Gaussian, of which the radius is the standard deviation.
// What is transparent gives no colour to what is around it.
type blur struct {
	Radius reach `param:"radius,main" help:"how far a point is spread (its standard deviation): in pixels, or as a percentage of the longer side"`
}

func (b *blur) Apply(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	return b.to(ctx, p, filter.New)
}

// ApplyInPlace writes each row when no other needs it any more.
func (b *blur) ApplyInPlace(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	return b.to(ctx, p, func(m image.Image) image.Image { return m })
}

func (b *blur) to(ctx context.Context, p imageio.Photo, where func(image.Image) image.Image) (imageio.Photo, error) {
	sigma := b.Radius.of(p.Size())
	if sigma == 0 {
		return p, nil
	}
	dst := where(p.Image)
	if err := filter.Blur(ctx, dst, p.Image, sigma); err != nil {
		return p, fmt.Errorf("blur: %w", err)
	}
	return p.WithImage(dst), nil
}

// reach is a distance in pixels, or in percent of a photo's longer side.
type reach struct {
	value   float64
	percent bool
}

// ParamType names the type to people.
func (reach) ParamType() string { return "N or N%" }

// String writes the distance as UnmarshalText reads it.
func (r reach) String() string {
	text := strconv.FormatFloat(r.value, 'f', -1, 64)
	if r.percent {
		text += "%"
	}
	return text
}

// UnmarshalText reads 0 to 10000 pixels, or 0% to 100%.
func (r *reach) UnmarshalText(text []byte) error {
	digits, percent := strings.CutSuffix(string(text), "%")
	most := 10_000.0
	if percent {
		most = 100
	}
	if strings.Trim(digits, "0123456789.") == "" {
		if x, err := strconv.ParseFloat(digits, 64); err == nil && x <= most {
			*r = reach{x, percent}
			return nil
		}
	}
	return errors.New("must be 0 to 10000 pixels like 3.5, or 0% to 100% of the longer side")
}

// of returns the distance in pixels of a photo of that size.
func (r reach) of(size image.Point) float64 {
	if r.percent {
		return r.value / 100 * float64(max(size.X, size.Y))
	}
	return r.value
}
