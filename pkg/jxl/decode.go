package jxl

import (
	"context"
	_ "embed"
	"errors"
	"image"

	"github.com/photoq/photoq/pkg/wasm"
)

//go:embed jxl.wasm.gz
var module []byte

// ErrDamaged is the error of a picture that cannot be decoded.
var ErrDamaged = errors.New("the picture is damaged")

// Memory is how much decoding takes at the most, in bytes, the result
// included.
func (h Header) Memory() int64 { return 64<<20 + 80*int64(h.Width)*int64(h.Height) }

// Decode decodes the picture, of an animation the first, and turns it upright.
// The result is an *image.RGBA where nothing is transparent, else an
// *image.NRGBA; or the same of 64 bits for files of 16 bits.
//
// Errors are ErrDamaged, wasm.ErrTrap, wasm.ErrMemory and ctx's own.
func Decode(ctx context.Context, h Header, data []byte) (image.Image, error) {
	m := wasm.Module{Name: "jxl", Packed: module, Unaware: true}
	i, err := m.Start(ctx, h.Memory())
	if err != nil {
		return nil, err
	}
	defer i.Close()
	size := image.Pt(h.Width, h.Height)
	if h.Orientation > 4 {
		size = image.Pt(h.Height, h.Width)
	}
	at, err := i.Put(ctx, data)
	if err != nil {
		return nil, err
	}
	info, err := i.Put(ctx, make([]byte, 64))
	if err != nil {
		return nil, err
	}
	in := []uint64{uint64(at), uint64(len(data))}
	out := []uint64{uint64(info), uint64(info) + 4, uint64(info) + 8, uint64(info) + 12, uint64(info) + 16}
	call := func(configOnly uint64, pixels uint32) error {
		args := append(append(append([]uint64{}, in...), configOnly, 0), append(out, uint64(pixels))...)
		ok, err := i.Call(ctx, "decode", args...)
		if err == nil && ok == 0 {
			err = ErrDamaged
			if i.Exceeded() {
				err = wasm.ErrMemory
			}
		}
		return err
	}
	if err := call(1, 0); err != nil {
		return nil, err
	}
	words, err := i.Words(info, 3)
	if err != nil {
		return nil, err
	}
	if int64(words[0]) != int64(size.X) || int64(words[1]) != int64(size.Y) {
		return nil, ErrDamaged
	}
	samples := 4 * size.X * size.Y
	if words[2] == 16 {
		samples *= 2
	}
	pixels, err := i.Alloc(ctx, samples)
	if err != nil {
		return nil, err
	}
	if err := call(0, pixels); err != nil {
		return nil, err
	}
	pix := make([]byte, samples)
	if err := i.Read(pix, pixels); err != nil {
		return nil, err
	}
	return picture(pix, size, words[2] == 16), nil
}

// picture makes a picture of red, green, blue and alpha.
func picture(pix []byte, size image.Point, deep bool) image.Image {
	r := image.Rectangle{Max: size}
	if deep {
		m := &image.NRGBA64{Pix: pix, Stride: 8 * size.X, Rect: r}
		if m.Opaque() {
			return &image.RGBA64{Pix: pix, Stride: m.Stride, Rect: r}
		}
		return m
	}
	m := &image.NRGBA{Pix: pix, Stride: 4 * size.X, Rect: r}
	if m.Opaque() {
		return &image.RGBA{Pix: pix, Stride: m.Stride, Rect: r}
	}
	return m
}
