// Package webp writes WebP files (RFC 9649). The encoder is libwebp, compiled
// to WebAssembly with its SIMD, see the folder libwebp; reading is the business of
// others.
//
// Files hold the picture alone: containers with metadata are the caller's.
package webp

import (
	"context"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"image"

	"github.com/photoq/photoq/pkg/wasm"
)

//go:embed libwebp/encoder.wasm.gz
var encoder []byte

// MaxSide is the largest side that a WebP can have, in pixels.
const MaxSide = 16383

// errSize is the error of a picture that no WebP can hold.
var errSize = errors.New("a side of a WebP is from 1 to 16383 pixels")

// Planes are a picture as a lossy WebP holds it: samples of ITU-R BT.601 in
// the limited range, 16 to 235 for Y and 16 to 240 for Cb and Cr, in rows
// without gaps.
type Planes struct {
	Width, Height int
	Y             []byte // Width x Height
	Cb, Cr        []byte // half of it across and down, rounded up
	A             []byte // Width x Height; nil where all is opaque
}

// Encode writes a lossy file at a quality of 1 to 100, with libwebp's meaning
// of it. The same picture always gives the same bytes.
//
// Of a method between libwebp's 2 and 3: the choice of a block's prediction
// is made by rate and distortion, as in 3 and above, but only among the most
// promising ones. The files differ from those of libwebp's method 4 by about
// 1 % in size and 0.1 dB; the folder libwebp has figures.
//
// It ends with ctx, and with ctx's error.
func Encode(ctx context.Context, p Planes, quality int) ([]byte, error) {
	chroma := ((p.Width + 1) / 2) * ((p.Height + 1) / 2)
	switch {
	case !fits(p.Width, p.Height):
		return nil, errSize
	case len(p.Y) != p.Width*p.Height, len(p.Cb) != chroma, len(p.Cr) != chroma, p.A != nil && len(p.A) != len(p.Y):
		return nil, fmt.Errorf("encode webp: planes of %d, %d, %d and %d bytes for %d x %d pixels",
			len(p.Y), len(p.Cb), len(p.Cr), len(p.A), p.Width, p.Height)
	}
	const method = 3
	return run(ctx, most(p.Width, p.Height), func(i *wasm.Instance, result uint32) (uint64, error) {
		args := make([]uint64, 0, 9)
		for _, plane := range [][]byte{p.Y, p.Cb, p.Cr, p.A} {
			var at uint32
			if plane != nil {
				var err error
				if at, err = i.Put(ctx, plane); err != nil {
					return 0, err
				}
			}
			args = append(args, uint64(at))
		}
		args = append(args, uint64(p.Width), uint64(p.Height), uint64(quality), method, uint64(result))
		return i.Call(ctx, "encode_planes", args...)
	})
}

// EncodeLossless writes a file from which each pixel can be read as it was;
// also the colours of transparent ones. The same picture always gives the same
// bytes. It ends with ctx, and with ctx's error.
func EncodeLossless(ctx context.Context, m *image.NRGBA) ([]byte, error) {
	size := m.Rect.Size()
	if !fits(size.X, size.Y) {
		return nil, errSize
	}
	// From 0 to 9. Above this, files of photos get hardly smaller.
	const level = 3
	return run(ctx, most(size.X, size.Y), func(i *wasm.Instance, result uint32) (uint64, error) {
		at, err := i.Alloc(ctx, 4*size.X*size.Y)
		if err != nil {
			return 0, err
		}
		row := make([]byte, 4*size.X)
		for y := range size.Y {
			src := m.Pix[y*m.Stride:]
			for x := 0; x < len(row); x += 4 {
				pixel := binary.BigEndian.Uint32(src[x:])
				binary.LittleEndian.PutUint32(row[x:], pixel>>8|pixel<<24)
			}
			if err := i.Write(at+uint32(y*len(row)), row); err != nil {
				return 0, err
			}
		}
		return i.Call(ctx, "encode_argb", uint64(at), uint64(size.X), uint64(size.Y), level, uint64(result))
	})
}

// run starts the encoder, has it make a file, and returns that.
func run(ctx context.Context, memory int64, encode func(i *wasm.Instance, result uint32) (uint64, error)) ([]byte, error) {
	i, err := wasm.Module{Name: "libwebp", Packed: encoder}.Start(ctx, memory)
	if err != nil {
		return nil, err
	}
	defer i.Close()
	result, err := i.Alloc(ctx, 8)
	if err != nil {
		return nil, err
	}
	at, err := encode(i, result)
	if err != nil {
		return nil, err
	}
	words, err := i.Words(result, 2)
	if err != nil {
		return nil, err
	}
	if at == 0 {
		return nil, fmt.Errorf("encode webp: %w", failure(words[1], i.Exceeded()))
	}
	file := make([]byte, words[0])
	return file, i.Read(file, uint32(at))
}

// failure says what a WebPEncodingError means, as far as it can occur.
func failure(code uint32, exceeded bool) error {
	const outOfMemory, bitstreamOutOfMemory, partition0, partition, fileTooBig = 1, 2, 6, 7, 9
	switch code {
	case outOfMemory, bitstreamOutOfMemory:
		return wasm.ErrMemory
	case partition0, partition, fileTooBig:
		return errors.New("the picture does not fit into the format at this quality")
	}
	if exceeded {
		return wasm.ErrMemory
	}
	return fmt.Errorf("libwebp's error %d", code)
}

func fits(width, height int) bool {
	return width >= 1 && height >= 1 && width <= MaxSide && height <= MaxSide
}

// Memory estimates, on the safe side for photos, how many bytes encoding holds
// at its peak, the picture itself not included.
func Memory(width, height int, alpha, lossless bool) int64 {
	pixels := int64(width) * int64(height)
	const base = 16 << 20
	if alpha || lossless { // alpha is written without loss
		return base + 64*pixels
	}
	return base + 16*pixels
}

// most is what the encoder may use, in bytes: more than noise at the highest
// quality takes, and no more than WebAssembly has addresses.
func most(width, height int) int64 {
	return min(64<<20+96*int64(width)*int64(height), 4<<30)
}
