package builtin

import (
	"context"
	"image"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
)

func init() {
	specs = append(specs, op.Spec{
		Name:     "srgb",
		Summary:  "convert the colours to sRGB, for screens that know no profiles",
		New:      func() op.Operation { return &srgb{} },
		Examples: []string{"srgb"},
	})
}

// srgb is what --icc srgb does at the end, as a step: those after it work on
// colours of sRGB.
type srgb struct{}

func (s *srgb) Apply(_ context.Context, p imageio.Photo) (imageio.Photo, error) {
	return p.ToSRGB(), nil
}

// Frame is the whole photo: colours can be converted at any size.
func (s *srgb) Frame(size image.Point) op.Frame { return op.Frame{Part: size, Size: size} }
