package builtin

import (
	"image"

	"github.com/photoq/photoq/pkg/imageio"
)

func attend(p imageio.Photo, part image.Point) image.Rectangle {
	return anchor("center").place(p.Size(), part)
}
