package icc

import (
	_ "embed"
	"errors"
)

// press is a profile for CMYK that comes without one. README.md tells where
// it is from.
//
//go:embed press.icc
var press []byte

// Press returns a profile for pixels in CMYK of which nobody says what inks
// they are for: offset printing on coated paper. It must not be changed.
func Press() []byte { return press }

// PressTransform is the transform of Press.
func PressTransform() (*Transform, error) {
	p, err := Parse(press)
	if err != nil {
		return nil, errors.Join(errors.New("read the built-in profile"), err)
	}
	return p.ToSRGB()
}
