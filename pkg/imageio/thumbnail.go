package imageio

import (
	"bytes"
	"context"
	"image"
	"image/color"

	"github.com/photoq/photoq/pkg/jpeg"
	"github.com/photoq/photoq/pkg/metadata"
	"github.com/photoq/photoq/pkg/resample"
)

// thumbSide is how long a thumbnail within EXIF is, as cameras make it.
const thumbSide = 160

// thumbnailBytes is how long the thumbnail in a result's EXIF may be; 0 if
// there is to be none: it has one where the original had one and all metadata
// goes along.
func thumbnailBytes(b metadata.Block, choice string) int {
	if choice != MetadataAll {
		return 0
	}
	return metadata.ThumbnailBytes(b.EXIF)
}

// thumbnail returns a small JPEG of a picture, of a quality at which it takes
// no more bytes than those if one is decent; nil if none can be made.
func thumbnail(m image.Image, most int) []byte {
	size := fitThumb(m.Bounds().Size())
	small := flat8(normalize(resample.Image(normalize(m), size.X, size.Y)), color.NRGBA{})
	var b bytes.Buffer
	for quality := 80; quality >= 40; quality -= 10 {
		b.Reset()
		if err := jpeg.Encode(&b, planesOf(small, EncodeOptions{Format: JPEG, Quality: quality}), jpeg.EncodeOptions{Quality: quality, Optimize: true}); err != nil {
			return nil
		}
		if b.Len() <= most {
			break
		}
	}
	return b.Bytes()
}

// fitThumb returns the size of a thumbnail.
func fitThumb(size image.Point) image.Point {
	long := max(size.X, size.Y)
	if long <= thumbSide {
		return size
	}
	return image.Pt(max(1, size.X*thumbSide/long), max(1, size.Y*thumbSide/long))
}

// thumbnailAfter returns a thumbnail of the photo after moves that bring it to
// a size; nil if none can be made.
func (f *File) thumbnailAfter(ctx context.Context, moves []Move, size image.Point, most int) []byte {
	whole, small := f.Size(), fitThumb(size)
	if size.X < 1 || size.Y < 1 {
		return nil
	}
	factor := max(float64(small.X)/float64(size.X), float64(small.Y)/float64(size.Y))
	p, err := f.Decode(ctx, DecodeOptions{Tolerant: true, Size: image.Pt(
		max(1, int(factor*float64(whole.X))), max(1, int(factor*float64(whole.Y))))})
	if err != nil {
		return nil
	}
	m := p.Image
	for _, move := range moves {
		if move.Turn.Valid() {
			m, whole = Orient(m, move.Turn), move.After(whole)
			continue
		}
		have := m.Bounds().Size()
		cut := image.Rect(move.Cut.Min.X*have.X/whole.X, move.Cut.Min.Y*have.Y/whole.Y,
			(move.Cut.Max.X*have.X+whole.X-1)/whole.X, (move.Cut.Max.Y*have.Y+whole.Y-1)/whole.Y)
		m, whole = Crop(m, cut.Intersect(m.Bounds())), move.Cut.Size()
	}
	return thumbnail(m, most)
}
