package builtin

import (
	"context"
	"errors"
	"fmt"
	"image"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
)

func init() {
	specs = append(specs, op.Spec{
		Name:     "resize",
		Summary:  "bring the photo to another size",
		New:      func() op.Operation { return &resize{Fit: "inside", Anchor: "center"} },
		Examples: []string{"resize=2048", "resize=width=1200", "resize=width=800,height=600,fit=cover", "resize=width=800,height=600,fit=cover,anchor=attention", "resize=size=4096,enlarge=true"},
	})
}

// resize scales a photo. A side of 0 is one that was not given.
type resize struct {
	Size   int    `param:"size,main" help:"longest side of the result, in pixels"`
	Width  int    `param:"width" help:"width of the result, in pixels"`
	Height int    `param:"height" help:"height of the result, in pixels"`
	Fit    string `param:"fit" help:"inside: the whole photo within width and height; cover: both filled, the rest cut off; exact: stretched to both"`
	Anchor anchor `param:"anchor" help:"what cover keeps: center, a point of the compass like north, attention, or face"`
	eyesOf
	Enlarge bool `param:"enlarge" help:"also make small photos larger"`
}

func (r *resize) Validate() error {
	var faults []error
	for _, side := range []struct {
		name  string
		value int
	}{{"size", r.Size}, {"width", r.Width}, {"height", r.Height}} {
		if side.value != 0 {
			faults = append(faults, checkRange(side.name, side.value, 1, maxSide))
		}
	}
	switch {
	case r.Size != 0 && (r.Width != 0 || r.Height != 0):
		faults = append(faults, errors.New("size stands beside width or height; give one or the other"))
	case r.Size == 0 && r.Width == 0 && r.Height == 0:
		faults = append(faults, fmt.Errorf("needs a size from 1 to %d, or width, height or both", maxSide))
	}
	if r.Anchor != "center" && r.Fit != "cover" {
		faults = append(faults, fmt.Errorf("anchor=%s needs fit=cover", r.Anchor))
	}
	fits := []string{"inside", "cover", "exact"}
	switch r.Fit {
	case "inside":
	case "cover", "exact":
		if r.Width == 0 || r.Height == 0 {
			faults = append(faults, fmt.Errorf("fit=%s needs width and height", r.Fit))
		}
	default:
		faults = append(faults, fmt.Errorf("fit=%q is not inside, cover or exact%s", r.Fit, fault.DidYouMean(r.Fit, fits)))
	}
	return errors.Join(faults...)
}

func (r *resize) Apply(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	f := r.Frame(p.Size())
	if err := checkResult(f.Size.X, f.Size.Y); err != nil {
		return p, err
	}
	part, p, err := r.Anchor.window(ctx, r.watcher, p, f.Part)
	if err != nil {
		return p, err
	}
	return p.Scaled(part, f.Size.X, f.Size.Y), nil
}

// Frame is the photo, or the part of it that has the shape of the box, at the
// size that it gets. Where it may not enlarge, a small photo is only cut to
// the shape.
func (r *resize) Frame(size image.Point) op.Frame {
	if r.Fit != "cover" {
		return op.Frame{Part: size, Size: image.Pt(r.target(size))}
	}
	f := op.Frame{Part: image.Pt(fit(image.Pt(r.Width, r.Height), size.X, size.Y))}
	f.Size = f.Part
	if r.Enlarge || f.Part.X >= r.Width && f.Part.Y >= r.Height {
		f.Size = image.Pt(r.Width, r.Height)
	}
	return f
}

// Looks is what the anchor needs to see.
func (r *resize) Looks(size image.Point) image.Point { return r.Anchor.enough(size) }

// target returns the size of the result where nothing is cut off.
func (r *resize) target(size image.Point) (int, int) {
	if r.Fit == "exact" {
		if !r.Enlarge {
			return min(r.Width, size.X), min(r.Height, size.Y)
		}
		return r.Width, r.Height
	}
	w, h := r.Width, r.Height
	if r.Size != 0 {
		w, h = r.Size, r.Size
	}
	const open = 1 << 30 // a side that was not given bounds nothing
	if w == 0 {
		w = open
	}
	if h == 0 {
		h = open
	}
	if !r.Enlarge {
		return inside(size, w, h)
	}
	return fit(size, w, h)
}
