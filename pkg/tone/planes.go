package tone

import (
	"image"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// planes maps the colours of a picture of planes.
func (p *Pass) planes(m *image.YCbCr) image.Image {
	rgba := ycc.RGBA(m)
	p.pixels(rgba.Pix, rgba.Stride, rgba.Rect, straight{})
	dst := ycc.FromImage(rgba, m.SubsampleRatio)
	dst.Rect = m.Rect
	return dst
}
