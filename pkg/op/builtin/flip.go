package builtin

import (
	"context"
	"fmt"
	"image"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
)

func init() {
	specs = append(specs, op.Spec{
		Name:     "flip",
		Summary:  "mirror the photo",
		New:      func() op.Operation { return &flip{Direction: "horizontal"} },
		Examples: []string{"flip", "flip=vertical", "flip=horizontal,lossless=true"},
	})
}

// flip mirrors a photo without changing a pixel's value.
type flip struct {
	Direction string `param:"direction,main" help:"horizontal: left and right change places; vertical: top and bottom do"`
	Exact     bool   `param:"lossless" help:"mirror a JPEG without compressing it anew, where its size allows; all steps of the output must be so"`
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
	return p.Turn(f.orientation()), nil
}

// Frame is the whole photo.
func (f *flip) Frame(size image.Point) op.Frame { return op.Frame{Part: size, Size: size} }

func (f *flip) orientation() imageio.Orientation {
	if f.Direction == "vertical" {
		return imageio.MirrorY
	}
	return imageio.MirrorX
}

// Lossless reports whether a JPEG is not to be compressed anew.
func (f *flip) Lossless() bool { return f.Exact }

// Moves is the turn.
func (f *flip) Moves(_, _ image.Point) ([]imageio.Move, string) {
	return []imageio.Move{{Turn: f.orientation()}}, ""
}
