package imageio

import (
	"context"
	"fmt"
	"image"
)

// File is a photo whose header has been read.
type File struct {
	header Header
	data   []byte
	extras extras
}

// Open reads a photo's header, as ReadHeader does and with its errors, and
// what the file holds besides pixels. The File keeps data, which must not
// change while it is in use.
func Open(data []byte, limits Limits) (*File, error) {
	h, err := ReadHeader(data, limits)
	if err != nil {
		return nil, err
	}
	f := &File{header: h, data: data, extras: readExtras(h, data)}
	if h.preview != nil {
		f.data = h.preview
	}
	return f, nil
}

// Size returns the photo's size in pixels when it is upright.
func (f *File) Size() image.Point { return f.upright(image.Pt(f.header.Width, f.header.Height)) }

// upright turns a size as the file stores it into that of the upright photo,
// and back.
func (f *File) upright(size image.Point) image.Point {
	if f.extras.orientation.Swaps() {
		return image.Pt(size.Y, size.X)
	}
	return size
}

// Memory estimates, on the safe side, how many bytes Decode holds at its
// peak, its result included and the file itself not.
func (f *File) Memory(o DecodeOptions) int64 {
	if f.header.holdsJPEG() {
		return f.jpegMemory(o)
	}
	return f.header.Memory
}

// MayBeTransparent reports whether the format has transparency.
func (f *File) MayBeTransparent() bool { return !f.header.holdsJPEG() }

// DecodeOptions say what Decode accepts, and how much of the photo is needed.
type DecodeOptions struct {
	// Limits are kept by the function Decode; File.Decode has kept them.
	Limits Limits
	// Tolerant takes a damaged JPEG as far as it goes; what is missing is
	// grey, and warnings say so. Without it, damage is an error.
	Tolerant bool
	// Size is how large the upright photo is needed at the least. A larger
	// JPEG is brought to this size while it is decoded, by rows and without
	// coefficients that nobody needs; photos of other formats come out as
	// they are. Zero stands for the photo's own size.
	Size image.Point
	// HalfChroma says that the photo is going to be written with chroma at
	// half size across and down. A JPEG that is brought to another size then
	// comes out so, and others are left so. Without it, what is brought to
	// another size or comes from another format has its chroma in full.
	HalfChroma bool
}

// Decode reads the photo. The result is upright, and its image is of one of
// the types of Photo.Image. Damaged metadata and colour profiles are left
// out, with a warning; damaged pixels are an error. Of an animation or a file
// of several pages, it reads the first. Bytes after the picture's end do no
// harm.
//
// Errors are of the kind fault.Unreadable or fault.Unsupported when the
// pixels cannot be decoded, also where a decoder panics; or ctx's own. The
// photo shares nothing with the file's data.
func (f *File) Decode(ctx context.Context, o DecodeOptions) (Photo, error) {
	decoded, warnings, err := f.pixels(ctx, o)
	if cancelled := ctx.Err(); cancelled != nil {
		return Photo{}, cancelled
	}
	if err != nil {
		return Photo{}, classify(f.header.Format, err)
	}
	if planes, is := decoded.(*image.YCbCr); is && !o.HalfChroma && !f.header.holdsJPEG() {
		decoded = withFullChroma(planes)
	}
	p := Photo{Image: normalize(f.withoutInks(decoded)), Format: f.header.Format, Warnings: warnings}
	if f.inks(decoded) {
		decoded = &image.CMYK{}
	}
	if f.header.preview != nil {
		sayRaw(&p, f.header)
	}
	p = f.extras.attach(p, decoded)
	if p.Image.Bounds().Size() != f.Size() {
		p.Full = f.Size()
	}
	return p, nil
}

// Decode opens and decodes a photo.
func Decode(ctx context.Context, data []byte, o DecodeOptions) (Photo, error) {
	f, err := Open(data, o.Limits)
	if err != nil {
		return Photo{}, err
	}
	return f.Decode(ctx, o)
}

// pixels runs the format's decoder.
func (f *File) pixels(ctx context.Context, o DecodeOptions) (m image.Image, warnings []string, err error) {
	defer func() {
		if r := recover(); r != nil {
			m, err = nil, fmt.Errorf("the decoder panicked: %v", r)
		}
	}()
	if f.header.holdsJPEG() {
		return f.decodeJPEG(ctx, o)
	}
	if f.header.heif != nil {
		return f.decodeHEIF(ctx, o)
	}
	if f.header.Format == JXL {
		return f.decodeJXL(ctx)
	}
	if err := plausible(f.header, f.data); err != nil {
		return nil, nil, err
	}
	m, err = decodeOther(ctx, f.header, f.data)
	return m, nil, err
}
