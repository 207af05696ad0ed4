// Package imageio turns bytes into photos and photos into bytes. It is the
// only door to file formats: nothing else in photoq knows which decoder runs.
//
// What comes out of Decode is upright: the orientation that cameras note in
// EXIF has been applied, and the bounds begin at (0, 0). JPEGs stay planes of
// Y, Cb and Cr.
package imageio

import "image"

// Photo is a decoded photo and what travels with it. It is passed by value;
// what its fields point to is shared and is never written to.
type Photo struct {
	// Image has its bounds' minimum at (0, 0). It is one of *image.YCbCr,
	// *image.Gray, *image.Gray16, *image.RGBA, *image.NRGBA, *image.RGBA64
	// or *image.NRGBA64; Decode turns everything else into one of these.
	Image image.Image
	// Full is the photo's size in pixels if Image is smaller than that,
	// because Decode was told that less is enough; otherwise it is zero.
	Full image.Point
	// Part is which pixels of a photo of the size Full are left after cuts
	// that are put off until Image is resampled (Cut); zero stands for all.
	Part image.Rectangle
	// Name is the photo's name as its owner knows it, a path with slashes
	// and perhaps not UTF-8; empty where nobody has told.
	Name string
	// Format is the one that the photo was decoded from.
	Format Format
	// ICC is the colour profile that the pixels are in; nil means sRGB.
	ICC []byte
	// Metadata is what the file said of itself.
	Metadata Metadata
	// Memo is what was found in the picture; nil where nothing is kept.
	Memo *Memo
	// Found is what operations have found on the way, by names (With).
	Found map[string]Found
	// Touched is where Image may differ from the picture that was decoded, as
	// long as the photo has only been retouched (Retouched).
	Touched []image.Rectangle
	// Notes are what operations have to say of what they did, like
	// "redeye: 2 eyes".
	Notes []string
	// Warnings are what was taken although it is not quite right.
	Warnings []string
}

// WithImage returns the photo with other pixels, all that there are of it.
func (p Photo) WithImage(m image.Image) Photo {
	p.Image, p.Full, p.Part, p.Memo, p.Found, p.Touched = m, image.Point{}, image.Rectangle{}, &Memo{}, nil, nil
	return p
}

// Size returns the photo's size in pixels, which may be more than Image has.
func (p Photo) Size() image.Point {
	if !p.Part.Empty() {
		return p.Part.Size()
	}
	if p.Full != (image.Point{}) {
		return p.Full
	}
	return p.Image.Bounds().Size()
}

// Limits bound what Decode accepts. Zero means no limit.
type Limits struct {
	Pixels int64 // width times height, by the header's account
	Bytes  int64 // of the file
}
