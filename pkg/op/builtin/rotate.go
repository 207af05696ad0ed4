package builtin

import (
	"context"
	"fmt"
	"image"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
)

func init() {
	specs = append(specs, op.Spec{
		Name:     "rotate",
		Summary:  "turn the photo clockwise by a quarter, a half or three quarters",
		New:      func() op.Operation { return &rotate{Degrees: 90} },
		Examples: []string{"rotate", "rotate=180", "rotate=-90", "rotate=90,lossless=true"},
	})
}

// rotate turns a photo without changing a pixel's value.
type rotate struct {
	Degrees int  `param:"degrees,main" help:"90, 180 or 270 clockwise; -90 is counter-clockwise"`
	Exact   bool `param:"lossless" help:"turn a JPEG without compressing it anew, where its size allows; all steps of the output must be so"`
}

func (r *rotate) Validate() error {
	if _, ok := r.orientation(); !ok {
		return fmt.Errorf("degrees=%d is not 90, 180, 270 or -90", r.Degrees)
	}
	return nil
}

func (r *rotate) orientation() (imageio.Orientation, bool) {
	switch r.Degrees {
	case 90:
		return imageio.Rotate90, true
	case 180:
		return imageio.Rotate180, true
	case 270, -90:
		return imageio.Rotate270, true
	}
	return imageio.Upright, false
}

func (r *rotate) Apply(_ context.Context, p imageio.Photo) (imageio.Photo, error) {
	o, _ := r.orientation()
	return p.Turn(o), nil
}

// Frame is the whole photo, turned.
func (r *rotate) Frame(size image.Point) op.Frame {
	o, _ := r.orientation()
	return op.Frame{Part: size, Turned: o.Swaps(), Size: o.After(size)}
}

// Lossless reports whether a JPEG is not to be compressed anew.
func (r *rotate) Lossless() bool { return r.Exact }

// Moves is the turn.
func (r *rotate) Moves(_, _ image.Point) ([]imageio.Move, string) {
	o, _ := r.orientation()
	return []imageio.Move{{Turn: o}}, ""
}
