package imageio

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	"io"

	"github.com/photoq/photoq/pkg/jpeg"
	"github.com/photoq/photoq/pkg/metadata"
)

// Move is a step that a JPEG can take without being compressed anew: a turn
// if Turn is valid, otherwise a cut.
type Move struct {
	Turn Orientation
	Cut  image.Rectangle // in pixels of the picture before
}

// After returns the size of a picture after the move.
func (m Move) After(size image.Point) image.Point {
	switch {
	case !m.Turn.Valid():
		return m.Cut.Size()
	case m.Turn.Swaps():
		return image.Pt(size.Y, size.X)
	}
	return size
}

// ErrInexact is what Rewrite returns when a move cannot be done without loss.
var ErrInexact = errors.New("a block at the picture's edge is cut, and cannot change its side")

// ErrColours is what Rewrite returns when the photo is to become sRGB and is
// in other colours.
var ErrColours = errors.New("its colours are to become sRGB")

// Grid returns the distance, in pixels of the upright photo, of the lines at
// which a JPEG can be cut without loss; zero for other formats.
func (f *File) Grid() image.Point {
	if f.header.Format != JPEG {
		return image.Point{}
	}
	return f.upright(f.header.jpeg.MCU())
}

// Rewrite writes the photo upright and moved, as a JPEG with the very
// coefficients that it has. The quality of o and its format have no say. The
// warnings are those of Photo. It returns ErrInexact when a move cannot be done so, or the photo is no JPEG,
// and ErrColours when o.ICC does not allow it; the other errors are those of Decode, and w's. Nothing has been written
// when the error is not w's.
func (f *File) Rewrite(ctx context.Context, w io.Writer, moves []Move, o EncodeOptions) (warnings []string, err error) {
	if f.header.Format != JPEG {
		return nil, ErrInexact
	}
	profile, doubt := f.extras.profile(f.kind())
	if o.ICC == ICCSRGB && !f.isSRGB(profile) {
		return nil, ErrColours
	}
	c, faults, err := f.coefficients(ctx)
	if err != nil {
		return nil, jpegError(err, true)
	}
	for _, move := range append([]Move{{Turn: max(Upright, f.extras.orientation)}}, moves...) {
		if move.Turn == Upright {
			continue // spares a copy of all coefficients
		}
		if move.Turn.Valid() {
			c, err = c.Transform(jpeg.Transform(move.Turn))
		} else {
			c, err = c.Crop(move.Cut)
		}
		if errors.Is(err, jpeg.ErrNotExact) {
			return nil, ErrInexact
		}
		if err != nil {
			return nil, fmt.Errorf("move the blocks: %w", err)
		}
	}
	if o.ICC == ICCSRGB {
		profile = nil
	}
	said := metadata.Picture{Width: c.Width, Height: c.Height}
	if most := thumbnailBytes(f.extras.Block, o.Metadata); most > 0 {
		said.Thumbnail = f.thumbnailAfter(ctx, moves, image.Pt(c.Width, c.Height), most)
	}
	extra := f.outgoingRaw(profile, o, said)
	c.Segments = jpegSegments(extra)
	warnings = append(warningsOf(faults), f.extras.warnings...)
	warnings = append(warnings, jpegDoubts(extra.XMP, len(extra.EXIF))...)
	if doubt != "" {
		warnings = append(warnings, doubt)
	}
	return warnings, c.Encode(w, jpeg.EncodeOptions{Optimize: true, Progressive: o.Progressive || c.Process == jpeg.Progressive})
}

// isSRGB reports whether the file's pixels are in sRGB.
func (f *File) isSRGB(profile []byte) bool {
	if f.inks(nil) || profile == nil {
		return !f.inks(nil)
	}
	t, err := transformOf(profile)
	return err == nil && t.Identity()
}

// kind is an empty picture of the kind that the pixels of a JPEG are of.
func (f *File) kind() image.Image {
	switch {
	case f.inks(nil):
		return &image.CMYK{}
	case f.header.jpeg.Color == jpeg.Gray:
		return &image.Gray{}
	}
	return &image.YCbCr{}
}

// coefficients reads them; what harms no pixel is borne.
func (f *File) coefficients(ctx context.Context) (*jpeg.Coefficients, []*jpeg.Fault, error) {
	c, faults, err := jpeg.ReadCoefficients(ctx, f.data, jpeg.DecodeOptions{})
	if !isHarmless(err) {
		return c, faults, err
	}
	c, faults, err = jpeg.ReadCoefficients(ctx, f.data, jpeg.DecodeOptions{Tolerant: true})
	return c, faults, cmp.Or(err, firstHarm(faults))
}

// outgoingRaw is outgoing for a JPEG that is not decoded.
func (f *File) outgoingRaw(profile []byte, o EncodeOptions, said metadata.Picture) extras {
	o.Format = JPEG
	p := Photo{Image: f.kind(), ICC: profile, Metadata: f.extras.Block}
	return outgoing(p, o, said)
}

// RewriteMemory estimates, on the safe side, how many bytes Rewrite holds:
// the coefficients before and after a move, and the new file, which is about
// as large as the old one and is copied when it outgrows its room.
func (f *File) RewriteMemory() int64 {
	const tables = 1 << 20
	samples := int64(len(f.header.jpeg.Components)) * int64(f.header.Width+64) * int64(f.header.Height+64)
	return 2*2*samples + 3*int64(len(f.data)) + tables
}
