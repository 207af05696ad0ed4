package builtin

import (
	"context"
	"math"

	"github.com/photoq/photoq/pkg/face"
	"github.com/photoq/photoq/pkg/imageio"
)

// foundFaces are faces that go along with a photo, in pixels of its Size.
type foundFaces []face.Face

// Reframed implements imageio.Found. In a small part more is to be seen than
// in the whole photo, and in a mirror left is right.
func (f foundFaces) Reframed(r imageio.Reframe) imageio.Found {
	const most = 2 // times as long as the part
	switch r.Turn {
	case imageio.MirrorX, imageio.MirrorY, imageio.Transpose, imageio.Transverse:
		return nil
	}
	if max(r.From.X, r.From.Y) > most*max(r.Part.Dx(), r.Part.Dy()) {
		return nil
	}
	return foundFaces(f.moved(r))
}

// moved returns the faces that have their middle in the picture after a change.
func (f foundFaces) moved(r imageio.Reframe) []face.Face {
	to := func(p face.Point) face.Point {
		x, y := r.Point(p.X, p.Y)
		return face.Point{X: x, Y: y}
	}
	after := r.Turn.After(r.Part.Size())
	times := math.Sqrt(float64(r.To.X) / float64(after.X) * float64(r.To.Y) / float64(after.Y))
	list := []face.Face{}
	for _, one := range f {
		moved := one.Moved(to, times)
		x, y := moved.Box.X+moved.Box.Width/2, moved.Box.Y+moved.Box.Height/2
		if x >= 0 && y >= 0 && x < float64(r.To.X) && y < float64(r.To.Y) {
			list = append(list, moved)
		}
	}
	return list
}

// carry returns a photo with its faces, which were looked for, so that they go
// along with it.
func (w *watcher) carry(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	if _, ok := p.Found[Faces]; ok || !p.Part.Empty() {
		return p, nil
	}
	faces, err := w.faces(ctx, p)
	if err != nil {
		return p, err
	}
	size, have := p.Size(), p.Image.Bounds()
	return p.With(Faces, foundFaces(foundFaces(faces).moved(imageio.Reframe{From: have.Size(), Part: have, Turn: imageio.Upright, To: size}))), nil
}
