package imageio

import (
	"image"

	"github.com/photoq/photoq/pkg/av1"
	"github.com/photoq/photoq/pkg/webp"
)

// Memory estimates, on the safe side, how many bytes Encode holds at its peak
// for a picture of that size, besides the picture.
func (o EncodeOptions) Memory(size image.Point) int64 {
	switch o.Format {
	case JPEG:
		if o.Progressive {
			return saturate(size.X, size.Y, 16) // coefficients and symbols
		}
		return saturate(size.X, size.Y, 8)
	case WebP:
		// Whether there is alpha is not known beforehand; it is rare.
		return saturate(size.X, size.Y, 4) + webp.Memory(size.X, size.Y, false, o.Lossless)
	case AVIF:
		// Another form of the pixels, and the planes.
		return saturate(size.X, size.Y, 10) + av1.Memory(size.X, size.Y)
	case PNG, TIFF:
		return saturate(size.X, size.Y, 16) // another form of the pixels, and the file while it grows
	}
	return saturate(size.X, size.Y, 8)
}
