package builtin

import (
	"context"
	"image"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/paint"
	"github.com/photoq/photoq/pkg/retouch"
)

func init() {
	specs = append(specs, op.Spec{
		Name:    "blurfaces",
		Summary: "make every face that is found unrecognisable",
		Detail: `No program finds all faces: look at the results before you publish them. What
may be no face is blurred too. The result's notes (--json) tell how many faces
there were; "photoq explain PHOTO" shows where.`,
		New:      func() op.Operation { return &blurFaces{} },
		Examples: []string{"blurfaces"},
	})
}

// blurFaces hides faces, also those that may be none: one too many does less
// harm than one too few.
type blurFaces struct{ eyesOf }

func (o *blurFaces) Apply(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	return o.to(ctx, p, paint.Copy)
}

// ApplyInPlace paints the faces over.
func (o *blurFaces) ApplyInPlace(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	return o.to(ctx, p, func(m image.Image) image.Image { return m })
}

func (o *blurFaces) to(ctx context.Context, p imageio.Photo, where func(image.Image) image.Image) (imageio.Photo, error) {
	faces, err := o.watcher.faces(ctx, p)
	if err != nil {
		return p, err
	}
	var veils []paint.Layer
	for _, f := range faces {
		if f.Likely() {
			veils = append(veils, retouch.NewVeil(p.Image, f))
		}
	}
	if len(veils) == 0 {
		return noted(p, "blurfaces: no faces"), nil
	}
	dst := where(p.Image)
	for _, v := range veils {
		paint.Over(dst, v)
	}
	// The faces are not to be found any more.
	return noted(p.WithImage(dst), "blurfaces: "+counted(len(veils), "face")), nil
}
