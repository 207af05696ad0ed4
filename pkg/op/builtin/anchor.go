package builtin

import (
	"context"
	"fmt"
	"image"
	"strings"

	"github.com/photoq/photoq/pkg/face"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
)

// anchor says where in a photo a part of it lies: a point of the compass,
// center, or what the photo shows.
type anchor string

// The anchors that look at the photo: at what attracts people, and at the
// faces in it.
const (
	attention = "attention"
	faceFirst = "face"
)

// looks reports whether the anchor hangs on what the photo shows.
func (a anchor) looks() bool { return a == attention || a == faceFirst }

// enough is what op.Looker asks for: in fewer pixels small faces would not be
// found.
func (a anchor) enough(size image.Point) image.Point {
	if a == faceFirst {
		return face.Enough(size)
	}
	return image.Point{}
}

// ParamType names the type to people.
func (anchor) ParamType() string { return "anchor" }

// String returns the anchor's name.
func (a anchor) String() string { return string(a) }

// UnmarshalText reads one of the names.
func (a *anchor) UnmarshalText(text []byte) error {
	names := []string{"center", "north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest", attention, faceFirst}
	for _, name := range names {
		if name == string(text) {
			*a = anchor(name)
			return nil
		}
	}
	return fmt.Errorf("must be one of %s%s", strings.Join(names, ", "), fault.DidYouMean(string(text), names))
}

// window returns where a part of that size lies in the photo, both in pixels
// of its Size, and the photo with a note of what it shows. All operations that
// cut ask here, so that one who knows more of photos than this can be asked
// for all of them.
func (a anchor) window(ctx context.Context, w *watcher, p imageio.Photo, part image.Point) (image.Rectangle, imageio.Photo, error) {
	size := p.Size()
	switch {
	case !a.looks() || part == size:
		return a.place(size, part), p, nil
	case a == attention:
		return attend(p, part), p, nil
	}
	heads, likely, err := w.heads(ctx, p)
	if err == nil {
		p, err = w.carry(ctx, p)
	}
	if err != nil {
		return image.Rectangle{}, p, err
	}
	at, what := attend(p, part), "no face is seen, and attention takes"
	if len(heads) > 0 {
		at = frameHeads(heads, likely, size, part)
		whole := within(heads, func(h head) face.Box { return h.core }, at)
		what = fmt.Sprintf("%d of %s whole in", len(whole), counted(len(heads), "face"))
	}
	return at, noted(p, fmt.Sprintf("anchor=face: %s %dx%d at (%d,%d)", what, part.X, part.Y, at.Min.X, at.Min.Y)), nil
}

// place returns where a part of that size lies in a photo of that size, as
// far as that does not hang on what the photo shows.
func (a anchor) place(size, part image.Point) image.Rectangle {
	at := image.Pt((size.X-part.X)/2, (size.Y-part.Y)/2)
	name := string(a)
	switch {
	case strings.HasPrefix(name, "north"):
		at.Y = 0
	case strings.HasPrefix(name, "south"):
		at.Y = size.Y - part.Y
	}
	switch {
	case strings.HasSuffix(name, "west"):
		at.X = 0
	case strings.HasSuffix(name, "east"):
		at.X = size.X - part.X
	}
	return image.Rectangle{Min: at, Max: at.Add(part)}
}
