package builtin

import (
	"context"
	"fmt"
	"image"

	"github.com/photoq/photoq/pkg/face"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/paint"
	"github.com/photoq/photoq/pkg/retouch"
)

func init() {
	specs = append(specs, op.Spec{
		Name:     "teeth",
		Summary:  "whiten the teeth of people who show them",
		Detail:   retouchDetail,
		New:      func() op.Operation { return &teeth{Strength: 100} },
		Examples: []string{"teeth", "teeth=50"},
	})
}

// teeth makes teeth whiter.
type teeth struct {
	Strength int `param:"strength,main" help:"1 to 100: how far to whiten, towards a natural white"`
	mender
}

func (o *teeth) Validate() error { return checkRange("strength", o.Strength, 1, 100) }

func (o *teeth) Apply(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	return o.mend(ctx, p, paint.Copy, "teeth: mouth", "no teeth to be seen", o.find)
}

// ApplyInPlace paints the teeth over.
func (o *teeth) ApplyInPlace(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	return o.mend(ctx, p, ownPixels, "teeth: mouth", "no teeth to be seen", o.find)
}

func (o *teeth) find(m image.Image, faces []face.Face) []mended {
	var list []mended
	for _, t := range retouch.AllTeeth(m, faces) {
		if t.Shown {
			c := t.Box.Min.Add(t.Box.Max).Div(2)
			list = append(list, mended{t.Mend(m, float64(o.Strength)/100), fmt.Sprintf("(%d,%d)", c.X, c.Y)})
		}
	}
	return list
}
