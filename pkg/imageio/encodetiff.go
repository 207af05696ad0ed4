package imageio

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/metadata"
	"github.com/photoq/photoq/pkg/metadata/ifd"
)

// The tags of a TIFF that only writing needs (TIFF 6.0), and their values.
const (
	tiffStripOffsets = 0x0111
	tiffRowsPerStrip = 0x0116
	tiffStripSizes   = 0x0117
	tiffXResolution  = 0x011a
	tiffYResolution  = 0x011b
	tiffUnit         = 0x0128
	tiffPredictor    = 0x013d
	tiffExtraSamples = 0x0152

	tiffDeflate       = 8
	tiffDifferences   = 2
	tiffBlackIsZero   = 1
	tiffRGB           = 2
	tiffChunky        = 1
	tiffStraightAlpha = 2
	tiffInch          = 2
)

// tiffStrip is about how long a strip is, in bytes: long enough to be packed
// well, and short enough for readers that go by strips.
const tiffStrip = 256 << 10

// tiffPicture is a picture in the form of a TIFF.
type tiffPicture struct {
	size          image.Point
	samples, bits int
	// row writes a row of samples, those of 16 bits with their high byte
	// first.
	row func(dst []byte, y int)
}

// encodeTIFF writes a TIFF with one picture: grey or RGB, with straight alpha
// where it is not opaque, of 8 or 16 bits, packed with Deflate after the
// differences of neighbours. EXIF is the directory around it.
func encodeTIFF(w io.Writer, m image.Image, x extras) error {
	picture := tiffPictureOf(m)
	block := ifd.Block{Order: binary.LittleEndian}
	if x.EXIF != nil {
		if b, err := ifd.Parse(x.EXIF); err == nil {
			block = b
		}
	}
	if block.Data == nil {
		block.Data = ifd.Write(block.Order, ifd.Dirs{})
	}
	strips, rows, err := picture.strips(block.Order)
	if err != nil {
		return fmt.Errorf("encode tiff: %w", err)
	}
	tags := append(picture.tags(block.Order, rows), x.tiffTags(block)...)
	if err := writeTIFF(w, block, tags, chunks{tiffStripOffsets, tiffStripSizes, strips}); err != nil {
		return fmt.Errorf("encode tiff: %w", err)
	}
	return nil
}

// chunks are the strips or tiles of a TIFF, and the tags that say where they
// are and how long.
type chunks struct {
	at, lengths uint16
	data        [][]byte
}

// writeTIFF writes a file of the entries of a block, of further ones of its
// first directory, and of chunks.
func writeTIFF(w io.Writer, b ifd.Block, tags []ifd.Entry, c chunks) error {
	head, err := tiffHead(b, tags, c)
	if err != nil {
		return fault.New(fault.Operation, err, "write it as PNG, or resize it")
	}
	if _, err := w.Write(head); err != nil {
		return err
	}
	for _, chunk := range c.data {
		if _, err := w.Write(chunk); err != nil {
			return err
		}
		if _, err := w.Write(make([]byte, len(chunk)%2)); err != nil {
			return err
		}
	}
	return nil
}

// tiffHead returns the file up to the chunks, which follow one another at even
// offsets.
func tiffHead(b ifd.Block, tags []ifd.Entry, c chunks) ([]byte, error) {
	offsets, sizes := make([]uint32, len(c.data)), make([]uint32, len(c.data))
	build := func() []byte {
		return b.AddFirst(append(tags, ifd.Longs(b.Order, c.at, offsets...), ifd.Longs(b.Order, c.lengths, sizes...))...)
	}
	end := int64(len(build())) // which does not hang on the numbers
	for i, chunk := range c.data {
		if end+int64(len(chunk)) > 1<<32-1 {
			return nil, errors.New("the file would be larger than 4 GiB")
		}
		offsets[i], sizes[i] = uint32(end), uint32(len(chunk))
		end += int64(len(chunk) + len(chunk)%2)
	}
	head := build()
	// The thumbnail of EXIF would be a second page.
	if link, ok := (ifd.Block{Data: head, Order: b.Order}).Link(b.Order.Uint32(head[4:])); ok {
		clear(head[link : link+4])
	}
	return head, nil
}

// tags describe the picture but for its strips.
func (p tiffPicture) tags(order ifd.ByteOrder, rows int) []ifd.Entry {
	bits := make([]uint16, p.samples)
	for i := range bits {
		bits[i] = uint16(p.bits)
	}
	photometric := uint16(tiffRGB)
	if p.samples == 1 {
		photometric = tiffBlackIsZero
	}
	tags := []ifd.Entry{
		ifd.Longs(order, ifd.Width, uint32(p.size.X)),
		ifd.Longs(order, ifd.Height, uint32(p.size.Y)),
		ifd.Shorts(order, ifd.Bits, bits...),
		ifd.Shorts(order, ifd.Compression, tiffDeflate),
		ifd.Shorts(order, ifd.Photometric, photometric),
		ifd.Shorts(order, ifd.Samples, uint16(p.samples)),
		ifd.Longs(order, tiffRowsPerStrip, uint32(rows)),
		ifd.Shorts(order, ifd.Planar, tiffChunky),
		ifd.Shorts(order, tiffPredictor, tiffDifferences),
	}
	if p.samples == 4 {
		tags = append(tags, ifd.Shorts(order, tiffExtraSamples, tiffStraightAlpha))
	}
	return tags
}

// tiffTags are the tags of what is there besides the pixels and EXIF.
func (x extras) tiffTags(b ifd.Block) []ifd.Entry {
	var tags []ifd.Entry
	for _, e := range []ifd.Entry{
		ifd.Bytes(ifd.ICC, x.icc),
		ofKind(ifd.Byte, ifd.Bytes(ifd.XMP, x.XMP)),
		metadata.IPTCEntry(x.IPTC),
		ofKind(ifd.Byte, ifd.Bytes(ifd.Photoshop, metadata.JoinPhotoshop(nil, x.Photoshop))),
	} {
		if len(e.Value) > 0 {
			tags = append(tags, e)
		}
	}
	if _, said := ifd.Find(b.First(), tiffXResolution); said {
		return tags
	}
	if d := x.Density.In(metadata.PerInch); d.X > 0 && d.Y > 0 {
		tags = append(tags, ifd.Ratio(b.Order, tiffXResolution, d.X, 1), ifd.Ratio(b.Order, tiffYResolution, d.Y, 1),
			ifd.Shorts(b.Order, tiffUnit, tiffInch))
	}
	return tags
}

// ofKind declares an entry of bytes to be of another kind of bytes.
func ofKind(kind uint16, e ifd.Entry) ifd.Entry {
	e.Kind = kind
	return e
}

// strips packs the picture's rows, so many to a strip.
func (p tiffPicture) strips(order ifd.ByteOrder) (strips [][]byte, rows int, err error) {
	length := p.size.X * p.samples * p.bits / 8
	rows = min(max(1, tiffStrip/length), p.size.Y)
	row := make([]byte, length)
	for top := 0; top < p.size.Y; top += rows {
		var packed bytes.Buffer
		zip := zlib.NewWriter(&packed)
		for y := top; y < min(top+rows, p.size.Y); y++ {
			p.row(row, y)
			p.differences(row, order)
			if _, err := zip.Write(row); err != nil {
				return nil, 0, err
			}
		}
		if err := zip.Close(); err != nil {
			return nil, 0, err
		}
		strips = append(strips, packed.Bytes())
	}
	return strips, rows, nil
}

// differences replaces each sample of a row by what it is more than the one
// of the pixel before, in the file's byte order (TIFF 6.0, section 14).
func (p tiffPicture) differences(row []byte, order ifd.ByteOrder) {
	if p.bits == 8 {
		for i := len(row) - 1; i >= p.samples; i-- {
			row[i] -= row[i-p.samples]
		}
		return
	}
	for i := len(row) - 2; i >= 0; i -= 2 {
		v := binary.BigEndian.Uint16(row[i:])
		if before := i - 2*p.samples; before >= 0 {
			v -= binary.BigEndian.Uint16(row[before:])
		}
		order.PutUint16(row[i:], v)
	}
}
