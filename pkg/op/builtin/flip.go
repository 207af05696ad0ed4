package builtin

import (
	"context"
	"fmt"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
)

func init() {
	specs = append(specs, op.Spec{
		Name:     "flip",
		Summary:  "mirror the photo",
		New:      func() op.Operation { return &flip{Direction: "horizontal"} },
		Examples: []string{"flip", "flip=vertical"},
	})
}

// flip mirrors a photo without changing a pixel's value.
type flip struct {
	Direction string `param:"direction,main" help:"horizontal: left and right change places; vertical: top and bottom do"`
}

func (f *flip) Validate() error {
	switch f.Direction {
	case "horizontal", "vertical":
		return nil
	}
	return fmt.Errorf("direction=%q is not horizontal or vertical%s", f.Direction,
		fault.DidYouMean(f.Direction, []string{"horizontal", "vertical"}))
}

func (f *flip) Apply(_ context.Context, p imageio.Photo) (imageio.Photo, error) {
	o := imageio.MirrorX
	if f.Direction == "vertical" {
		o = imageio.MirrorY
	}
	return p.WithImage(imageio.Orient(p.Image, o)), nil
}
