package builtin

import (
	"context"
	"fmt"
	"image"
	"math"
	"strconv"
	"strings"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
)

func init() {
	specs = append(specs, op.Spec{
		Name:     "crop",
		Summary:  "cut a part out of the photo",
		New:      func() op.Operation { return &crop{To: shape{ratio, 1, 1}, Anchor: "center"} },
		Examples: []string{"crop=4:3", "crop=800x600", "crop=50%,anchor=northwest", "crop=16:9,lossless=true"},
	})
}

// crop cuts to a shape. A size larger than the photo is cut down to the
// photo, each side for itself; a ratio takes the largest part that has it.
type crop struct {
	To     shape  `param:"to,main" help:"a ratio like 4:3, a size like 800x600, or a share of each side like 50%"`
	Anchor anchor `param:"anchor" help:"where the part lies: center, north, northeast, east, southeast, south, southwest, west, northwest"`
	Exact  bool   `param:"lossless" help:"cut a JPEG without compressing it anew: the part begins up to 31 pixels further left and up, where a block does; all steps of the output must be so"`
}

func (c *crop) Apply(_ context.Context, p imageio.Photo) (imageio.Photo, error) {
	bounds := p.Image.Bounds()
	w, h := c.To.of(bounds.Size())
	return p.WithImage(imageio.Crop(p.Image, c.Anchor.place(bounds, w, h))), nil
}

// Lossless reports whether a JPEG is not to be compressed anew.
func (c *crop) Lossless() bool { return c.Exact }

// Moves is the cut, moved to the grid.
func (c *crop) Moves(size, grid image.Point) ([]imageio.Move, string) {
	w, h := c.To.of(size)
	part := c.Anchor.place(image.Rectangle{Max: size}, w, h)
	off := image.Pt(part.Min.X%grid.X, part.Min.Y%grid.Y)
	note := ""
	if off != (image.Point{}) {
		note = fmt.Sprintf("crop: %d pixels further left and %d further up, where blocks begin", off.X, off.Y)
	}
	return []imageio.Move{{Cut: part.Sub(off)}}, note
}

// shape is what to cut to.
type shape struct {
	kind shapeKind
	// x and y are the sides of a ratio or a size; x alone is a percentage.
	x, y float64
}

type shapeKind int

const (
	ratio shapeKind = iota
	pixels
	percent
)

// ParamType names the type to people.
func (shape) ParamType() string { return "W:H, WxH or N%" }

// String writes the shape as UnmarshalText reads it.
func (s shape) String() string {
	x, y := strconv.FormatFloat(s.x, 'f', -1, 64), strconv.FormatFloat(s.y, 'f', -1, 64)
	switch s.kind {
	case pixels:
		return x + "x" + y
	case percent:
		return x + "%"
	}
	return x + ":" + y
}

// UnmarshalText reads W:H with sides above 0 up to 1000, WxH with sides of 1
// to 65535 pixels, or N% with N above 0 up to 100.
func (s *shape) UnmarshalText(text []byte) error {
	t := string(text)
	if share, ok := strings.CutSuffix(t, "%"); ok {
		n, err := number(share, 100)
		if err != nil {
			return fmt.Errorf("a percentage must be above 0 and up to 100")
		}
		*s = shape{percent, n, 0}
		return nil
	}
	if left, right, ok := strings.Cut(t, ":"); ok {
		x, errX := number(left, 1000)
		y, errY := number(right, 1000)
		if errX != nil || errY != nil {
			return fmt.Errorf("the sides of a ratio must be above 0 and up to 1000")
		}
		*s = shape{ratio, x, y}
		return nil
	}
	if left, right, ok := strings.Cut(t, "x"); ok {
		x, errX := strconv.Atoi(left)
		y, errY := strconv.Atoi(right)
		if errX != nil || errY != nil || min(x, y) < 1 || max(x, y) > maxSide {
			return fmt.Errorf("the sides of a size must be whole numbers from 1 to %d", maxSide)
		}
		*s = shape{pixels, float64(x), float64(y)}
		return nil
	}
	return fmt.Errorf("must be a ratio like 4:3, a size like 800x600, or a percentage like 50%%")
}

// number reads a plain decimal number above 0 and up to most.
func number(text string, most float64) (float64, error) {
	if strings.Trim(text, "0123456789.") != "" {
		return 0, strconv.ErrSyntax
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || x <= 0 || x > most {
		return 0, strconv.ErrRange
	}
	return x, nil
}

// of returns the size to cut a photo of that size to; never less than 1 x 1.
func (s shape) of(size image.Point) (int, int) {
	w, h := float64(size.X), float64(size.Y)
	switch s.kind {
	case pixels:
		w, h = min(w, s.x), min(h, s.y)
	case percent:
		w, h = math.Round(w*s.x/100), math.Round(h*s.x/100)
	case ratio:
		if w*s.y > h*s.x {
			w = math.Round(h * s.x / s.y)
		} else {
			h = math.Round(w * s.y / s.x)
		}
	}
	return max(1, int(w)), max(1, int(h))
}

// anchor is a point of the compass, or center.
type anchor string

// ParamType names the type to people.
func (anchor) ParamType() string { return "anchor" }

// String returns the anchor's name.
func (a anchor) String() string { return string(a) }

// UnmarshalText reads one of the nine names.
func (a *anchor) UnmarshalText(text []byte) error {
	names := []string{"center", "north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest"}
	for _, name := range names {
		if name == string(text) {
			*a = anchor(name)
			return nil
		}
	}
	return fmt.Errorf("must be one of %s%s", strings.Join(names, ", "), fault.DidYouMean(string(text), names))
}

// place returns the rectangle of w x h that lies in r as the anchor says.
func (a anchor) place(r image.Rectangle, w, h int) image.Rectangle {
	at := centred(r, w, h).Min
	name := string(a)
	switch {
	case strings.HasPrefix(name, "north"):
		at.Y = r.Min.Y
	case strings.HasPrefix(name, "south"):
		at.Y = r.Max.Y - h
	}
	switch {
	case strings.HasSuffix(name, "west"):
		at.X = r.Min.X
	case strings.HasSuffix(name, "east"):
		at.X = r.Max.X - w
	}
	return image.Rectangle{Min: at, Max: at.Add(image.Pt(w, h))}
}
