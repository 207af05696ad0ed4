package imageio

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"io"
	"slices"

	"github.com/photoq/photoq/pkg/jpeg"
	"github.com/photoq/photoq/pkg/metadata"
	"github.com/photoq/photoq/pkg/png"
)

// IsExact reports whether the format keeps pixels as they are, so that its
// files have no quality.
func (f Format) IsExact() bool { return f == PNG || f == TIFF }

// Retain writes a photo that was decoded from the file, and at the most
// retouched, in the file's own format without compressing it anew, where that
// can be done; it reports whether, and the photo's Notes and Warnings then say
// so. If nothing was touched, the picture's data are passed on byte by byte;
// in a JPEG with some places touched, only the blocks there are compressed
// anew. Metadata and the colour profile are those of the options, as Encode has
// them.
//
// A JPEG keeps its pixels as they lie, and EXIF goes on telling how they are
// to be turned, whatever the metadata are to be. A picture of another format
// that is not stored upright is not retained, because many programs do not
// look there; nor is one that the options want in another form.
//
// The error is ctx's or w's.
func (f *File) Retain(ctx context.Context, w io.Writer, p *Photo, o EncodeOptions) (bool, error) {
	if f.header.Format != o.Format || p.Image.Bounds().Size() != f.Size() {
		return false, nil
	}
	var data []byte
	switch o.Format {
	case JPEG:
		data = f.retainJPEG(ctx, *p, o)
	case PNG, WebP, AVIF, TIFF:
		data = f.retainOther(*p, o)
	}
	if err := ctx.Err(); err != nil || data == nil {
		return false, err
	}
	note := "the picture's data are passed on as they are"
	if len(p.Touched) > 0 {
		note = "compressed anew only where it was retouched"
	}
	p.Notes = append(p.Notes[:len(p.Notes):len(p.Notes)], note)
	p.Warnings = append(p.Warnings[:len(p.Warnings):len(p.Warnings)], p.doubts(o)...)
	if _, err := w.Write(data); err != nil {
		return false, fmt.Errorf("write the photo: %w", err)
	}
	return true, nil
}

// retainJPEG returns the file; nil where it is to be written anew.
func (f *File) retainJPEG(ctx context.Context, p Photo, o EncodeOptions) []byte {
	profile, _ := f.extras.profile(f.kind())
	switch {
	case o.Chroma != "" && o.Chroma != ChromaAuto, o.Progressive && f.header.jpeg.Process != jpeg.Progressive,
		o.ICC == ICCSRGB && !f.isSRGB(profile), len(p.Touched) > 0 && f.inks(nil):
		return nil
	}
	if o.ICC == ICCSRGB {
		profile = nil
	}
	turn := max(Upright, f.extras.orientation)
	said := metadata.Picture{Width: f.header.Width, Height: f.header.Height, Orientation: int(turn)}
	if most := thumbnailBytes(f.extras.Block, o.Metadata); most > 0 {
		said.Thumbnail = thumbnail(Orient(p.Image, turn.inverse()), most)
	}
	options := jpeg.PatchOptions{Segments: func([]jpeg.Segment) []jpeg.Segment {
		return slices.DeleteFunc(jpegSegments(f.outgoingRaw(profile, o, said)), isJFIF) // the file's own stays
	}}
	var out bytes.Buffer
	var err error
	if len(p.Touched) == 0 {
		err = jpeg.Copy(&out, f.data, options)
	} else {
		stored := make([]image.Rectangle, len(p.Touched))
		for i, r := range p.Touched {
			stored[i] = turn.inverse().place(r, p.Image.Bounds().Size())
		}
		err = jpeg.Patch(ctx, &out, f.data, Orient(p.Image, turn.inverse()), stored, options)
	}
	if err != nil {
		return nil // of a kind that only decoding knows what to do with
	}
	return out.Bytes()
}

func isJFIF(s jpeg.Segment) bool {
	return s.Marker == markAPP0 && bytes.HasPrefix(s.Data, []byte("JFIF\x00"))
}

// retainOther returns the file; nil where it is to be written anew.
func (f *File) retainOther(p Photo, o EncodeOptions) []byte {
	if len(p.Touched) > 0 || f.extras.orientation > Upright {
		return nil
	}
	if len(p.ICC) > 0 && (o.ICC == ICCSRGB || iccFor(p.ICC, p.Image) == nil) {
		if !f.isSRGB(p.ICC) {
			return nil
		}
		p = p.ToSRGB()
	}
	x := outgoing(p, o, describe(p, o))
	switch o.Format {
	case PNG:
		return retainPNG(f.data, x, o)
	case WebP:
		return retainWebP(f.data, f.Size(), x, o)
	case TIFF:
		return retainTIFF(f.data, x)
	}
	return retainAVIF(f.header.heif, x, o)
}

// retainPNG returns a PNG with other metadata; nil where it is damaged. What
// tells of its colours goes along, further pictures do not.
func retainPNG(data []byte, x extras, o EncodeOptions) []byte {
	between, err := pngExtraChunks(x)
	if err != nil {
		return nil
	}
	out := append(data[:pngHeaderEnd:pngHeaderEnd], between...)
	for c := range pngChunks(data) {
		switch c.name {
		case "PLTE", "tRNS", "IDAT", "bKGD", "hIST", "sBIT":
			out = png.AppendChunk(out, c.name, c.body)
		case "cHRM", "gAMA", "sRGB", "cICP":
			if x.icc == nil && o.ICC != ICCSRGB {
				out = png.AppendChunk(out, c.name, c.body)
			}
		case "IEND":
			return png.AppendChunk(out, c.name, nil)
		}
	}
	return nil
}

// retainWebP returns a WebP with other metadata; nil for an animation, and for
// a lossy one that is to be lossless.
func retainWebP(data []byte, size image.Point, x extras, o EncodeOptions) []byte {
	for c := range webpChunks(data) {
		if c.name == "ANIM" || c.name == "ANMF" || c.name == "VP8 " && o.Lossless {
			return nil
		}
	}
	file, err := webpFile(webpChunks(data), size, x)
	if err != nil {
		return nil
	}
	return file
}
