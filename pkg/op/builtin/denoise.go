package builtin

import (
	"context"
	"fmt"
	"image"

	"github.com/photoq/photoq/pkg/filter"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
)

func init() {
	specs = append(specs, op.Spec{
		Name:     "denoise",
		Summary:  "take grain and blotches of colour out of the photo",
		New:      func() op.Operation { return &denoise{Strength: 50} },
		Examples: []string{"denoise", "denoise=25", "denoise=100"},
	})
}

// denoise measures how much noise a photo has and takes away what is no
// stronger than that: a clean photo stays nearly as it is.
type denoise struct {
	Strength int `param:"strength,main" help:"0 (nothing) to 100 (twice what was measured counts as noise, in smooth parts and in fine detail)"`
}

func (d *denoise) Validate() error { return checkRange("strength", d.Strength, 0, 100) }

func (d *denoise) Apply(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	return d.to(ctx, p, filter.New)
}

// ApplyInPlace writes each row when no other needs it any more.
func (d *denoise) ApplyInPlace(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	return d.to(ctx, p, func(m image.Image) image.Image { return m })
}

func (d *denoise) to(ctx context.Context, p imageio.Photo, where func(image.Image) image.Image) (imageio.Photo, error) {
	if d.Strength == 0 {
		return p, nil
	}
	dst := where(p.Image)
	if err := filter.Denoise(ctx, dst, p.Image, float64(d.Strength)/50); err != nil {
		return p, fmt.Errorf("denoise: %w", err)
	}
	return p.WithImage(dst), nil
}
