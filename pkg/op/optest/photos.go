package optest

import (
	"fmt"
	"image"
	"iter"

	"github.com/photoq/photoq/pkg/imageio"
)

// Photos yields a photo of each type and size that operations must take,
// with a name for it. Each has a gradient in all channels, so that no two
// places look alike, and metadata, a profile, a note and a warning.
func Photos() iter.Seq2[string, imageio.Photo] {
	return func(yield func(string, imageio.Photo) bool) {
		for _, size := range []image.Point{{1, 1}, {2, 1}, {17, 9}, {24, 40}} {
			for _, m := range pictures(image.Rect(0, 0, size.X, size.Y)) {
				part := image.Rect(size.X/4, size.Y/4, size.X-size.X/5, size.Y-size.Y/5)
				off := m.(interface {
					SubImage(image.Rectangle) image.Image
				}).SubImage(part)
				if !yield(nameOf(m), photoOf(m)) ||
					!yield(nameOf(m)+"-part", photoOf(imageio.Crop(m, part))) ||
					size == image.Pt(17, 9) && !yield(nameOf(m)+"-off-origin", photoOf(off)) {
					return
				}
			}
		}
		for _, size := range []image.Point{{1, 20_000}, {20_000, 1}} {
			for _, m := range long(image.Rectangle{Max: size}) {
				if !yield(nameOf(m), photoOf(m)) {
					return
				}
			}
		}
	}
}

func nameOf(m image.Image) string {
	size := m.Bounds().Size()
	if planes, ok := m.(*image.YCbCr); ok {
		return fmt.Sprintf("%v-%dx%d", planes.SubsampleRatio, size.X, size.Y)
	}
	return fmt.Sprintf("%T-%dx%d", m, size.X, size.Y)
}

// long returns few pictures, as there is much to them: planes, and pixels
// with transparency.
func long(r image.Rectangle) []image.Image {
	planes, nrgba := image.NewYCbCr(r, image.YCbCrSubsampleRatio420), image.NewNRGBA(r)
	draw(planes.Y, 1)
	draw(planes.Cb, 1)
	draw(planes.Cr, 2)
	draw(nrgba.Pix, 4)
	return []image.Image{planes, nrgba}
}

func photoOf(m image.Image) imageio.Photo {
	return imageio.Photo{
		Image: m, Format: imageio.PNG, ICC: []byte("profile"),
		Metadata: imageio.Metadata{XMP: []byte("<x/>")},
		Notes:    []string{"note"}, Warnings: []string{"warning"},
	}
}

// pictures returns a picture of every type.
func pictures(r image.Rectangle) []image.Image {
	grey, grey16 := image.NewGray(r), image.NewGray16(r)
	rgba, nrgba := image.NewRGBA(r), image.NewNRGBA(r)
	rgba64, nrgba64 := image.NewRGBA64(r), image.NewNRGBA64(r)
	solid := image.NewRGBA(r)
	draw(grey.Pix, 1)
	draw(grey16.Pix, 2)
	draw(nrgba.Pix, 4)
	draw(nrgba64.Pix, 8)
	draw(solid.Pix, 4)
	for y := range r.Dy() {
		for x := range r.Dx() {
			rgba.Set(x, y, nrgba.At(x, y))
			rgba64.Set(x, y, nrgba64.At(x, y))
			solid.Pix[solid.PixOffset(x, y)+3] = 255
		}
	}
	all := []image.Image{grey, grey16, rgba, nrgba, rgba64, nrgba64, solid}
	for _, ratio := range []image.YCbCrSubsampleRatio{
		image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
		image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
	} {
		m := image.NewYCbCr(r, ratio)
		draw(m.Y, 1)
		draw(m.Cb, 1)
		draw(m.Cr, 2)
		all = append(all, m)
	}
	return all
}

// draw fills samples with values that differ between neighbours and channels.
func draw(pix []byte, channels int) {
	for i := range pix {
		pix[i] = byte(i/channels*7 + i%channels*61 + i/97*13)
	}
}
