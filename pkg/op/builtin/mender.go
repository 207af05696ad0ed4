package builtin

import (
	"context"
	"fmt"
	"image"
	"strings"

	"github.com/photoq/photoq/pkg/face"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/paint"
	"github.com/photoq/photoq/pkg/retouch"
)

// mender is part of operations that change small places of faces and nothing
// else: the other pixels keep their bits.
type mender struct{ eyesOf }

// Retouches makes the operations op.Retouchers.
func (mender) Retouches() {}

// mended is a change, and where it is, as people are told.
type mended struct {
	*retouch.Mend
	place string
}

// ownPixels hands a picture over that may be written to.
func ownPixels(m image.Image) image.Image { return m }

// mend makes the changes that find returns, in the pixels that dst returns for
// the photo's, and says what of how many there are; or that there is none.
// What has no colours has nothing to be mended.
func (o mender) mend(ctx context.Context, p imageio.Photo, dst func(image.Image) image.Image, what, none string,
	find func(image.Image, []face.Face) []mended) (imageio.Photo, error) {
	var list []mended
	if !colourless(p.Image) {
		faces, err := o.watcher.faces(ctx, p)
		if err != nil {
			return p, err
		}
		if p, err = o.watcher.carry(ctx, p); err != nil {
			return p, err
		}
		list = find(p.Image, faces)
	}
	name, thing, _ := strings.Cut(what, ": ")
	if len(list) == 0 {
		return noted(p, name+": "+none), nil
	}
	m := dst(p.Image)
	var places strings.Builder
	touched := make([]image.Rectangle, len(list))
	for i, one := range list {
		paint.Over(m, one)
		touched[i] = one.Touched()
		places.WriteString(" " + one.place)
	}
	return noted(p.Retouched(m, touched...), fmt.Sprintf("%s: %s at%s", name, counted(len(list), thing), places.String())), nil
}

// counted says how many there are.
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// retouchDetail is what is to be known of all that retouch.
const retouchDetail = `A JPEG of which nothing else is asked, neither another step nor a format or a
--quality, is compressed anew only in the blocks that are mended; all others
keep their data. Where there is nothing to mend, a JPEG, PNG, WebP, AVIF or
TIFF is passed on as it is, but for its metadata. A JPEG then keeps its pixels
as they lie, and EXIF says how they are to be turned; what is of another format
and not upright is written anew. The result's notes (--json) tell where
there was what, and how it was written.`
