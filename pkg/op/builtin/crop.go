package builtin

import (
	"context"
	"fmt"
	"image"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
)

func init() {
	specs = append(specs, op.Spec{
		Name:     "crop",
		Summary:  "cut a part out of the photo",
		New:      func() op.Operation { return &crop{To: shape{ratio, 1, 1}, Anchor: "center"} },
		Examples: []string{"crop=4:3", "crop=800x600", "crop=50%,anchor=northwest", "crop=1:1,anchor=attention", "crop=4:5,anchor=face", "crop=16:9,lossless=true"},
	})
}

// crop cuts to a shape. A size larger than the photo is cut down to the
// photo, each side for itself; a ratio takes the largest part that has it.
type crop struct {
	To     shape  `param:"to,main" help:"a ratio like 4:3, a size like 800x600, or a share of each side like 50%"`
	Anchor anchor `param:"anchor" help:"where the part lies: center, north, northeast, east, southeast, south, southwest, west, northwest; attention: where skin, detail and strong colours are; face: all faces whole, or as many as fit, and attention where there is none"`
	Exact  bool   `param:"lossless" help:"cut a JPEG without compressing it anew: the part begins up to 31 pixels further left and up, where a block does; all steps of the output must be so"`
	eyesOf
}

func (c *crop) Validate() error {
	if c.Exact && c.Anchor.looks() {
		return fmt.Errorf("lossless=true does not look at the photo, which anchor=%s needs", c.Anchor)
	}
	return nil
}

func (c *crop) Apply(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	part, p, err := c.Anchor.window(ctx, c.watcher, p, c.Frame(p.Size()).Part)
	if err != nil {
		return p, err
	}
	return p.Cut(part), nil
}

// Frame is the cut.
func (c *crop) Frame(size image.Point) op.Frame {
	part := c.To.of(size)
	return op.Frame{Part: part, Size: part}
}

// Looks is what the anchor needs to see.
func (c *crop) Looks(size image.Point) image.Point { return c.Anchor.enough(size) }

// Lossless reports whether a JPEG is not to be compressed anew.
func (c *crop) Lossless() bool { return c.Exact }

// Moves is the cut, moved to the grid.
func (c *crop) Moves(size, grid image.Point) ([]imageio.Move, string) {
	part := c.Anchor.place(size, c.To.of(size))
	off := image.Pt(part.Min.X%grid.X, part.Min.Y%grid.Y)
	note := ""
	if off != (image.Point{}) {
		note = fmt.Sprintf("crop: %d pixels further left and %d further up, where blocks begin", off.X, off.Y)
	}
	return []imageio.Move{{Cut: part.Sub(off)}}, note
}
