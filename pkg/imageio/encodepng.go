package imageio

import (
	"fmt"
	"image"
	"io"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
	"github.com/photoq/photoq/pkg/png"
)

func encodePNG(w io.Writer, m image.Image, x extras) error {
	if planes, ok := m.(*image.YCbCr); ok {
		m = ycc.RGBA(planes)
	}
	chunks, err := pngExtraChunks(x)
	if err != nil {
		return fmt.Errorf("encode png: %w", err)
	}
	if err := png.Encode(w, m, chunks); err != nil {
		return fmt.Errorf("encode png: %w", err)
	}
	return nil
}
