package builtin

import (
	"context"
	"fmt"
	"image"
	"sync"

	"github.com/photoq/photoq/pkg/face"
	"github.com/photoq/photoq/pkg/imageio"
)

// watcher finds the faces of photos for all operations of a registry.
type watcher struct {
	finder func() (*face.Finder, error)
}

func newWatcher() *watcher { return &watcher{sync.OnceValues(face.NewFinder)} }

// viewer is an operation that looks for faces.
type viewer interface {
	// watchWith gives the operation what finds them, before it is used.
	watchWith(w *watcher)
}

// eyesOf is part of operations that are viewers.
type eyesOf struct{ watcher *watcher }

func (e *eyesOf) watchWith(w *watcher) { e.watcher = w }

// Faces is the name under which a photo's Memo holds the faces in it, as a
// []face.Face. Who has found them already may put them there.
const Faces = "faces"

// faces returns the faces of a photo whose Image has all its pixels, in
// pixels of it. They are looked for once, unless an operation before has found
// them.
func (w *watcher) faces(ctx context.Context, p imageio.Photo) ([]face.Face, error) {
	if known, ok := p.Found[Faces].(foundFaces); ok {
		size := p.Size()
		return known.moved(imageio.Reframe{From: size, Part: image.Rectangle{Max: size}, Turn: imageio.Upright, To: p.Image.Bounds().Size()}), nil
	}
	known, err := p.Memo.Recall(Faces, func() (any, error) {
		f, err := w.finder()
		if err != nil {
			return nil, err
		}
		return f.Find(ctx, p.Image)
	})
	if err != nil {
		return nil, fmt.Errorf("look for faces: %w", err)
	}
	return known.([]face.Face), nil
}

// colourless reports whether a picture has no colours, so that nothing in it
// can be too red or too yellow.
func colourless(m image.Image) bool {
	switch m.(type) {
	case *image.Gray, *image.Gray16:
		return true
	}
	return false
}

// noted returns the photo with a note more.
func noted(p imageio.Photo, note string) imageio.Photo {
	p.Notes = append(p.Notes[:len(p.Notes):len(p.Notes)], note)
	return p
}
