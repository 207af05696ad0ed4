package imageio

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/image/ccitt"
	"golang.org/x/image/tiff/lzw"

	"github.com/photoq/photoq/pkg/metadata/ifd"
)

// undoPredictor adds up the differences between neighbours (TIFF 6.0, section
// 14).
func (l *tiffLayout) undoPredictor(row []byte, samples int) {
	switch {
	case l.predictor == 3:
		l.undoFloatPredictor(row, samples)
	case l.predictor != 2 || l.bits < 8:
	case l.bits == 8:
		addUp(row, samples)
	case l.bits == 16:
		for i := 2 * samples; i+2 <= len(row); i += 2 {
			l.Order.PutUint16(row[i:], l.Order.Uint16(row[i:])+l.Order.Uint16(row[i-2*samples:]))
		}
	case l.bits == 32:
		for i := 4 * samples; i+4 <= len(row); i += 4 {
			l.Order.PutUint32(row[i:], l.Order.Uint32(row[i:])+l.Order.Uint32(row[i-4*samples:]))
		}
	case l.bits == 64:
		for i := 8 * samples; i+8 <= len(row); i += 8 {
			l.Order.PutUint64(row[i:], l.Order.Uint64(row[i:])+l.Order.Uint64(row[i-8*samples:]))
		}
	}
}

func addUp(row []byte, distance int) {
	for i := distance; i < len(row); i++ {
		row[i] += row[i-distance]
	}
}

// undoFloatPredictor adds up the differences between bytes, and brings those
// of a number together again: a row has first the highest bytes of all (Adobe
// Photoshop TIFF Technical Note 3).
func (l *tiffLayout) undoFloatPredictor(row []byte, samples int) {
	addUp(row, samples)
	wide := l.storedBytes()
	count := len(row) / wide
	apart := bytes.Clone(row)
	for i := range count {
		for k := range wide {
			at := k // the highest byte is the first
			if l.Order == ifd.ByteOrder(binary.LittleEndian) {
				at = wide - 1 - k
			}
			row[i*wide+at] = apart[k*count+i]
		}
	}
}

// mostWindow bounds what unpacking Zstandard holds, in bytes; its own tool
// asks before it takes more.
const mostWindow = 8 << 20

// unpack returns the first size bytes of a chunk, unpacked; they may be
// changed.
func (l *tiffLayout) unpack(n, size int) ([]byte, error) {
	packed, err := l.data(n)
	if err != nil {
		return nil, err
	}
	if int64(len(packed))*l.mostPacked() < int64(size) {
		return nil, errTIFFEnds
	}
	if l.reversed {
		packed = reverseBits(packed)
	}
	var r io.Reader = bytes.NewReader(packed)
	switch l.compression {
	case packGroup4:
		rows := size / ((l.chunk.X + 7) / 8)
		r = ccitt.NewReader(r, ccitt.MSB, ccitt.Group4, l.chunk.X, rows, &ccitt.Options{Invert: true})
	case packLZW:
		r = lzw.NewReader(r, lzw.MSB, 8)
	case packDeflate, packDeflate2:
		if r, err = zlib.NewReader(r); err != nil {
			return nil, err
		}
	case packBits:
		return unpackBits(packed, size)
	case packZstd:
		d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(mostWindow))
		if err != nil {
			return nil, err
		}
		defer d.Close()
		r = d
	}
	out := make([]byte, size)
	if _, err := io.ReadFull(r, out); err != nil {
		return nil, fmt.Errorf("the file ends early: %w", err)
	}
	return out, nil
}

// unpackBits unpacks runs of bytes (TIFF 6.0, section 9).
func unpackBits(packed []byte, size int) ([]byte, error) {
	out := make([]byte, 0, size)
	for len(out) < size {
		if len(packed) < 2 {
			return nil, io.ErrUnexpectedEOF
		}
		switch n := int(int8(packed[0])); {
		case n >= 0:
			if len(packed) < n+2 {
				return nil, io.ErrUnexpectedEOF
			}
			out = append(out, packed[1:n+2]...)
			packed = packed[n+2:]
		case n == -128:
			packed = packed[1:]
		default:
			out = append(out, bytes.Repeat(packed[1:2], 1-n)...)
			packed = packed[2:]
		}
	}
	return out[:size], nil
}

// reverseBits returns bytes whose bits are in the other order.
func reverseBits(data []byte) []byte {
	out := make([]byte, len(data))
	for i, b := range data {
		out[i] = bits.Reverse8(b)
	}
	return out
}
