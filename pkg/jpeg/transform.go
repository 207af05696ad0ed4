package jpeg

import (
	"errors"
	"fmt"
	"image"

	"github.com/photoq/photoq/pkg/jpeg/dct"
)

// ErrNotExact is the error of a transformation that cannot be done without
// loss: it would need a part of an MCU.
var ErrNotExact = errors.New("jpeg: the transformation is not exact, as it cuts through MCUs")

// Transform is one of the eight ways to turn and mirror a picture. The
// numbers are those of EXIF orientations: a picture with orientation n is
// upright after Transform(n).
type Transform int

const (
	Identity   Transform = iota + 1 // leaves the picture as it is
	MirrorX                         // swaps left and right
	Rotate180                       // turns by half
	MirrorY                         // swaps top and bottom
	Transpose                       // swaps rows and columns
	Rotate90                        // turns clockwise
	Transverse                      // swaps rows and columns, along the other diagonal
	Rotate270                       // turns counterclockwise
)

// steps takes a transformation apart: first rows and columns are swapped, and
// the result is mirrored then.
func (t Transform) steps() (swap, mirrorX, mirrorY bool) {
	return t >= Transpose,
		t == MirrorX || t == Rotate180 || t == Rotate90 || t == Transverse,
		t == Rotate180 || t == MirrorY || t == Transverse || t == Rotate270
}

// MCU returns the size in pixels of the picture's minimum coded units: what
// crops begin at, and what Patch codes anew at least.
func (h Header) MCU() image.Point {
	if len(h.Components) == 1 {
		return image.Pt(8, 8) // whatever the sampling factors say: T.81, A.2.2
	}
	hmax, vmax := h.maxSampling()
	return image.Pt(8*hmax, 8*vmax)
}

// Transform turns and mirrors a picture without loss: it moves blocks, swaps
// their rows and columns, and changes signs. Quantization tables and sampling
// factors go along. So do segments, which are shared, not copied: an EXIF
// orientation in them is the caller's to change.
//
// The error is ErrNotExact if MCUs at the right or lower edge are not full
// and would have to change sides, in the cases in which jpegtran -perfect
// gives up.
func (c *Coefficients) Transform(t Transform) (*Coefficients, error) {
	if t < Identity || t > Rotate270 {
		return nil, fmt.Errorf("jpeg: transformation %d is not one of 1 to 8", t)
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	swap, mirrorX, mirrorY := t.steps()
	out := c.withoutBlocks()
	if swap {
		out.swap()
	}
	mcu := out.MCU()
	if mirrorX && out.Width%mcu.X != 0 || mirrorY && out.Height%mcu.Y != 0 {
		return nil, ErrNotExact
	}
	for i := range out.Planes {
		from, to := &c.Planes[i], &out.Planes[i]
		across, down := out.blocks(i)
		out.fill(i, func(x, y int, b *dct.Block) bool {
			if mirrorX {
				x = across - 1 - x
			}
			if mirrorY {
				y = down - 1 - y
			}
			if swap {
				x, y = y, x
			}
			if x < 0 || y < 0 || x >= from.Stride || y >= from.Rows {
				return false
			}
			*b = from.Blocks[y*from.Stride+x]
			turnBlock(b, swap, mirrorX, mirrorY)
			return true
		})
		if swap {
			to.Quant = transposed(&from.Quant)
		}
	}
	return out, nil
}

// Crop cuts a part out of a picture without loss. r is in pixels; its minimum
// must lie on the border of an MCU, or else the error is ErrNotExact; its
// maximum is free. A rectangle that is empty, or not all within the picture,
// is an error. Segments are shared, not copied.
func (c *Coefficients) Crop(r image.Rectangle) (*Coefficients, error) {
	if r.Empty() || !r.In(image.Rect(0, 0, c.Width, c.Height)) {
		return nil, fmt.Errorf("jpeg: crop a picture of %d x %d to %v: it is empty, or not inside", c.Width, c.Height, r)
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	mcu := c.MCU()
	if r.Min.X%mcu.X != 0 || r.Min.Y%mcu.Y != 0 {
		return nil, ErrNotExact
	}
	out := c.withoutBlocks()
	out.Width, out.Height = r.Dx(), r.Dy()
	for i, component := range c.Components {
		from := &c.Planes[i]
		left, top := r.Min.X/mcu.X, r.Min.Y/mcu.Y
		if len(c.Components) > 1 {
			left, top = left*component.H, top*component.V
		}
		out.fill(i, func(x, y int, b *dct.Block) bool {
			x, y = x+left, y+top
			if x >= from.Stride || y >= from.Rows {
				return false
			}
			*b = from.Blocks[y*from.Stride+x]
			return true
		})
	}
	return out, nil
}
