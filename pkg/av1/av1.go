// Package av1 codes still pictures as AV1, for AVIF files: see pkg/heif for
// the container. The encoder is libaom, compiled to WebAssembly with its
// SIMD, see the folder libaom; decoding is pkg/heif/codec's.
package av1

import (
	"context"
	_ "embed"
	"errors"
	"fmt"

	"github.com/photoq/photoq/pkg/wasm"
)

//go:embed libaom/encoder.wasm.gz
var encoder []byte

// MaxSide is the largest side that a picture can have, in pixels.
const MaxSide = 65535

// Chroma is how many samples of colour there are for those of luma.
type Chroma int

// The kinds of Chroma, by the numbers that AV1's decoders use.
const (
	None  Chroma = iota // a picture in greys
	Half                // 4:2:0, half across and down
	Wide                // 4:2:2, half across
	Whole               // 4:4:4
)

// Planes are a picture: samples in the full range, those of colour by ITU-R
// BT.601, as in a JPEG; in rows without gaps. Sides that are halved are rounded
// up.
type Planes struct {
	Width, Height int
	// Bits are those of a sample: 8, or 10, which take two bytes, the lower
	// one first.
	Bits   int
	Chroma Chroma
	Y      []byte
	Cb, Cr []byte // nil for None
}

// sampleBytes is how many bytes a sample takes.
func (p Planes) sampleBytes() int {
	if p.Bits > 8 {
		return 2
	}
	return 1
}

// ChromaSize is the size of Cb and of Cr, in samples.
func (p Planes) ChromaSize() (width, height int) {
	switch p.Chroma {
	case Half:
		return (p.Width + 1) / 2, (p.Height + 1) / 2
	case Wide:
		return (p.Width + 1) / 2, p.Height
	case Whole:
		return p.Width, p.Height
	}
	return 0, 0
}

func (p Planes) check() error {
	if p.Width < 1 || p.Height < 1 || max(p.Width, p.Height) > MaxSide {
		return errors.New("a side is from 1 to 65535 pixels")
	}
	if p.Bits != 8 && p.Bits != 10 {
		return errors.New("a sample has 8 or 10 bits")
	}
	width, height := p.ChromaSize()
	luma, chroma := p.Width*p.Height*p.sampleBytes(), width*height*p.sampleBytes()
	if len(p.Y) != luma || len(p.Cb) != chroma || len(p.Cr) != chroma {
		return fmt.Errorf("planes of %d, %d and %d bytes for %d x %d pixels", len(p.Y), len(p.Cb), len(p.Cr), p.Width, p.Height)
	}
	return nil
}

// Lossless is the quantizer from whose picture each sample can be read as it
// was.
const Lossless = 0

// Encode returns the picture as AV1: one temporal unit without its delimiter,
// as an item of AVIF holds it. The quantizer is from 0, without loss, to 63:
// see Quantizer. The same picture always gives the same bytes. It ends with
// ctx, with ctx's error.
func Encode(ctx context.Context, p Planes, quantizer int) ([]byte, error) {
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("encode av1: %w", err)
	}
	i, err := wasm.Module{Name: "libaom", Packed: encoder}.Start(ctx, most(p))
	if err != nil {
		return nil, err
	}
	defer i.Close()
	result, err := i.Alloc(ctx, 8)
	if err != nil {
		return nil, err
	}
	at, err := call(ctx, i, p, quantizer, result)
	if err != nil {
		return nil, err
	}
	words, err := i.Words(result, 2)
	if err != nil {
		return nil, err
	}
	if at == 0 {
		if i.Exceeded() {
			return nil, fmt.Errorf("encode av1: %w", wasm.ErrMemory)
		}
		return nil, fmt.Errorf("encode av1: libaom's error %d", words[1])
	}
	unit := make([]byte, words[0])
	if err := i.Read(unit, uint32(at)); err != nil {
		return nil, err
	}
	return withoutDelimiter(unit)
}

// speed is libaom's, of 0 to 9 for single pictures.
const speed = 9

// call hands the planes over and starts the encoder.
func call(ctx context.Context, i *wasm.Instance, p Planes, quantizer int, result uint32) (uint64, error) {
	args := make([]uint64, 0, 11)
	for _, plane := range [][]byte{p.Y, p.Cb, p.Cr} {
		if p.Chroma == None && plane == nil {
			// libaom wants planes of a grey picture too, of which it uses nothing.
			plane = make([]byte, ((p.Width+1)/2)*((p.Height+1)/2)*p.sampleBytes())
		}
		at, err := i.Put(ctx, plane)
		if err != nil {
			return 0, err
		}
		args = append(args, uint64(at))
	}
	const bt601 = 6 // ITU-T H.273, table 4
	args = append(args, uint64(p.Chroma), uint64(p.Bits), uint64(p.Width), uint64(p.Height), bt601, uint64(quantizer), speed, uint64(result))
	return i.Call(ctx, "encode", args...)
}

// most is what the encoder may use, in bytes: more than noise at the highest
// quality takes, and no more than WebAssembly has addresses.
func most(p Planes) int64 {
	return min(128<<20+96*int64(p.Width)*int64(p.Height), 4<<30)
}

// Memory estimates, on the safe side for photos of 8 or 10 bits, how many
// bytes encoding holds at its peak, the picture itself not included. Of noise,
// a million pixels were measured to take 25 to 44 MB.
func Memory(width, height int) int64 {
	return 32<<20 + 48*int64(width)*int64(height)
}
