package imageio

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/jpeg"
	"github.com/photoq/photoq/pkg/jpeg/ycc"
	"github.com/photoq/photoq/pkg/metadata"
)

// EncodeOptions say how a photo is written.
type EncodeOptions struct {
	Format Format // one that CanWrite
	// Quality of a JPEG, 1 to 100; 0 is 85. PNG has none.
	Quality int
	// Metadata is MetadataKeep, MetadataAll or MetadataNone; empty is keep.
	Metadata string
	// ICC is ICCKeep or ICCSRGB; empty is keep.
	ICC string
}

// maxJPEG is the largest side that a JPEG can have, in pixels.
const maxJPEG = 65535

// Encode writes a photo: the same photo and options always give the same
// bytes. JPEGs are written in 4:2:0, from a quality of 90 on, and where it is
// coarser across, with the chroma that the picture has, and grey ones in grey;
// what is transparent becomes white. The photo is prepared (Prepare), and its
// colour profile is written, whatever Metadata says. Errors of the kind
// fault.Operation are the photo's; others are w's.
func Encode(w io.Writer, p Photo, o EncodeOptions) error {
	size := p.Image.Bounds().Size()
	if size.X < 1 || size.Y < 1 {
		return fault.New(fault.Operation, fmt.Errorf("encode %s: the picture has %d x %d pixels", o.Format, size.X, size.Y), "")
	}
	p = Prepare(p, o)
	m := normalize(p.Image)
	said := metadata.Picture{Width: size.X, Height: size.Y}
	if most := thumbnailBytes(p.Metadata, o.Metadata); most > 0 {
		said.Thumbnail = thumbnail(m, most)
	}
	extra := outgoing(p, o, said)
	switch o.Format {
	case JPEG:
		if max(size.X, size.Y) > maxJPEG {
			return fault.New(fault.Operation,
				fmt.Errorf("encode jpeg: %d x %d pixels, and a side of a JPEG is at most %d", size.X, size.Y, maxJPEG),
				"write it as PNG, or resize it")
		}
		return encodeJPEG(w, m, o.quality(), extra)
	case PNG:
		return encodePNG(w, m, extra)
	}
	return fault.New(fault.Operation, fmt.Errorf("encode: the format %q is not written", o.Format), "")
}

// outgoing chooses what goes into the file besides the pixels.
func outgoing(p Photo, o EncodeOptions, said metadata.Picture) extras {
	x := extras{icc: iccFor(p.ICC, p.Image), Block: p.Metadata.For(o.Metadata, said)}
	switch o.Format {
	case PNG:
	case WebP, AVIF:
		x.Block = x.Block.TextsInXMP().IPTCInEXIF()
	default:
		x.Block = x.Block.TextsInXMP()
	}
	return x
}

func encodeJPEG(w io.Writer, m image.Image, quality int, x extras) error {
	m = planesOf(flat8(m), quality)
	size := m.Bounds().Size()
	o := jpeg.EncodeOptions{Quality: quality, Optimize: size.X*size.Y <= smallJPEG, Segments: jpegSegments(x)}
	if err := jpeg.Encode(w, m, o); err != nil {
		return fmt.Errorf("encode jpeg: %w", err)
	}
	return nil
}

// planesOf returns the picture as a JPEG of that quality holds it.
func planesOf(m image.Image, quality int) image.Image {
	ratio := image.YCbCrSubsampleRatio420
	switch m := m.(type) {
	case *image.YCbCr:
		if quality >= fullChroma {
			return m
		}
		return ycc.Coarsen(m, ratio)
	case *image.RGBA:
		if quality >= fullChroma {
			ratio = image.YCbCrSubsampleRatio444
		}
		return ycc.FromImage(m, ratio)
	}
	return m
}

// fullChroma is the quality from which on a JPEG keeps the chroma that the
// picture has. Below, it is halved across and down.
const fullChroma = 90

// smallJPEG is up to how many pixels a JPEG gets Huffman tables of its own:
// what they save counts in small files, and what they cost in large ones.
const smallJPEG = 1 << 20

// HalvesChroma reports whether a file that is written so has its chroma at
// half size, whatever the picture has.
func (o EncodeOptions) HalvesChroma() bool {
	return o.Format == JPEG && o.quality() < fullChroma
}

func (o EncodeOptions) quality() int {
	if o.Quality == 0 {
		return 85
	}
	return o.Quality
}

func encodePNG(w io.Writer, m image.Image, x extras) error {
	if planes, ok := m.(*image.YCbCr); ok {
		m = ycc.RGBA(planes)
	}
	chunks, err := pngExtraChunks(x)
	if err != nil {
		return fmt.Errorf("encode png: %w", err)
	}
	out := &splicer{w: w, at: pngHeaderEnd, insert: chunks}
	if err := png.Encode(out, m); err != nil {
		return fmt.Errorf("encode png: %w", err)
	}
	return nil
}

// splicer writes insert after the first at bytes that pass through it.
type splicer struct {
	w      io.Writer
	at     int
	insert []byte
	passed int
}

func (s *splicer) Write(p []byte) (int, error) {
	n := 0
	if before := s.at - s.passed; before > 0 {
		head := p[:min(before, len(p))]
		written, err := s.w.Write(head)
		s.passed += written
		n += written
		if err != nil || s.passed < s.at {
			return n, err
		}
		if _, err := s.w.Write(s.insert); err != nil {
			return n, err
		}
	}
	written, err := s.w.Write(p[n:])
	return n + written, err
}

// flat8 returns m with 8 bits a sample and without transparency, on white.
func flat8(m image.Image) image.Image {
	switch m := m.(type) {
	case *image.YCbCr, *image.Gray:
		return m
	case *image.Gray16:
		dst := image.NewGray(m.Rect)
		for y := range m.Rect.Dy() {
			row := dst.Pix[y*dst.Stride : (y+1)*dst.Stride]
			for x := range row {
				row[x] = round8(m.Pix[y*m.Stride+2*x:])
			}
		}
		return dst
	case *image.RGBA:
		if m.Opaque() {
			return m
		}
	}
	dst := image.NewRGBA(m.Bounds())
	draw.Draw(dst, dst.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(dst, dst.Rect, m, m.Bounds().Min, draw.Over)
	return dst
}

// round8 turns the 16-bit big-endian sample at the start of b into 8 bits.
func round8(b []byte) byte {
	v := uint32(b[0])<<8 | uint32(b[1])
	return byte((v*255 + 32767) / 65535)
}
