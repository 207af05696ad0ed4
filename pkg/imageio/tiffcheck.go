package imageio

import (
	"fmt"

	"github.com/photoq/photoq/pkg/metadata/ifd"
)

// check refuses what does not fit together, and what is not read.
func (l *tiffLayout) check(tags []ifd.Entry) error {
	if err := l.checkChunks(); err != nil {
		return err
	}
	for _, depth := range l.numbers(tags, ifd.Bits) {
		if int(depth) != l.bits {
			return unsupported(convertHint, "TIFF with samples of different depths is not read")
		}
	}
	for _, refused := range []error{l.checkSamples(l.Lookup(tags, tagFormat)), l.checkColours(), l.checkPacking()} {
		if refused != nil {
			return refused
		}
	}
	if n := l.columns() * l.rows() * l.planes(); len(l.at) < n || len(l.lengths) < n {
		return fmt.Errorf("it has %d chunks where %d are needed", min(len(l.at), len(l.lengths)), n)
	}
	return nil
}

// checkChunks refuses chunks that have no pixels, and tiles so much larger than
// the picture that the limit of pixels would not bound what they hold. A single
// tile is the picture's size, rounded up.
func (l *tiffLayout) checkChunks() error {
	const (
		most     = 1 << 24 // of a side
		mostTile = 1 << 24 // pixels of a tile that reaches out of the picture
	)
	x, y := int64(l.chunk.X), int64(l.chunk.Y)
	if x < 1 || y < 1 || x > most || y > most || x*y > max(mostTile, 2*int64(l.size.X)*int64(l.size.Y)) {
		return fmt.Errorf("its chunks have %d x %d pixels", x, y)
	}
	return nil
}

// checkSamples refuses samples by their form: unsigned numbers of up to 32
// bits, and floating point.
func (l *tiffLayout) checkSamples(format uint32) error {
	signed := format == 2 && l.photometric == pageCIELab
	if format > 1 && !l.float && !signed {
		return unsupported(convertHint, "TIFF with samples that are below 0 or complex is not read")
	}
	known := l.bits == 8 || l.bits == 16 || l.bits == 32
	if l.float {
		known = l.bits == 16 || l.bits == 32 || l.bits == 64
	}
	if l.samples == 1 && (l.bits == 1 || l.bits == 2 || l.bits == 4) && l.photometric != pageRGB {
		known = true
	}
	if !known || l.samples < 1 || l.samples > 8 || l.photometric == pagePalette && (l.samples > 1 || l.bits > 8) {
		return unsupported(convertHint, "TIFF with %d samples of %d bits is not read", l.samples, l.bits)
	}
	return nil
}

func (l *tiffLayout) checkColours() error {
	needs := map[uint32]int{
		pageWhiteIsZero: 1, pageBlackIsZero: 1, pageRGB: 3, pagePalette: 1, pageCMYK: 4, pageYCbCr: 3, pageCIELab: 3, pageICCLab: 3,
	}
	need, known := needs[l.photometric]
	if !known {
		return unsupported(convertHint, "TIFF of the colours %d is not read", l.photometric)
	}
	if l.samples < need {
		return fmt.Errorf("it has %d samples where %d are needed", l.samples, need)
	}
	if l.photometric == pageYCbCr && l.compression != packJPEG && (l.bits != 8 || l.separate || l.predictor != 1) {
		return unsupported(convertHint, "TIFF with YCbCr colours of this kind is not read")
	}
	if l.isLab() && (l.bits == 32 && !l.float || l.compression == packJPEG) {
		return unsupported(convertHint, "TIFF with L*a*b* colours of this kind is not read")
	}
	return nil
}

func (l *tiffLayout) isLab() bool { return l.photometric == pageCIELab || l.photometric == pageICCLab }

func (l *tiffLayout) checkPacking() error {
	if l.predictor < 1 || l.predictor > 3 || l.predictor == 3 && !l.float {
		return unsupported(convertHint, "TIFF with the predictor %d is not read", l.predictor)
	}
	switch l.compression {
	case packNot, packLZW, packDeflate, packDeflate2, packBits, packZstd:
		return nil
	case packGroup4:
		if l.bits == 1 {
			return nil
		}
	case packJPEG:
		if l.bits != 8 || l.separate || l.samples > 4 {
			return unsupported(convertHint, "TIFF with this kind of JPEG inside is not read")
		}
		return nil
	}
	names := map[uint32]string{2: "fax", 3: "fax", 34661: "JBIG", 34712: "JPEG 2000", 34887: "LERC", 34925: "LZMA", 50001: "WebP", 50002: "JPEG XL"}
	name, ok := names[l.compression]
	if !ok {
		name = fmt.Sprintf("an unknown (%d)", l.compression)
	}
	return unsupported(convertHint, "TIFF with %s compression is not read", name)
}
