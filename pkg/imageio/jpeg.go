package imageio

import (
	"github.com/photoq/photoq/pkg/jpeg"
)

// The markers of application segments that matter here (ITU-T T.81, table B.1).
const (
	markAPP0  = 0xe0
	markAPP1  = 0xe1
	markAPP2  = 0xe2
	markAPP13 = 0xed
	markCOM   = 0xfe
)

// jpegHeader reads the frame header.
func jpegHeader(data []byte) (Header, error) {
	h := Header{Format: JPEG}
	j, err := jpeg.ReadHeader(data)
	if err != nil {
		return h, jpegError(err, false) // nothing is left to be tolerant of
	}
	h.jpeg, h.Width, h.Height = j, j.Width, j.Height
	h.Memory = j.Memory(jpeg.DecodeOptions{}) + 2*j.PictureBytes(jpeg.DecodeOptions{})
	return h, nil
}
