package jpeg

import (
	"image"
	"image/draw"
	"io"

	"github.com/photoq/photoq/pkg/jpeg/dct"
	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// qualityTables are those of the components: chroma has its own.
func qualityTables(h Header, quality int) []dct.Table {
	if quality == 0 {
		quality = 75
	}
	luma, chroma := QuantTables(quality)
	var tables []dct.Table
	for i := range h.Components {
		tables = append(tables, luma)
		if huffmanNumber(h.Color, i) == 1 {
			tables[i] = chroma
		}
	}
	return tables
}

// Encode writes a picture. The planes of *image.YCbCr and *image.Gray are
// taken as they are, with the chroma's sampling; *image.CMYK is written as
// Adobe does it, inverted; all others become YCbCr at 4:4:4, and what is
// transparent in them becomes black. A YCbCr picture that does not begin on a
// chroma sample becomes 4:4:4, too.
//
// The error is w's, or names the option or size that is out of range.
func Encode(w io.Writer, m image.Image, o EncodeOptions) error {
	size := m.Bounds().Size()
	components, source := encSource(m)
	e, err := NewEncoder(w, size, components, o)
	if err != nil {
		return err
	}
	if err := source(e); err != nil {
		return err
	}
	return e.Close()
}

// encSource tells which components a picture becomes, and how they are
// written.
func encSource(m image.Image) ([]Component, func(e *Encoder) error) {
	switch m := m.(type) {
	case *image.Gray:
		p := Plane{Pix: m.Pix, Stride: m.Stride, Width: m.Rect.Dx(), Height: m.Rect.Dy()}
		return []Component{{H: 1, V: 1}}, func(e *Encoder) error { return e.Write(Rows{Planes: []Plane{p}}) }
	case *image.YCbCr:
		h, v := ycc.Subsampling(m.SubsampleRatio)
		if m.Rect.Min.X%h == 0 && m.Rect.Min.Y%v == 0 {
			return []Component{{H: h, V: v}, {H: 1, V: 1}, {H: 1, V: 1}}, func(e *Encoder) error { return e.writeYCbCr(m, h, v) }
		}
		return Sampling444.Components(), func(e *Encoder) error { return e.writeStrips(m, 3, expandRow(m)) }
	case *image.CMYK:
		one := Component{H: 1, V: 1}
		return []Component{one, one, one, one}, func(e *Encoder) error { return e.writeStrips(m, 4, invertRow(m)) }
	case *image.RGBA:
		return Sampling444.Components(), func(e *Encoder) error { return e.writeStrips(m, 3, convertRow(m)) }
	}
	return Sampling444.Components(), func(e *Encoder) error { return e.writeStrips(m, 3, drawRow(m)) }
}

func (e *Encoder) writeYCbCr(m *image.YCbCr, h, v int) error {
	width, height := m.Rect.Dx(), m.Rect.Dy()
	chroma := Plane{Stride: m.CStride, Width: ceilDiv(width, h), Height: ceilDiv(height, v)}
	cb, cr := chroma, chroma
	cb.Pix, cr.Pix = m.Cb, m.Cr
	luma := Plane{Pix: m.Y, Stride: m.YStride, Width: width, Height: height}
	return e.Write(Rows{Planes: []Plane{luma, cb, cr}})
}

// writeStrips writes a picture of n full components by rows of blocks, which
// row fills: of pixels from the picture's row y, counted from its bounds.
func (e *Encoder) writeStrips(m image.Image, n int, row func(dst [4][]byte, y int)) error {
	width, height := m.Bounds().Dx(), m.Bounds().Dy()
	planes := make([]Plane, n)
	for i := range planes {
		planes[i] = Plane{Pix: make([]byte, 8*width), Stride: width, Width: width}
	}
	for y := 0; y < height; y += 8 {
		rows := min(8, height-y)
		for dy := range rows {
			var dst [4][]byte
			for i := range planes {
				dst[i] = planes[i].Pix[dy*width:][:width]
			}
			row(dst, m.Bounds().Min.Y+y+dy)
		}
		for i := range planes {
			planes[i].Height = rows
		}
		if err := e.Write(Rows{Y: [4]int{y, y, y, y}, Planes: planes}); err != nil {
			return err
		}
	}
	return nil
}

func convertRow(m *image.RGBA) func(dst [4][]byte, y int) {
	return func(dst [4][]byte, y int) {
		ycc.FromRGBA(dst[0], dst[1], dst[2], m.Pix[m.PixOffset(m.Rect.Min.X, y):])
	}
}

// drawRow converts any picture a row at a time.
func drawRow(m image.Image) func(dst [4][]byte, y int) {
	line := image.NewRGBA(image.Rect(0, 0, m.Bounds().Dx(), 1))
	return func(dst [4][]byte, y int) {
		draw.Draw(line, line.Rect, m, image.Pt(m.Bounds().Min.X, y), draw.Src)
		ycc.FromRGBA(dst[0], dst[1], dst[2], line.Pix)
	}
}

func invertRow(m *image.CMYK) func(dst [4][]byte, y int) {
	return func(dst [4][]byte, y int) {
		src := m.Pix[m.PixOffset(m.Rect.Min.X, y):]
		for x := range dst[0] {
			for i := range dst {
				dst[i][x] = 255 - src[4*x+i]
			}
		}
	}
}

// expandRow repeats chroma samples for each pixel.
func expandRow(m *image.YCbCr) func(dst [4][]byte, y int) {
	return func(dst [4][]byte, y int) {
		for x := range dst[0] {
			c := m.COffset(m.Rect.Min.X+x, y)
			dst[0][x], dst[1][x], dst[2][x] = m.Y[m.YOffset(m.Rect.Min.X+x, y)], m.Cb[c], m.Cr[c]
		}
	}
}
