package imageio

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/photoq/photoq/pkg/icc"
	"github.com/photoq/photoq/pkg/metadata/ifd"
	pngfile "github.com/photoq/photoq/pkg/png"
)

// scene draws a picture without any symmetry: brightness grows to the right
// and colour downwards, and a white square marks the upper left.
func scene(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			p := m.Pix[m.PixOffset(x, y):]
			p[0], p[1], p[2], p[3] = byte(40+x*180/w), byte(30+y*150/h), byte(200-x*90/w), 255
			if x < w/4 && y < h/4 {
				p[0], p[1], p[2] = 255, 255, 255
			}
		}
	}
	return m
}

func jpegOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// planes draws a YCbCr picture with a gradient in each plane.
func planes(w, h int, ratio image.YCbCrSubsampleRatio) *image.YCbCr {
	m := image.NewYCbCr(image.Rect(0, 0, w, h), ratio)
	for i := range m.Y {
		m.Y[i] = byte(i*3 + i/w)
	}
	for i := range m.Cb {
		m.Cb[i], m.Cr[i] = byte(i*5+1), byte(255-i*7)
	}
	return m
}

// inJPEG puts a segment behind a JPEG's SOI.
func inJPEG(data []byte, marker byte, body []byte) []byte {
	s := []byte{0xff, marker, 0, 0}
	binary.BigEndian.PutUint16(s[2:], uint16(len(body)+2))
	return bytes.Join([][]byte{data[:2], s, body, data[2:]}, nil)
}

// inPNG puts a chunk behind a PNG's IHDR.
func inPNG(data []byte, name string, body []byte) []byte {
	return bytes.Join([][]byte{data[:pngHeaderEnd], pngfile.AppendChunk(nil, name, body), data[pngHeaderEnd:]}, nil)
}

// exifOf makes a block with the given entries.
func exifOf(order ifd.ByteOrder, first, exif, gps []ifd.Entry) []byte {
	return ifd.Write(order, ifd.Dirs{first, exif, gps})
}

func short(tag uint16, n uint16, order ifd.ByteOrder) ifd.Entry { return ifd.Shorts(order, tag, n) }

func long(tag uint16, n uint32, order ifd.ByteOrder) ifd.Entry { return ifd.Longs(order, tag, n) }

func ascii(tag uint16, text string) ifd.Entry { return ifd.Text(tag, text) }

func rational(tag uint16, over, under uint32, order ifd.ByteOrder) ifd.Entry {
	return ifd.Ratio(order, tag, over, under)
}

// turnedEXIF is a block with an orientation and nothing else.
func turnedEXIF(o Orientation) []byte {
	return exifOf(binary.BigEndian, []ifd.Entry{short(ifd.Orientation, uint16(o), binary.BigEndian)}, nil, nil)
}

// profile makes a colour profile of at least that size: Adobe RGB, greys of
// gamma 1.8, a press's CMYK, or an empty one of another space.
func profile(space string, size int) []byte {
	var data []byte
	switch space {
	case "RGB ":
		data = icc.AdobeRGB()
	case "CMYK":
		data = bytes.Clone(icc.Press())
	default:
		data = append(icc.AdobeRGB()[:128], "\x00\x00\x00\x01kTRC\x00\x00\x00\x90\x00\x00\x00\x0ecurv\x00\x00\x00\x00\x00\x00\x00\x01\x01\xcd"...)
		copy(data[16:], space)
	}
	for i := len(data); i < size; i++ {
		data = append(data, byte(i*i>>3))
	}
	binary.BigEndian.PutUint32(data, uint32(len(data)))
	return data
}

// webpOf makes a lossless WebP of a single colour, with other chunks after
// it (RFC 9649, section 3: five codes of one symbol, so no bits a pixel).
func webpOf(w, h int, r, g, b, a byte, extra ...chunk) []byte {
	bits := uint64(w-1) | uint64(h-1)<<14 | 1<<28 // alpha is used
	pixels := append([]byte{0x2f}, byte(bits), byte(bits>>8), byte(bits>>16), byte(bits>>24))
	var acc uint64
	n := 0
	put := func(v uint64, count int) {
		acc |= v << n
		for n += count; n >= 8; n -= 8 {
			pixels = append(pixels, byte(acc))
			acc >>= 8
		}
	}
	put(0, 3) // no transform, no colour cache, no meta codes
	for _, symbol := range []byte{g, r, b, a} {
		put(0b101, 3) // simple, one symbol, of 8 bits
		put(uint64(symbol), 8)
	}
	put(0b0001, 4) // the distance code: simple, one symbol, of 1 bit: 0
	put(0, 16)     // the decoder reads ahead
	var flags byte = 1 << 4
	for _, c := range extra {
		flags |= map[string]byte{"EXIF": 1 << 3, "ICCP": 1 << 5, "XMP ": 1 << 2}[c.name]
	}
	header := []byte{flags, 0, 0, 0, byte(w - 1), byte((w - 1) >> 8), 0, byte(h - 1), byte((h - 1) >> 8), 0}
	var body []byte
	add := func(name string, data []byte) {
		body = append(body, name...)
		body = binary.LittleEndian.AppendUint32(body, uint32(len(data)))
		body = append(body, data...)
		if len(data)%2 != 0 {
			body = append(body, 0)
		}
	}
	if len(extra) > 0 {
		flags &^= 1 << 4 // with it the decoder wants a chunk of alpha
		header[0] = flags
		add("VP8X", header)
	}
	add("VP8L", pixels)
	for _, c := range extra {
		add(c.name, c.body)
	}
	out := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body)+4))
	return append(append(out, "WEBP"...), body...)
}

// flatJPEG makes a JPEG whose components have one value each; adobe is the
// transform of an Adobe segment, or -1 for none.
func flatJPEG(w, h int, adobe int, values ...byte) []byte {
	out := []byte{0xff, 0xd8}
	seg := func(marker byte, body ...byte) {
		out = append(out, 0xff, marker)
		out = binary.BigEndian.AppendUint16(out, uint16(len(body)+2))
		out = append(out, body...)
	}
	if adobe >= 0 {
		seg(0xee, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, byte(adobe))
	}
	seg(0xdb, append([]byte{0}, bytes.Repeat([]byte{8}, 64)...)...) // so that a difference of 1 is a level
	frame := []byte{8, byte(h >> 8), byte(h), byte(w >> 8), byte(w), byte(len(values))}
	scan := []byte{byte(len(values))}
	for i := range values {
		frame = append(frame, byte(i+1), 0x11, 0)
		scan = append(scan, byte(i+1), 0)
	}
	seg(0xc0, frame...)
	dc := append([]byte{0x00}, make([]byte, 16)...)
	dc[4] = 9 // nine codes of four bits: categories 0 to 8
	seg(0xc4, append(dc, 0, 1, 2, 3, 4, 5, 6, 7, 8)...)
	ac := append([]byte{0x10}, make([]byte, 16)...)
	ac[1] = 1 // the code 0: end of block
	seg(0xc4, append(ac, 0)...)
	seg(0xda, append(scan, 0, 63, 0)...)
	return append(append(out, flatScan((w+7)/8*((h+7)/8), values)...), 0xff, 0xd9)
}

func flatScan(blocks int, values []byte) []byte {
	var out []byte
	acc, n := uint32(0), 0
	put := func(v uint32, count int) {
		for i := count - 1; i >= 0; i-- {
			acc = acc<<1 | v>>i&1
			if n++; n == 8 {
				out = append(out, byte(acc))
				if byte(acc) == 0xff {
					out = append(out, 0)
				}
				acc, n = 0, 0
			}
		}
	}
	for block := range blocks {
		for _, v := range values {
			d := int(v) - 128
			if block > 0 {
				d = 0
			}
			size := 0
			for m := max(d, -d); m > 0; m >>= 1 {
				size++
			}
			if d < 0 {
				d += 1<<size - 1
			}
			put(uint32(size), 4)
			put(uint32(d), size)
			put(0, 1) // end of block
		}
	}
	put(0x7f, (8-n)%8)
	return out
}

// pngHeaderOnly is a PNG that claims a size and has no pixels.
func pngHeaderOnly(w, h uint32, depth, colour byte) []byte {
	b := []byte(pngMagic + "\x00\x00\x00\rIHDR")
	b = binary.BigEndian.AppendUint32(b, w)
	b = binary.BigEndian.AppendUint32(b, h)
	b = append(b, depth, colour, 0, 0, 0)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[12:]))
}

// tiffOf makes a TIFF of grey bytes with other entries in its directory.
func tiffOf(w, h int, extra ...ifd.Entry) []byte {
	order := binary.LittleEndian
	pix := make([]byte, w*h)
	for i := range pix {
		pix[i] = byte(i)
	}
	entries := append([]ifd.Entry{
		short(ifd.Width, uint16(w), order), short(ifd.Height, uint16(h), order), short(ifd.Bits, 8, order),
		short(ifd.Compression, 1, order), short(ifd.Photometric, 1, order), long(0x0111, 0, order),
		short(ifd.Samples, 1, order), short(0x0116, uint16(h), order), long(0x0117, uint32(w*h), order),
	}, extra...)
	head := exifOf(order, entries, nil, nil)
	// The pixels follow what the writer laid out.
	b := ifd.Block{Data: head, Order: order}
	if e, ok := ifd.Find(b.First(), 0x0111); ok {
		b.Set(e, ifd.Long, uint32(len(head)))
	}
	return append(head, pix...)
}
