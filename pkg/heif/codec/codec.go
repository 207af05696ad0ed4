// Package codec decodes the pictures of HEIC and AVIF files: HEVC by
// libde265 and AV1 by dav1d, both compiled to WebAssembly (README.md says
// from what and how) and run by package wasm.
package codec

import (
	"context"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/photoq/photoq/pkg/wasm"
)

//go:embed hevc.wasm.gz
var hevcModule []byte

//go:embed av1.wasm.gz
var av1Module []byte

// Kind is a way of coding, by the type of its items in the container.
type Kind string

// The kinds that are decoded.
const (
	HEVC Kind = "hvc1"
	AV1  Kind = "av01"
)

// Frame says what a decoded picture is like.
type Frame struct {
	Width, Height int
	Bits          int // of a sample: 8 to 16; above 8, samples take two bytes
	// Chroma is the sampling: 0: no chroma, 1: 4:2:0, 2: 4:2:2, 3: 4:4:4.
	Chroma int
	// FullRange says that samples use all numbers, else those of video.
	FullRange bool
	// Matrix is how colours became Y, Cb and Cr: a code point of ITU-T H.273;
	// 2 when the stream does not say.
	Matrix int
	// Damaged says that places are missing or wrong.
	Damaged bool

	planes [3]plane
}

type plane struct {
	at            uint32
	width, height int // in samples
	stride        int // in bytes
}

// ErrDamaged is the error of data that is not what a picture is coded as.
var ErrDamaged = errors.New("the picture is damaged")

// Decoder decodes pictures, one after the other. It is for one goroutine.
type Decoder struct {
	kind     Kind
	instance *wasm.Instance
	point    int // AV1: the operating point
	pixels   int64
}

// Memory is how much decoding a picture of that many pixels takes at the
// most, in bytes; a decoder that is opened for as many gets no more.
func Memory(kind Kind, pixels int64, bits int) int64 {
	perPixel := int64(14)
	if kind == AV1 {
		perPixel = 20
	}
	if bits > 8 || bits == 0 {
		perPixel *= 2
	}
	return 48<<20 + perPixel*pixels
}

// Open starts a decoder for pictures of up to that many pixels. The first of
// a kind in a process takes a moment: the decoder is compiled then.
func Open(ctx context.Context, kind Kind, pixels int64, bits int) (*Decoder, error) {
	m := wasm.Module{Name: "hevc", Packed: hevcModule}
	if kind == AV1 {
		m = wasm.Module{Name: "av1", Packed: av1Module}
	}
	i, err := m.Start(ctx, Memory(kind, pixels, bits))
	if err != nil {
		return nil, err
	}
	return &Decoder{kind: kind, instance: i, pixels: pixels}, nil
}

// Close ends the decoder. It may be called twice.
func (d *Decoder) Close() { d.instance.Close() }

// Decode decodes the picture of an item, of which config is the body of the
// property hvcC or av1C. Its samples are there until the next call.
//
// Errors are ErrDamaged, wasm.ErrTrap, wasm.ErrMemory and ctx's own.
func (d *Decoder) Decode(ctx context.Context, config, data []byte) (Frame, error) {
	stream, err := d.stream(config, data)
	if err != nil {
		return Frame{}, err
	}
	at, err := d.instance.Put(ctx, stream)
	if err != nil {
		return Frame{}, err
	}
	info, err := d.instance.Put(ctx, make([]byte, 4*infoWords))
	if err != nil {
		return Frame{}, err
	}
	args := []uint64{uint64(at), uint64(len(stream)), uint64(info)}
	if d.kind == AV1 {
		args = []uint64{uint64(at), uint64(len(stream)), uint64(d.point), uint64(d.pixels), uint64(info)}
	}
	code, err := d.instance.Call(ctx, "decode", args...)
	if err != nil {
		return Frame{}, err
	}
	if code != 0 {
		if d.instance.Exceeded() {
			return Frame{}, wasm.ErrMemory
		}
		return Frame{}, fmt.Errorf("%w (the decoder's error %d)", ErrDamaged, int32(uint32(code)))
	}
	words, err := d.instance.Words(info, infoWords)
	if err != nil {
		return Frame{}, err
	}
	if err := errors.Join(d.instance.Free(ctx, at), d.instance.Free(ctx, info)); err != nil {
		return Frame{}, err
	}
	return d.frame(words)
}

// infoWords is how many numbers a module's decode fills in.
const infoWords = 20

func (d *Decoder) frame(words []uint32) (Frame, error) {
	var f Frame
	rest := words[5:]
	f.Width, f.Height, f.Chroma, f.Bits = int(words[0]), int(words[1]), int(words[2]), int(words[3])
	if d.kind == AV1 {
		rest = words[4:]
		f.FullRange, f.Matrix = words[16] != 0, int(words[19])
	} else {
		f.Damaged, f.FullRange, f.Matrix = words[17] != 0, words[18] != 0, int(words[19])
		if f.Chroma != 0 && words[4] != words[3] {
			return f, fmt.Errorf("%w: luma has %d bits and chroma %d", errors.ErrUnsupported, words[3], words[4])
		}
	}
	for i := range f.Planes() {
		p := rest[4*i:]
		f.planes[i] = plane{p[0], int(p[1]), int(p[2]), int(int32(p[3]))}
	}
	if f.Width < 1 || f.Height < 1 || f.Chroma > 3 || f.Bits < 8 || f.Bits > 16 {
		return f, ErrDamaged
	}
	return f, nil
}

// Planes is how many planes there are: 1 or 3.
func (f Frame) Planes() int {
	if f.Chroma == 0 {
		return 1
	}
	return 3
}

// PlaneSize returns the size of a plane, in samples.
func (f Frame) PlaneSize(i int) (width, height int) { return f.planes[i].width, f.planes[i].height }

// Copy copies the upper left part of a plane to dst, whose rows are stride
// bytes apart: as much as fits into width x height samples. Samples of more
// than 8 bits are little-endian.
func (d *Decoder) Copy(f Frame, i int, dst []byte, stride, width, height int) error {
	p := f.planes[i]
	n := min(width, p.width)
	if f.Bits > 8 {
		n *= 2
	}
	for y := range min(height, p.height) {
		if err := d.instance.Read(dst[y*stride:y*stride+n], p.at+uint32(y*p.stride)); err != nil {
			return err
		}
	}
	return nil
}

// stream makes of an item what the module's decode wants.
func (d *Decoder) stream(config, data []byte) ([]byte, error) {
	if d.kind == AV1 {
		// av1C is 4 bytes and then OBUs, which the item repeats.
		return data, nil
	}
	if len(config) < 23 {
		return nil, fmt.Errorf("%w: there is no hvcC", ErrDamaged)
	}
	var stream []byte
	rest := config[23:]
	for range config[22] { // arrays of parameter sets (ISO/IEC 14496-15, section 8.3.3)
		if len(rest) < 3 {
			return nil, fmt.Errorf("%w: hvcC is cut off", ErrDamaged)
		}
		count := binary.BigEndian.Uint16(rest[1:])
		rest = rest[3:]
		for range count {
			if len(rest) < 2 || len(rest)-2 < int(binary.BigEndian.Uint16(rest)) {
				return nil, fmt.Errorf("%w: hvcC is cut off", ErrDamaged)
			}
			n := int(binary.BigEndian.Uint16(rest))
			stream = binary.BigEndian.AppendUint32(stream, uint32(n))
			stream = append(stream, rest[2:2+n]...)
			rest = rest[2+n:]
		}
	}
	return appendUnits(stream, data, int(config[21]&3)+1)
}

// appendUnits appends NAL units whose lengths take some bytes each as ones
// whose lengths take 4.
func appendUnits(stream, data []byte, lengthBytes int) ([]byte, error) {
	for len(data) > 0 {
		if len(data) < lengthBytes {
			return nil, fmt.Errorf("%w: it is cut off", ErrDamaged)
		}
		n := 0
		for _, b := range data[:lengthBytes] {
			n = n<<8 | int(b)
		}
		data = data[lengthBytes:]
		if n > len(data) {
			return nil, fmt.Errorf("%w: it is cut off", ErrDamaged)
		}
		stream = binary.BigEndian.AppendUint32(stream, uint32(n))
		stream = append(stream, data[:n]...)
		data = data[n:]
	}
	return stream, nil
}
