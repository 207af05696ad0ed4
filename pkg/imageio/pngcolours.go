package imageio

import (
	"bytes"
	"errors"

	"github.com/photoq/photoq/pkg/icc"
)

// pngColours finds out which colours the pixels are in. Of several chunks
// that say so cICP counts most, then iCCP, then sRGB (PNG, third edition,
// section 4.3). gAMA and cHRM are ignored, as libvips and most browsers'
// decoders of photos do: old programs wrote them without meaning them.
func (x *extras) pngColours(data []byte) {
	if len(data) > 25 {
		x.greys = data[25] == 0 || data[25] == 4
	}
	found := map[string][]byte{}
	for c := range pngChunks(data) {
		switch c.name {
		case "cICP", "iCCP", "sRGB":
			found[c.name] = c.body
		}
	}
	if cicp := found["cICP"]; len(cicp) == 4 && cicp[2] == 0 && cicp[3] == 1 && x.cicp(int(cicp[0]), int(cicp[1])) {
		return
	}
	if chunk, has := found["iCCP"]; has {
		profile, err := unpackICCP(chunk)
		if err != nil {
			x.warn("colour profile ignored: %v", err)
			return
		}
		x.icc = profile
		return
	}
	_, x.isSRGB = found["sRGB"]
}

// cicp takes the colours that a file names by code points of ITU-T H.273, and
// reports whether they are known.
func (x *extras) cicp(primaries, transfer int) bool {
	profile, err := icc.FromCICP(primaries, transfer)
	if err != nil {
		x.warn("the colours that the file names are taken for sRGB: %v", err)
		return false
	}
	x.icc, x.isSRGB = profile, profile == nil
	return true
}

// unpackICCP returns the profile that an iCCP chunk has after its name.
func unpackICCP(chunk []byte) ([]byte, error) {
	_, packed, ok := bytes.Cut(chunk, []byte{0})
	if !ok || len(packed) < 1 || packed[0] != 0 {
		return nil, errors.New("its chunk is damaged")
	}
	return inflate(packed[1:], maxICC)
}
