package builtin

import (
	"image"
	"image/color"
	"image/draw"

	"github.com/photoq/photoq/pkg/resample"
)

// sepiaTable holds the colour of each luma: a warm brown whose brightness is
// close to that of the grey it stands for, from black to a paper white.
type sepiaTable [256]color.RGBA

// newSepiaTable applies the usual weights of sepia to grey: each channel is
// the grey times the sum of the channel's row in the matrix
// (0.393 0.769 0.189), (0.349 0.686 0.168), (0.272 0.534 0.131), which is
// 1.351, 1.203 and 0.937. They are scaled by 1/1.351, so that white is not
// cut off, and the curve is lifted to keep the brightness of the middle.
func newSepiaTable() *sepiaTable {
	var t sepiaTable
	for i := range t {
		// y + y*(255-y)/4/255 lifts the middle by a sixteenth of the range.
		y := i*255*4 + i*(255-i)
		channel := func(weight int) byte { return byte(min(255, (y*weight/1351+510)/(255*4))) }
		t[i] = color.RGBA{channel(1351), channel(1203), channel(937), 255}
	}
	return &t
}

// sepia keeps YCbCr, with chroma from the average luma that it covers; all
// else becomes 8 bits a sample, with its transparency.
func sepia(m image.Image) image.Image {
	table := newSepiaTable()
	switch m := m.(type) {
	case *image.YCbCr:
		return sepiaYCbCr(m, table)
	case *image.Gray:
		dst := image.NewRGBA(m.Rect)
		eachRow(dst.Pix, dst.Stride, m.Pix, m.Stride, m.Rect, 4, 1, func(to, from []byte) {
			c := table[from[0]]
			to[0], to[1], to[2], to[3] = c.R, c.G, c.B, 255
		})
		return dst
	case *image.RGBA:
		dst := image.NewRGBA(m.Rect)
		eachRow(dst.Pix, dst.Stride, m.Pix, m.Stride, m.Rect, 4, 4, func(to, from []byte) { table.premultiplied(to, from) })
		return dst
	case *image.NRGBA:
		dst := image.NewNRGBA(m.Rect)
		eachRow(dst.Pix, dst.Stride, m.Pix, m.Stride, m.Rect, 4, 4, func(to, from []byte) {
			c := table[luma(from)]
			to[0], to[1], to[2], to[3] = c.R, c.G, c.B, from[3]
		})
		return dst
	case *image.Gray16:
		dst := image.NewGray(m.Rect)
		eachRow(dst.Pix, dst.Stride, m.Pix, m.Stride, m.Rect, 1, 2, func(to, from []byte) { to[0] = from[0] })
		return sepia(dst)
	}
	dst := image.NewNRGBA(m.Bounds())
	draw.Draw(dst, dst.Rect, m, m.Bounds().Min, draw.Src)
	return sepia(dst)
}

// premultiplied looks up the colour of a pixel that is multiplied by its
// alpha, and multiplies it again.
func (t *sepiaTable) premultiplied(to, from []byte) {
	a := uint32(from[3])
	if a == 0 {
		clear(to)
		return
	}
	c := t[min(255, (uint32(luma(from))*255+a/2)/a)]
	for i, v := range [3]byte{c.R, c.G, c.B} {
		to[i] = byte((uint32(v)*a + 127) / 255)
	}
	to[3] = byte(a)
}

func sepiaYCbCr(m *image.YCbCr, table *sepiaTable) *image.YCbCr {
	dst := image.NewYCbCr(m.Rect, m.SubsampleRatio)
	var y, cb, cr [256]byte
	for i, c := range table {
		y[i], cb[i], cr[i] = color.RGBToYCbCr(c.R, c.G, c.B)
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	for row := range h {
		from := m.Y[row*m.YStride : row*m.YStride+w]
		to := dst.Y[row*dst.YStride : row*dst.YStride+w]
		for i, v := range from {
			to[i] = y[v]
		}
	}
	sx, sy := resample.Subsampling(m.SubsampleRatio)
	for row := 0; row*sy < h; row++ {
		at := row * dst.CStride
		for x := 0; x < w; x += sx {
			mean := meanLuma(m, x, row*sy, min(x+sx, w), min(row*sy+sy, h))
			dst.Cb[at], dst.Cr[at] = cb[mean], cr[mean]
			at++
		}
	}
	return dst
}

// meanLuma is the average Y of the pixels that a chroma sample covers.
func meanLuma(m *image.YCbCr, x0, y0, x1, y1 int) byte {
	sum, n := 0, (x1-x0)*(y1-y0)
	for y := y0; y < y1; y++ {
		for _, v := range m.Y[y*m.YStride+x0 : y*m.YStride+x1] {
			sum += int(v)
		}
	}
	return byte((sum + n/2) / n)
}
