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
		Name:     "teeth",
		Summary:  "whiten the teeth of people who show them",
		New:      func() op.Operation { return &teeth{Strength: 100} },
		Examples: []string{"teeth", "teeth=50"},
	})
}

// teeth changes teeth and nothing else: the other pixels keep their bits.
type teeth struct {
	Strength int `param:"strength,main" help:"1 to 100: how far to whiten, towards a natural white"`
	eyesOf
}

func (o *teeth) Validate() error { return checkRange("strength", o.Strength, 1, 100) }

func (o *teeth) Apply(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	return o.to(ctx, p, paint.Copy)
}

// ApplyInPlace paints the teeth over.
func (o *teeth) ApplyInPlace(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	return o.to(ctx, p, func(m image.Image) image.Image { return m })
}

func (o *teeth) to(ctx context.Context, p imageio.Photo, where func(image.Image) image.Image) (imageio.Photo, error) {
	var mends []paint.Layer
	var places strings.Builder
	if !colourless(p.Image) {
		faces, err := o.watcher.faces(ctx, p)
		if err != nil {
			return p, err
		}
		for _, t := range retouch.AllTeeth(p.Image, faces) {
			if t.Shown {
				mends = append(mends, t.Mend(p.Image, float64(o.Strength)/100))
				c := t.Box.Min.Add(t.Box.Max).Div(2)
				fmt.Fprintf(&places, " (%d,%d)", c.X, c.Y)
			}
		}
	}
	if len(mends) == 0 {
		return noted(p, "teeth: no teeth to be seen"), nil
	}
	dst := where(p.Image)
	for _, m := range mends {
		paint.Over(dst, m)
	}
	return noted(p.Retouched(dst), fmt.Sprintf("teeth: %s at%s", counted(len(mends), "mouth"), places.String())), nil
}
