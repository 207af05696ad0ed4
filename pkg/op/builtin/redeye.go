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
		Name:     "redeye",
		Summary:  "make pupils dark that a flash has made red",
		Detail:   retouchDetail,
		New:      func() op.Operation { return &redeye{Strength: 100} },
		Examples: []string{"redeye", "redeye=60", "redeye=pets=true"},
	})
}

// redeye changes red pupils.
type redeye struct {
	Strength int  `param:"strength,main" help:"1 to 100: how much of the redness to take away"`
	Pets     bool `param:"pets" help:"also the red eyes of animals: in fur, so more else is taken for one"`
	mender
}

func (r *redeye) Validate() error { return checkRange("strength", r.Strength, 1, 100) }

func (r *redeye) Apply(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	return r.mend(ctx, p, paint.Copy, "redeye: eye", "no red eyes", r.find)
}

// ApplyInPlace paints the pupils over.
func (r *redeye) ApplyInPlace(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	return r.mend(ctx, p, ownPixels, "redeye: eye", "no red eyes", r.find)
}

func (r *redeye) find(m image.Image, faces []face.Face) []mended {
	var list []mended
	for _, e := range retouch.RedEyes(m, faces, r.Pets) {
		if e.Red {
			list = append(list, mended{e.Mend(m, float64(r.Strength)/100), fmt.Sprintf("(%.0f,%.0f,%.0f)", e.X, e.Y, e.Radius)})
		}
	}
	return list
}
