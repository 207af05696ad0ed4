package imageio

import (
	"errors"
	"image"
	"io"

	"github.com/photoq/photoq/pkg/jpeg"
	"github.com/photoq/photoq/pkg/jpeg/ycc"
	"github.com/photoq/photoq/pkg/resample"
)

// streams reports whether a JPEG's rows can flow through the resampler: grey,
// or YCbCr of a sampling that image.YCbCr knows.
func streams(h jpeg.Header) bool {
	if h.Color != jpeg.YCbCr {
		return h.Color == jpeg.Gray
	}
	_, known := ratioOf(h)
	return known
}

// ratioOf returns the subsampling of a YCbCr JPEG.
func ratioOf(h jpeg.Header) (image.YCbCrSubsampleRatio, bool) {
	y, cb, cr := h.Components[0], h.Components[1], h.Components[2]
	if cb.H != cr.H || cb.V != cr.V || y.H%cb.H != 0 || y.V%cb.V != 0 {
		return 0, false
	}
	for ratio := image.YCbCrSubsampleRatio444; ratio <= image.YCbCrSubsampleRatio410; ratio++ {
		if sx, sy := ycc.Subsampling(ratio); y.H/cb.H == sx && y.V/cb.V == sy {
			return ratio, true
		}
	}
	return 0, false
}

// reduce takes a JPEG's rows through the resampler as they are decoded.
func reduce(d *jpeg.Decoder, scale int, size image.Point, halfChroma bool) (image.Image, error) {
	h := d.Header()
	g := geometry{h, float64(scale), float64(h.Width) / float64(size.X), float64(h.Height) / float64(size.Y)}
	if h.Color == jpeg.Gray {
		m := image.NewGray(image.Rectangle{Max: size})
		return m, flow(d, []*sink{newSink(d, 0, g, plane{m.Pix, m.Stride, size.X, size.Y}, 1, 1)})
	}
	ratio := reducedRatio(halfChroma)
	m := image.NewYCbCr(image.Rectangle{Max: size}, ratio)
	cw, ch := chromaSize(ratio, size.X, size.Y)
	sx, sy := ycc.Subsampling(ratio)
	cb := newSink(d, 1, g, plane{m.Cb, m.CStride, cw, ch}, sx, sy)
	cr := &sink{cb.rows.Another(), plane{m.Cr, m.CStride, cw, ch}}
	return m, flow(d, []*sink{newSink(d, 0, g, plane{m.Y, m.YStride, size.X, size.Y}, 1, 1), cb, cr})
}

// reducedRatio is 4:4:4 where halved chroma does not do.
func reducedRatio(halfChroma bool) image.YCbCrSubsampleRatio {
	if halfChroma {
		return image.YCbCrSubsampleRatio420
	}
	return image.YCbCrSubsampleRatio444
}

// sink resamples the rows of a component into a plane.
type sink struct {
	rows *resample.Rows
	to   plane
}

// geometry is how many pixels of the whole picture a sample of a decoded
// plane covers, and a pixel of the result. Sizes of planes do not say that:
// they are rounded up.
type geometry struct {
	jpeg.Header
	scale  float64 // of the decoder
	dx, dy float64
}

// newSink returns the sink for component i. sx and sy are how many pixels of
// the result a sample of its plane covers.
func newSink(d *jpeg.Decoder, i int, g geometry, to plane, sx, sy int) *sink {
	first, c := g.Components[0], g.Components[i] // the first has the most samples: streams has seen to it
	s := resample.Scale{
		X: g.dx * float64(sx) / (g.scale * float64(first.H/c.H)),
		Y: g.dy * float64(sy) / (g.scale * float64(first.V/c.V)),
	}
	return &sink{resample.NewRows(d.Bounds()[i], image.Pt(to.width, to.height), s, filterFor(s)), to}
}

// filterFor is the sharpest, except for chroma that has to become larger to
// stand beside luma: that is interpolated linearly, as decoders of whole
// pictures do.
func filterFor(s resample.Scale) resample.Filter {
	if s.X < 1 || s.Y < 1 {
		return resample.Area
	}
	return resample.Lanczos3
}

func (s *sink) emit(y int, row []byte) { copy(s.to.pix[y*s.to.stride:], row) }

// flow pushes all rows of the decoder into the sinks.
func flow(d *jpeg.Decoder, sinks []*sink) error {
	for {
		rows, err := d.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		for i, s := range sinks {
			p := rows.Planes[i]
			for y := range p.Height {
				s.rows.Push(p.Pix[y*p.Stride:y*p.Stride+p.Width], s.emit)
			}
		}
	}
}
