package builtin

import (
	"context"
	"fmt"
	"image"
	"strings"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/paint"
	"github.com/photoq/photoq/pkg/retouch"
)

func init() {
	specs = append(specs, op.Spec{
		Name:     "redeye",
		Summary:  "make pupils dark that a flash has made red",
		New:      func() op.Operation { return &redeye{Strength: 100} },
		Examples: []string{"redeye", "redeye=60", "redeye=pets=true"},
	})
}

// redeye changes red pupils and nothing else: the other pixels keep their
// bits.
type redeye struct {
	Strength int  `param:"strength,main" help:"1 to 100: how much of the redness to take away"`
	Pets     bool `param:"pets" help:"also the red eyes of animals: in fur, so more else is taken for one"`
	eyesOf
}

func (r *redeye) Validate() error { return checkRange("strength", r.Strength, 1, 100) }

func (r *redeye) Apply(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	return r.to(ctx, p, paint.Copy)
}

// ApplyInPlace paints the pupils over.
func (r *redeye) ApplyInPlace(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	return r.to(ctx, p, func(m image.Image) image.Image { return m })
}

func (r *redeye) to(ctx context.Context, p imageio.Photo, where func(image.Image) image.Image) (imageio.Photo, error) {
	var mends []paint.Layer
	var places strings.Builder
	if !colourless(p.Image) {
		faces, err := r.watcher.faces(ctx, p)
		if err != nil {
			return p, err
		}
		for _, e := range retouch.RedEyes(p.Image, faces, r.Pets) {
			if e.Red {
				mends = append(mends, e.Mend(p.Image, float64(r.Strength)/100))
				fmt.Fprintf(&places, " (%.0f,%.0f,%.0f)", e.X, e.Y, e.Radius)
			}
		}
	}
	if len(mends) == 0 {
		return noted(p, "redeye: no red eyes"), nil
	}
	dst := where(p.Image)
	for _, m := range mends {
		paint.Over(dst, m)
	}
	return noted(p.Retouched(dst), fmt.Sprintf("redeye: %s at%s", counted(len(mends), "eye"), places.String())), nil
}

// counted says how many there are.
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
