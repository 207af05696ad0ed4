package jpeg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
)

// PatchOptions say what a patched file carries besides its picture.
type PatchOptions struct {
	// Segments is given the source's APPn and COM segments, in order, and
	// returns those that are written in their place; nil keeps all of them.
	// JFIF and Adobe segments, on which the colours depend, are not among
	// them and stay, without what may follow that, as a thumbnail; and MPF
	// indexes go: see Patch. The given segments share
	// their bytes with the source, which must not be written to.
	Segments func([]Segment) []Segment
}

// Patch writes source again with some places changed: only the MCUs that the
// rectangles touch are transformed and quantized anew, with the file's own
// tables, from edited. All other blocks keep their coefficients, bit for bit,
// so nothing is lost in them however often a file is patched. A pixel touches
// the MCU that it lies in and no other, even where chroma is interpolated.
//
// edited is the whole picture, begins at (0, 0), and is of the type, size and
// sampling in which Decode returns the source at full size, or has full chroma
// instead; the orientation that EXIF may tell is not applied. Samples that are
// repeated there are averaged. Rectangles are in pixels. They may overlap,
// be empty, and reach out of the picture; without any, all coefficients stay.
//
// Of an ordinary file, sequential with a single scan, untouched MCUs are
// copied as bits, and what precedes the scan stays byte by byte if
// o.Segments is nil. If its Huffman tables lack a code that an edited block
// needs, complete ones take their place, and all bits are written with them.
// Of all other files, the coefficients are written anew, which takes as long
// as decoding and encoding: progressively if the source is progressive, with
// Huffman tables made for the picture. Arithmetic coding becomes Huffman
// coding.
//
// What follows the picture is left out: further images, as previews or gain
// maps, would show what the picture has shown before. So is the MPF index
// (APP2) that points to them. Thumbnails and notes about them in the segments
// are for o.Segments to change.
//
// Nothing is written to w before all is done. The error is w's, the
// context's, or what strict decoding says of a source that is damaged or not
// supported; others tell what does not fit about edited or the segments, or
// which coefficient cannot be coded.
func Patch(ctx context.Context, w io.Writer, source []byte, edited image.Image, touched []image.Rectangle, o PatchOptions) error {
	p, s, err := openCoefficients(source, DecodeOptions{})
	if err != nil {
		return err
	}
	from, err := newPatchSource(p.frame, edited)
	if err != nil {
		return err
	}
	segments, err := patchSegments(p.segments, o)
	if err != nil {
		return err
	}
	j := &patchJob{
		source: source, from: from, places: newPatchPlaces(p.frame.Header, touched),
		given: p.segments, segments: segments, replace: o.Segments != nil,
	}
	if err := j.run(ctx, p.frame.streams(s)); err != nil {
		return err
	}
	if _, err := w.Write(j.out.Bytes()); err != nil {
		return fmt.Errorf("write the JPEG: %w", err)
	}
	return nil
}

// patchJob is what is needed to write a file, in whichever way.
type patchJob struct {
	source   []byte
	from     *patchSource
	places   *patchPlaces
	given    []Segment // the source's
	segments []Segment // those to write, but for JFIF and Adobe
	replace  bool      // they are others than the source's
	out      bytes.Buffer
}

// run writes the file to out. Files that have a single scan are written in
// the order in which the source stands, if their Huffman tables allow it, or
// else with others.
func (j *patchJob) run(ctx context.Context, streams bool) error {
	if streams {
		err := j.stream(ctx, false)
		if errors.Is(err, errNoCode) {
			err = j.stream(ctx, true)
		}
		if !errors.Is(err, errNoCode) {
			return err
		}
	}
	return j.whole(ctx)
}

// stream writes a file that has a single scan. The error is errNoCode if the
// Huffman tables do not allow that.
func (j *patchJob) stream(ctx context.Context, recodes bool) error {
	p, s, err := openCoefficients(j.source, DecodeOptions{})
	if err != nil {
		return err
	}
	j.out.Reset()
	k, err := newPatchWalk(&j.out, p, s, j.from, recodes)
	if err != nil {
		return err
	}
	j.out.Grow(len(j.source) + encBuffer)
	if err := j.writeHead(j.source[:p.pos], k.tables()); err != nil {
		return err
	}
	return k.run(ctx, j.places)
}

// whole writes all coefficients anew.
func (j *patchJob) whole(ctx context.Context) error {
	c, _, err := ReadCoefficients(ctx, j.source, DecodeOptions{})
	if err != nil {
		return err
	}
	for i := range c.Planes {
		j.from.setQuant(i, &c.Planes[i].Quant)
	}
	for y := range j.places.high {
		for x, touched := range j.places.at(y) {
			if touched {
				c.replace(j.from, x, y)
			}
		}
	}
	c.Segments = j.withJFIF()
	progressive := c.Process == Progressive || c.Process == ArithmeticProgressive
	j.out.Reset()
	return c.Encode(&j.out, EncodeOptions{Progressive: progressive, Optimize: true})
}
