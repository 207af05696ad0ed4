package imageio

import (
	"bytes"
	"encoding/binary"
	"image"
	"runtime"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/metadata/ifd"
)

func TestReadHeader(t *testing.T) {
	picture := scene(30, 20)
	for name, c := range map[string]struct {
		data []byte
		want Format
	}{
		"jpeg":      {jpegOf(t, picture), JPEG},
		"jpeg grey": {flatJPEG(30, 20, -1, 77), JPEG},
		"png":       {pngOf(t, picture), PNG},
		"gif":       {gifOf(t, 30, 20, image.Rect(0, 0, 30, 20)), GIF},
		"webp":      {webpOf(30, 20, 1, 2, 3, 255), WebP},
		"webp+":     {webpOf(30, 20, 1, 2, 3, 255, chunk{"EXIF", turnedEXIF(1)}), WebP},
		"tiff":      {tiffOf(30, 20), TIFF},
		"bmp":       {bmpOf(t, picture), BMP},
	} {
		h, err := ReadHeader(c.data, Limits{Pixels: 600, Bytes: 1 << 20})
		if err != nil || h.Format != c.want || h.Width != 30 || h.Height != 20 {
			t.Errorf("%s: %+v, %v", name, h, err)
		}
		if h.Memory < 600 || h.Memory > 600*40+1<<20 { // decoders have tables, too
			t.Errorf("%s: memory is estimated as %d bytes", name, h.Memory)
		}
		if _, err := ReadHeader(c.data, Limits{Pixels: 599}); fault.KindOf(err) != fault.TooLarge {
			t.Errorf("%s: over the limit of pixels: %v", name, err)
		}
		if _, err := ReadHeader(c.data, Limits{Bytes: int64(len(c.data)) - 1}); fault.KindOf(err) != fault.TooLarge {
			t.Errorf("%s: over the limit of bytes: %v", name, err)
		}
	}
}

func TestLimitsAreNamed(t *testing.T) {
	_, err := ReadHeader(pngHeaderOnly(50000, 50000, 1, 0), Limits{Pixels: 200e6})
	if err == nil || err.Error() != "50000 x 50000 pixels (2,500 megapixels) is over the limit of 200 megapixels" {
		t.Errorf("%v", err)
	}
	if hint := fault.HintOf(err); !strings.Contains(hint, "--max-pixels") || !strings.Contains(hint, "limits.pixels") {
		t.Errorf("hint %q", hint)
	}
	_, err = ReadHeader(make([]byte, 3<<20), Limits{Bytes: 1 << 20})
	if err == nil || err.Error() != "3 megabytes is over the limit of 1 megabytes" {
		t.Errorf("%v", err)
	}
	if hint := fault.HintOf(err); !strings.Contains(hint, "--max-bytes") || !strings.Contains(hint, "limits.bytes") {
		t.Errorf("hint %q", hint)
	}
}

func TestHeadersThatAreRefused(t *testing.T) {
	tiff := func(entries ...ifd.Entry) []byte { return tiffOf(4, 4, entries...) }
	order := binary.LittleEndian
	lossless := flatJPEG(8, 8, -1, 1)
	lossless[strings.Index(string(lossless), "\xff\xc0")+1] = 0xc3
	twelve := flatJPEG(8, 8, -1, 1)
	twelve[strings.Index(string(twelve), "\xff\xc0")+4] = 12
	for name, c := range map[string]struct {
		data []byte
		kind fault.Kind
		want string
	}{
		"nothing":       {nil, fault.Unreadable, "is empty"},
		"text":          {[]byte("hello"), fault.Unreadable, "is no photo that photoq knows"},
		"html":          {[]byte("<html><body>not found</body></html>"), fault.Unreadable, "is no photo"},
		"heic":          {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), fault.Unreadable, "HEIC: it has no picture"},
		"avif":          {[]byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1avif"), fault.Unreadable, "AVIF: it has no picture"},
		"jxl":           {[]byte("\xff\x0a\x00"), fault.Unreadable, "JPEG XL: it has a damaged header"},
		"dng":           {tiff(long(ifd.DNGVersion, 1, order)), fault.Unsupported, "camera's raw format"},
		"lab tiff":      {replaceShort(tiff(), ifd.Photometric, 10), fault.Unsupported, "L*a*b* colours of ITU-T"},
		"zero tiff":     {replaceShort(tiff(), ifd.Width, 0), fault.Unreadable, "0 x 4 pixels"},
		"lossless jpeg": {lossless, fault.Unsupported, "lossless"},
		"12 bit jpeg":   {twelve, fault.Unsupported, "12 bits"},
		"bare jpeg":     {[]byte{0xff, 0xd8, 0xff, 0xd9}, fault.Unreadable, "no picture before the end"},
		"zero jpeg":     {flatJPEG(0, 8, -1, 1), fault.Unreadable, "the picture is empty"},
		"zero gif":      {[]byte("GIF89a\x00\x00\x00\x00\x00\x00\x00"), fault.Unreadable, "0 x 0 pixels"},
		"cut gif":       {[]byte("GIF89a\x01"), fault.Unreadable, "GIF ends"},
		"cut png":       {pngHeaderOnly(1, 1, 8, 0)[:20], fault.Unreadable, "PNG has a damaged header"},
		"odd png":       {pngHeaderOnly(1, 1, 3, 0), fault.Unreadable, "colour type"},
		"cut webp":      {[]byte("RIFF\x00\x00\x00\x00WEBP"), fault.Unreadable, "WebP"},
	} {
		_, err := ReadHeader(c.data, Limits{})
		if fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %q %v, want %q %q", name, fault.KindOf(err), err, c.kind, c.want)
		}
		if _, decoded := Decode(t.Context(), c.data, DecodeOptions{}); fault.KindOf(decoded) != c.kind {
			t.Errorf("%s: Decode says %v", name, decoded)
		}
	}
}

// replaceShort overwrites a number in a TIFF's first directory.
func replaceShort(data []byte, tag, n uint16) []byte {
	b, err := ifd.Parse(data)
	if err != nil {
		panic(err)
	}
	e, _ := ifd.Find(b.First(), tag)
	b.Set(e, ifd.Short, uint32(n))
	return data
}

// A header may claim what it likes: reading it costs next to nothing.
func TestClaimsCostNothing(t *testing.T) {
	gif := []byte("GIF89a\xff\xff\xff\xff\x80\x00\x00\x00\x00\x00\xff\xff\xff\x2c\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x02\x4c\x01\x00\x3b")
	order := binary.LittleEndian
	entries := []ifd.Entry{long(ifd.Width, 1<<31-1, order), long(ifd.Height, 1<<31-1, order)}
	claims := map[string][]byte{
		"gif":  gif,
		"png":  pngHeaderOnly(1<<31-1, 1<<31-1, 16, 6),
		"jpeg": claim(65535, 65535),
		"tiff": exifOf(order, entries, nil, nil),
		"tiff with huge counts": exifOf(order, append(entries,
			ifd.Entry{Tag: 0x0111, Kind: ifd.Long, Count: 1 << 30, Value: []byte{9, 0, 0, 0}},
			ifd.Entry{Tag: ifd.ICC, Kind: ifd.Undefined, Count: 1<<32 - 1, Value: []byte{8, 0, 0, 0}}), nil, nil),
		"webp": webpOf(16384, 16384, 1, 2, 3, 4),
	}
	for name, data := range claims {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, headerErr := ReadHeader(data, Limits{Pixels: 200e6})
		_, err := Decode(t.Context(), data, DecodeOptions{Limits: Limits{Pixels: 200e6}, Tolerant: true})
		runtime.ReadMemStats(&after)
		if fault.KindOf(err) != fault.TooLarge || fault.KindOf(headerErr) != fault.TooLarge {
			t.Errorf("%s: %v, %v", name, headerErr, err)
		}
		if spent := after.TotalAlloc - before.TotalAlloc; spent > 1<<20 {
			t.Errorf("%s: %d bytes were allocated", name, spent)
		}
	}
}

// Files too short for their claim are refused before anything is allocated.
func TestShortFilesCostNothing(t *testing.T) {
	for name, data := range map[string][]byte{
		"png":  pngHeaderOnly(14000, 14000, 16, 6),
		"jpeg": claim(14000, 14000),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Decode(t.Context(), data, DecodeOptions{})
		runtime.ReadMemStats(&after)
		if fault.KindOf(err) != fault.Unreadable || !strings.Contains(err.Error(), "the file") {
			t.Errorf("%s: %v", name, err)
		}
		if spent := after.TotalAlloc - before.TotalAlloc; spent > 1<<20 {
			t.Errorf("%s: %d bytes were allocated", name, spent)
		}
	}
}

func FuzzReadHeader(f *testing.F) {
	for _, data := range seeds(f) {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		h, err := ReadHeader(data, Limits{Pixels: 1e6})
		if err != nil && fault.KindOf(err) == "" {
			t.Errorf("without a kind: %v", err)
		}
		if err == nil && (h.Width < 1 || h.Height < 1 || int64(h.Width)*int64(h.Height) > 1e6 || h.Memory < 1) {
			t.Errorf("%+v", h)
		}
	})
}

// claim is a small JPEG whose frame header claims a size.
func claim(w, h int) []byte {
	data := flatJPEG(8, 8, -1, 1, 2, 3)
	frame := data[bytes.Index(data, []byte("\xff\xc0")):]
	binary.BigEndian.PutUint16(frame[5:], uint16(h))
	binary.BigEndian.PutUint16(frame[7:], uint16(w))
	return data
}
