package imageio

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"io"

	"github.com/photoq/photoq/pkg/av1"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/metadata"
	"github.com/photoq/photoq/pkg/webp"
)

// EncodeOptions say how a photo is written.
type EncodeOptions struct {
	Format Format // one that CanWrite
	// Quality is from 1 to 100; 0 is 85. PNG and TIFF have none.
	Quality int
	// Chroma is ChromaAuto or what a JPEG or AVIF is to have; empty is auto.
	Chroma string
	// Progressive writes a JPEG in several scans, from coarse to fine.
	Progressive bool
	// Lossless writes a WebP of which each pixel can be read as it was.
	Lossless bool
	// Background is what is seen through transparent pixels in a JPEG; the
	// zero value stands for white. Its own transparency does not count.
	Background color.NRGBA
	// Metadata is MetadataKeep, MetadataAll or MetadataNone; empty is keep.
	Metadata string
	// ICC is ICCKeep or ICCSRGB; empty is keep.
	ICC string
}

// The values of EncodeOptions.Chroma.
const (
	ChromaAuto = "auto" // 4:2:0, and from a quality of 90 on what the picture has
	Chroma420  = "420"  // half across and down
	Chroma422  = "422"  // half across
	Chroma444  = "444"  // whole
)

// Encode writes a photo: the same photo and options always give the same
// bytes. The photo is prepared (Prepare), and its colour profile is written,
// whatever Metadata says. Errors of the kind fault.Operation are the photo's;
// others are w's.
//
// JPEGs and AVIFs have the chroma that the options say, grey ones none; in
// JPEGs, transparent pixels are laid on the background, the others keep
// transparency. Of 16 bits a sample, PNG and TIFF keep all and AVIF 10.
func Encode(w io.Writer, p Photo, o EncodeOptions) error {
	return EncodeContext(context.Background(), w, p, o)
}

// EncodeContext is Encode that ends with ctx, and with ctx's error, where it
// takes long, as that of large AVIFs does.
func EncodeContext(ctx context.Context, w io.Writer, p Photo, o EncodeOptions) error {
	size := p.Image.Bounds().Size()
	if err := o.Format.holds(size); err != nil {
		return err
	}
	p = Prepare(p, o)
	m := normalize(p.Image)
	extra := outgoing(p, o, describe(p, o))
	switch o.Format {
	case JPEG:
		return encodeJPEG(w, m, o, extra)
	case PNG:
		return encodePNG(w, m, extra)
	case WebP:
		return encodeWebP(ctx, w, m, o, extra)
	case AVIF:
		return encodeAVIF(ctx, w, m, o, extra)
	case TIFF:
		return encodeTIFF(w, m, extra)
	}
	return fault.New(fault.Operation, fmt.Errorf("encode: the format %q is not written", o.Format), "")
}

// holds returns an error when a picture of that size has no pixels, or does
// not fit into the format.
func (f Format) holds(size image.Point) error {
	if size.X < 1 || size.Y < 1 {
		return fault.New(fault.Operation, fmt.Errorf("encode %s: the picture has %d x %d pixels", f, size.X, size.Y), "")
	}
	if most := f.maxSide(); max(size.X, size.Y) > most {
		return fault.New(fault.Operation,
			fmt.Errorf("encode %s: %d x %d pixels, and a side is at most %d in this format", f, size.X, size.Y, most),
			"write it as PNG, or resize it")
	}
	return nil
}

// maxSide is the largest side that a picture can have, in pixels.
func (f Format) maxSide() int {
	switch f {
	case JPEG:
		return 65535
	case WebP:
		return webp.MaxSide
	case AVIF:
		return av1.MaxSide
	}
	return 1<<31 - 1
}

// describe returns what a result's metadata is to say of its picture.
func describe(p Photo, o EncodeOptions) metadata.Picture {
	size := p.Image.Bounds().Size()
	said := metadata.Picture{Width: size.X, Height: size.Y}
	if most := thumbnailBytes(p.Metadata, o.Metadata); most > 0 {
		said.Thumbnail = thumbnail(p.Image, most)
	}
	return said
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

// HalvesChroma reports whether a file that is written so has its chroma at
// half size across and down, whatever the picture has.
func (o EncodeOptions) HalvesChroma() bool {
	switch o.Format {
	case JPEG, AVIF:
		return o.Chroma == Chroma420 || (o.Chroma == ChromaAuto || o.Chroma == "") && o.quality() < fullChroma
	case WebP:
		return !o.Lossless
	}
	return false
}

func (o EncodeOptions) quality() int {
	if o.Quality == 0 {
		return 85
	}
	return o.Quality
}
