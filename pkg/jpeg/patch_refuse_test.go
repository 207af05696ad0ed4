package jpeg

import (
	"bytes"
	"context"
	"errors"
	"image"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

// counter counts what is written to it.
type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

func TestPatchRefusesWhatDoesNotFit(t *testing.T) {
	m := encRough(40, 30, 9, image.YCbCrSubsampleRatio420)
	color := encBytes(t, m, EncodeOptions{})
	gray := encBytes(t, encGray(40, 30, 9, 1), EncodeOptions{Progressive: true})
	moved := *m
	moved.Rect = m.Rect.Add(image.Pt(2, 2))
	for name, c := range map[string]struct {
		source []byte
		edited image.Image
		says   string
	}{
		"nothing":               {color, nil, "does not fill"},
		"smaller":               {color, m.SubImage(image.Rect(0, 0, 38, 30)), "does not fill"},
		"elsewhere":             {color, &moved, "does not fill"},
		"another sampling":      {color, encRough(40, 30, 9, image.YCbCrSubsampleRatio422), "not of the kind"},
		"RGBA for YCbCr":        {color, image.NewRGBA(m.Rect), "*image.RGBA"},
		"NRGBA":                 {color, image.NewNRGBA(m.Rect), "*image.NRGBA"},
		"CMYK for YCbCr":        {color, image.NewCMYK(m.Rect), "*image.CMYK"},
		"gray for colour":       {color, image.NewGray(m.Rect), "*image.Gray"},
		"colour for gray":       {gray, m, "*image.YCbCr"},
		"two components":        {drawn(t, 40, 30, samplings()[12], EncodeOptions{}), m, "two components"},
		"not a JPEG":            {[]byte("GIF89a"), m, "does not begin"},
		"4:4:4 for odd factors": {drawn(t, 40, 30, samplings()[8], EncodeOptions{}), m, "not of the kind"},
	} {
		var written counter
		err := Patch(t.Context(), &written, c.source, c.edited, nil, PatchOptions{})
		if err == nil || !strings.Contains(err.Error(), c.says) || written > 0 {
			t.Errorf("%s: %v, %d bytes written", name, err, written)
		}
	}
}

// damagedFiles are files of all kinds, cut and with changed bytes.
func damagedFiles(t *testing.T, r *rand.Rand) (files [][]byte) {
	for _, m := range []image.Image{
		encRough(90, 70, 20, image.YCbCrSubsampleRatio420), encGray(50, 50, 20, 1),
		encSmooth(70, 60, image.YCbCrSubsampleRatio422), // which lacks Huffman codes
	} {
		for _, o := range encModes(75) {
			data := encBytes(t, m, o)
			for range 150 {
				cut := bytes.Clone(data)
				if r.IntN(3) == 0 {
					files = append(files, cut[:r.IntN(len(cut))])
					continue
				}
				cut[r.IntN(len(cut))] = byte(r.IntN(256))
				files = append(files, cut)
			}
		}
	}
	return files
}

// A damaged source is refused just when decoding refuses it, and nothing is
// written then.
func TestPatchIsAsStrictAsDecode(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 5))
	refused, faults := 0, 0
	for _, data := range damagedFiles(t, r) {
		m, _, want := Decode(t.Context(), data, DecodeOptions{})
		if want != nil {
			h, err := ReadHeader(data)
			if err != nil || h.Width > 1000 || h.Height > 1000 {
				continue
			}
			m = blank(h)
		}
		touched := []image.Rectangle{image.Rect(20, 20, 40, 30)}
		var written counter
		err := Patch(t.Context(), &written, data, m, touched, PatchOptions{})
		if errors.Is(err, errEncodeRange) {
			continue // the damage lies in a coefficient
		}
		if (err == nil) != (want == nil) || err != nil && written > 0 {
			t.Fatalf("%v, %d bytes written, and decoding says %v", err, written, want)
		}
		var fault *Fault
		if errors.As(want, &fault) {
			faults++
			if !errors.As(err, &fault) {
				t.Errorf("%v is not a fault as %v is", err, want)
			}
		}
		if want != nil {
			refused++
		}
	}
	if faults < 300 || refused < 300 {
		t.Errorf("only %d files were refused, %d with faults", refused, faults)
	}
}

// blank is a picture of the kind that Decode returns.
func blank(h Header) image.Image {
	size := image.Rect(0, 0, h.Width, h.Height)
	switch h.Color {
	case Gray:
		return image.NewGray(size)
	case RGB:
		return image.NewRGBA(size)
	case CMYK, YCCK:
		return image.NewCMYK(size)
	}
	f := &frame{Header: h, comp: make([]frameComponent, len(h.Components))}
	if f.measure() != nil || len(h.Components) != 3 {
		return nil
	}
	ratio, _ := f.ratio()
	return image.NewYCbCr(size, ratio)
}

func TestPatchEndsWithItsContext(t *testing.T) {
	for _, o := range encModes(75) {
		m := encRough(40, 30, 9, image.YCbCrSubsampleRatio420)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := Patch(ctx, io.Discard, encBytes(t, m, o), m, nil, PatchOptions{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", encMode(o), err)
		}
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestPatchReturnsTheErrorOfWriting(t *testing.T) {
	m := encGray(9, 9, 0, 1)
	if err := Patch(t.Context(), brokenWriter{}, encBytes(t, m, EncodeOptions{}), m, nil, PatchOptions{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Error(err)
	}
}
