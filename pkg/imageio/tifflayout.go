package imageio

import (
	"errors"
	"image"
	"math"

	"github.com/photoq/photoq/pkg/metadata/ifd"
)

// The tags of a TIFF that say how its pixels are laid out (TIFF 6.0).
const (
	tagFillOrder   = 0x010a
	tagStripAt     = 0x0111
	tagRowsInStrip = 0x0116
	tagStripLen    = 0x0117
	tagPredictor   = 0x013d
	tagColours     = 0x0140
	tagTileWidth   = 0x0142
	tagTileHeight  = 0x0143
	tagTileAt      = 0x0144
	tagTileLen     = 0x0145
	tagExtra       = 0x0152
	tagFormat      = 0x0153
	tagJPEGTables  = 0x015b
	tagSubsampling = 0x0212
)

// The photometric interpretations that are read here.
const (
	pageWhiteIsZero = 0
	pageBlackIsZero = 1
	pageRGB         = 2
	pagePalette     = 3
	pageCMYK        = 5
	pageYCbCr       = 6
	pageCIELab      = 8 // with a sign
	pageICCLab      = 9 // without one
)

// The compressions that are read here, but for JPEG's.
const (
	packNot      = 1
	packGroup4   = 4
	packLZW      = 5
	packJPEG     = 7
	packDeflate  = 8
	packDeflate2 = 32946
	packBits     = 32773
	packZstd     = 50000
)

// tiffLayout is how the pixels of a TIFF's first page are laid out: in chunks,
// which are strips or tiles.
type tiffLayout struct {
	ifd.Block
	size                     image.Point
	chunk                    image.Point // its size
	bits, samples            int
	photometric, compression uint32
	predictor                uint32
	tiled                    bool     // and not in strips
	separate                 bool     // each sample has chunks of its own
	float                    bool     // samples are light from 0 to 1
	profiled                 bool     // the file says by a profile what its numbers mean
	reversed                 bool     // the bits of each byte
	sub                      [2]int   // YCbCr: pixels that a chroma sample covers
	extra                    uint32   // of the first extra sample: 1 alpha, colours multiplied; 2 alpha
	at, lengths              []uint32 // of the chunks, in bytes
	tables                   []byte   // of JPEG
	colours                  []uint32 // of a palette
}

func parseLayout(data []byte) (*tiffLayout, error) {
	b, err := ifd.ParseTIFF(data)
	if err != nil {
		return nil, err
	}
	tags := b.First()
	or := func(tag uint16, otherwise uint32) uint32 {
		if _, ok := ifd.Find(tags, tag); !ok {
			return otherwise
		}
		return b.Lookup(tags, tag)
	}
	l := &tiffLayout{
		Block: b, size: image.Pt(int(b.Lookup(tags, ifd.Width)), int(b.Lookup(tags, ifd.Height))),
		bits: int(or(ifd.Bits, 1)), samples: int(or(ifd.Samples, 1)), photometric: b.Lookup(tags, ifd.Photometric),
		compression: or(ifd.Compression, 1), predictor: or(tagPredictor, 1), separate: or(ifd.Planar, 1) == 2,
		extra: b.Lookup(tags, tagExtra), sub: [2]int{1, 1},
		float: b.Lookup(tags, tagFormat) == 3, reversed: b.Lookup(tags, tagFillOrder) == 2,
	}
	_, l.profiled = ifd.Find(tags, ifd.ICC)
	if e, ok := ifd.Find(tags, tagJPEGTables); ok {
		l.tables = e.Value
	}
	if l.photometric == pageYCbCr && l.compression != packJPEG {
		l.sub = [2]int{2, 2}
		if e, ok := ifd.Find(tags, tagSubsampling); ok && len(e.Value) >= 4 {
			l.sub = [2]int{int(b.Order.Uint16(e.Value)), int(b.Order.Uint16(e.Value[2:]))}
		}
	}
	places, lengths := uint16(tagStripAt), uint16(tagStripLen)
	l.chunk = image.Pt(l.size.X, int(min(or(tagRowsInStrip, 1<<31-1), uint32(l.size.Y))))
	if _, tiled := ifd.Find(tags, tagTileWidth); tiled {
		l.tiled, places, lengths = true, tagTileAt, tagTileLen
		l.chunk = image.Pt(int(b.Lookup(tags, tagTileWidth)), int(b.Lookup(tags, tagTileHeight)))
	}
	l.colours = l.numbers(tags, tagColours)
	l.at, l.lengths = l.numbers(tags, places), l.numbers(tags, lengths)
	return l, l.check(tags)
}

// numbers returns all values of an entry.
func (l *tiffLayout) numbers(tags []ifd.Entry, tag uint16) []uint32 {
	e, _ := ifd.Find(tags, tag)
	var out []uint32
	step := int(ifd.BigKindSize(e.Kind))
	for v := e.Value; step > 0 && len(v) >= step; v = v[step:] {
		switch e.Kind {
		case ifd.Short:
			out = append(out, uint32(l.Order.Uint16(v)))
		case ifd.Long:
			out = append(out, l.Order.Uint32(v))
		case ifd.Long8:
			out = append(out, uint32(min(l.Order.Uint64(v), math.MaxUint32)))
		}
	}
	return out
}

func (l *tiffLayout) columns() int { return (l.size.X + l.chunk.X - 1) / l.chunk.X }
func (l *tiffLayout) rows() int    { return (l.size.Y + l.chunk.Y - 1) / l.chunk.Y }

// planes is how often there are chunks for all pixels.
func (l *tiffLayout) planes() int {
	if l.separate {
		return l.samples
	}
	return 1
}

// data returns a chunk as it is in the file.
func (l *tiffLayout) data(n int) ([]byte, error) {
	at, size := int64(l.at[n]), int64(l.lengths[n])
	if at+size > int64(len(l.Data)) {
		return nil, errTIFFEnds
	}
	return l.Data[at : at+size], nil
}

var errTIFFEnds = errors.New("the file ends early")

// mostPacked is how many bytes a packed one may stand for at the most.
func (l *tiffLayout) mostPacked() int64 {
	switch l.compression {
	case packNot:
		return 1
	case packBits: // a run of 128 in two bytes
		return 64
	case packLZW: // 4096 in a code of 12 bits
		return 2731
	case packGroup4: // a bit for a row
		return int64(l.chunk.X)
	case packZstd: // a block of 128 KiB in four bytes
		return 1 << 15
	}
	return 1032 // deflate
}

// plausible refuses files whose chunks are too short to hold what the header
// claims, before that is allocated.
func (l *tiffLayout) plausible() error {
	packed := int64(0)
	for n := range l.columns() * l.rows() * l.planes() {
		packed += int64(l.lengths[n])
	}
	samples := int64(l.samples * l.bits)
	if l.photometric == pageYCbCr {
		samples = 8 // and what there is of chroma
	}
	needed := int64(l.size.X) * int64(l.size.Y) * samples / 8
	if packed*l.mostPacked() < needed {
		return errTIFFEnds
	}
	return nil
}
