package imageio

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"

	"github.com/photoq/photoq/pkg/av1"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/heif"
	"github.com/photoq/photoq/pkg/jpeg/ycc"
	"github.com/photoq/photoq/pkg/wasm"
)

// encodeAVIF writes an AVIF. Its planes are those of a JPEG, of 10 bits where
// the picture has 16; transparency is kept as it is in so many bits. 12 bits
// need AV1's professional profile, which few decoders in hardware have, and
// what 10 lose is less than what coding does.
func encodeAVIF(ctx context.Context, w io.Writer, m image.Image, o EncodeOptions, x extras) error {
	file, err := avifFile(ctx, m, o, x)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, wasm.ErrMemory):
		return fault.New(fault.Operation, fmt.Errorf("encode avif: %w", err), "write it as JPEG, or resize it")
	case err != nil:
		return fault.New(fault.Operation, fmt.Errorf("encode avif: %w", err), "")
	}
	if _, err := w.Write(file); err != nil {
		return fmt.Errorf("encode avif: %w", err)
	}
	return nil
}

func avifFile(ctx context.Context, m image.Image, o EncodeOptions, x extras) ([]byte, error) {
	// ITU-T H.273: sRGB's primaries and curve, and the matrix of JPEGs.
	s := heif.Still{
		Size: m.Bounds().Size(), ICC: x.icc, EXIF: x.EXIF, XMP: x.XMP,
		Colour: heif.Colour{Primaries: 1, Transfer: 13, Matrix: 6, FullRange: true},
	}
	colours, alpha := avifPlanes(m, o)
	if alpha != nil {
		coded, err := codedAV1(ctx, *alpha, av1.Lossless)
		if err != nil {
			return nil, err
		}
		s.Alpha = &coded
	}
	var err error
	if s.Main, err = codedAV1(ctx, colours, av1.Quantizer(o.quality())); err != nil {
		return nil, err
	}
	return heif.WriteAVIF(s)
}

func codedAV1(ctx context.Context, p av1.Planes, quantizer int) (heif.Coded, error) {
	data, err := av1.Encode(ctx, p, quantizer)
	if err != nil {
		return heif.Coded{}, err
	}
	config, err := av1.Config(data, p.Chroma, p.Bits)
	channels := 3
	if p.Chroma == av1.None {
		channels = 1
	}
	return heif.Coded{Config: config, Data: data, Channels: channels, Bits: p.Bits}, err
}

// avifPlanes returns the planes of the picture, and of its transparency if it
// is not opaque.
func avifPlanes(m image.Image, o EncodeOptions) (colours av1.Planes, alpha *av1.Planes) {
	switch m := m.(type) {
	case *image.Gray:
		return greyPlanes(m), nil
	case *image.Gray16, *image.RGBA64, *image.NRGBA64:
		return deepPlanes(m, avifChroma(o))
	}
	if _, planes := m.(*image.YCbCr); !planes {
		straight := straight8(m)
		if !straight.Opaque() {
			a := image.NewGray(image.Rectangle{Max: m.Bounds().Size()})
			for i := range a.Pix {
				a.Pix[i] = straight.Pix[i/a.Stride*straight.Stride+i%a.Stride*4+3]
			}
			clear := greyPlanes(a)
			alpha = &clear
		}
		m = &image.RGBA{Pix: straight.Pix, Stride: straight.Stride, Rect: straight.Rect} // the fourth channel is not looked at
	}
	p, chroma := planesOf(m, o).(*image.YCbCr), av1.Half
	switch p.SubsampleRatio {
	case image.YCbCrSubsampleRatio420:
	case image.YCbCrSubsampleRatio422:
		chroma = av1.Wide
	case image.YCbCrSubsampleRatio444:
		chroma = av1.Whole
	case image.YCbCrSubsampleRatio440: // which AV1 has not
		p, chroma = ycc.Coarsen(p, image.YCbCrSubsampleRatio420), av1.Half
	default:
		p = sampled(p, image.YCbCrSubsampleRatio420, true)
	}
	size := p.Rect.Size()
	colours = av1.Planes{Width: size.X, Height: size.Y, Bits: 8, Chroma: chroma, Y: tight(p.Y, p.YStride, size.X, size.Y)}
	width, height := colours.ChromaSize()
	colours.Cb = tight(p.Cb, p.CStride, width, height)
	colours.Cr = tight(p.Cr, p.CStride, width, height)
	return colours, alpha
}

func greyPlanes(m *image.Gray) av1.Planes {
	size := m.Rect.Size()
	return av1.Planes{Width: size.X, Height: size.Y, Bits: 8, Y: tight(m.Pix, m.Stride, size.X, size.Y)}
}

// tight returns a plane in rows without gaps.
func tight(pix []byte, stride, width, height int) []byte {
	if stride == width {
		return pix[:width*height]
	}
	out := make([]byte, 0, width*height)
	for y := range height {
		out = append(out, pix[y*stride:][:width]...)
	}
	return out
}
