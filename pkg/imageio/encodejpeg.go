package imageio

import (
	"fmt"
	"image"
	"io"

	"github.com/photoq/photoq/pkg/jpeg"
	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

func encodeJPEG(w io.Writer, m image.Image, o EncodeOptions, x extras) error {
	m = planesOf(flat8(m, o.Background), o)
	size := m.Bounds().Size()
	options := jpeg.EncodeOptions{
		Quality:     o.quality(),
		Progressive: o.Progressive,
		Optimize:    size.X*size.Y <= smallJPEG,
		Segments:    jpegSegments(x),
	}
	if err := jpeg.Encode(w, m, options); err != nil {
		return fmt.Errorf("encode jpeg: %w", err)
	}
	return nil
}

// planesOf returns the picture as a JPEG of those options holds it.
func planesOf(m image.Image, o EncodeOptions) image.Image {
	ratio, exact := image.YCbCrSubsampleRatio420, true
	switch {
	case o.Chroma == Chroma422:
		ratio = image.YCbCrSubsampleRatio422
	case o.Chroma == Chroma444:
		ratio = image.YCbCrSubsampleRatio444
	case !o.HalvesChroma():
		ratio, exact = image.YCbCrSubsampleRatio444, false
	case o.Chroma != Chroma420:
		exact = false
	}
	switch m := m.(type) {
	case *image.YCbCr:
		return sampled(m, ratio, exact)
	case *image.RGBA:
		return ycc.FromImage(m, ratio)
	}
	return m
}

// sampled returns m with chroma of that ratio, or, unless it must be exact, of
// a coarser one that m has.
func sampled(m *image.YCbCr, ratio image.YCbCrSubsampleRatio, exact bool) *image.YCbCr {
	m = ycc.Coarsen(m, ratio)
	if m.SubsampleRatio == ratio || !exact {
		return m
	}
	return ycc.FromImage(ycc.RGBA(m), ratio)
}

// fullChroma is the quality from which on a JPEG keeps the chroma that the
// picture has. Below, it is halved across and down.
const fullChroma = 90

// smallJPEG is up to how many pixels a JPEG gets Huffman tables of its own:
// what they save counts in small files, and what they cost in large ones.
const smallJPEG = 1 << 20
