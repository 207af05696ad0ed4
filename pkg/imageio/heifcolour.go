package imageio

import (
	"errors"
	"fmt"
	"image"
)

// coefficients of a matrix of ITU-T H.273, table 4: the weights of red and of
// blue in luma.
func coefficients(matrix int) (kr, kb float64, ok bool) {
	switch matrix {
	case 1:
		return 0.2126, 0.0722, true
	case 2, 5, 6: // 2: not said; what most software takes it for
		return 0.299, 0.114, true
	case 4:
		return 0.30, 0.11, true
	case 7:
		return 0.212, 0.087, true
	case 9:
		return 0.2627, 0.0593, true
	}
	return 0, 0, false
}

// image makes a picture of the planes. Where they are what image.YCbCr is,
// they are used as they are; more than 8 bits become 16.
func (s *samples) image(alpha *samples, premultiplied bool) (image.Image, error) {
	_, _, known := coefficients(s.Matrix)
	if s.Chroma > 0 && !known && s.Matrix != 0 {
		return nil, fmt.Errorf("%w: colours by matrix %d", errors.ErrUnsupported, s.Matrix)
	}
	if s.Matrix == 0 && s.Chroma != 0 && s.Chroma != 3 {
		return nil, fmt.Errorf("%w: red, green and blue of different sizes", errors.ErrUnsupported)
	}
	kr, _, _ := coefficients(s.Matrix)
	switch {
	case alpha == nil && s.Chroma == 0:
		return s.grey(), nil
	case alpha == nil && s.Bits == 8 && s.Matrix != 0 && kr == 0.299:
		return s.yCbCr(), nil
	case s.Bits == 8 && (alpha == nil || alpha.Bits == 8):
		pix := s.interleave(alpha, 1)
		r := image.Rect(0, 0, s.width, s.height)
		if alpha == nil || premultiplied {
			return &image.RGBA{Pix: pix, Stride: 4 * s.width, Rect: r}, nil
		}
		return &image.NRGBA{Pix: pix, Stride: 4 * s.width, Rect: r}, nil
	}
	pix := s.interleave(alpha, 2)
	r := image.Rect(0, 0, s.width, s.height)
	if alpha == nil || premultiplied {
		return &image.RGBA64{Pix: pix, Stride: 8 * s.width, Rect: r}, nil
	}
	return &image.NRGBA64{Pix: pix, Stride: 8 * s.width, Rect: r}, nil
}

// levels returns, for each value of a sample, what it stands for: 0 to 1 for
// luma, -0.5 to 0.5 for chroma (ITU-T H.273, section 8.3).
func (s *samples) levels(chroma bool) []float32 {
	table := make([]float32, 1<<s.Bits)
	unit := float64(int(1) << (s.Bits - 8))
	low, span := 16*unit, 219*unit
	if chroma {
		low, span = 128*unit, 224*unit
	}
	if s.FullRange {
		span = float64(int(1)<<s.Bits - 1)
		if !chroma {
			low = 0
		}
	}
	for i := range table {
		table[i] = float32((float64(i) - low) / span)
	}
	return table
}

// at returns a sample; what is past the depth is cut.
func (s *samples) at(p plane, x, y int) int {
	if s.Bits == 8 {
		return int(p.pix[y*p.stride+x])
	}
	i := y*p.stride + 2*x
	return (int(p.pix[i]) | int(p.pix[i+1])<<8) & (1<<s.Bits - 1)
}

// grey keeps luma alone.
func (s *samples) grey() image.Image {
	levels := s.levels(false)
	r := image.Rect(0, 0, s.width, s.height)
	if s.Bits == 8 {
		m := image.NewGray(r)
		for i, v := range s.planes[0].pix {
			m.Pix[i] = byte(scaled(levels[v], 255))
		}
		return m
	}
	m := image.NewGray16(r)
	for y := range s.height {
		for x := range s.width {
			put16(m.Pix[y*m.Stride+2*x:], scaled(levels[s.at(s.planes[0], x, y)], 65535))
		}
	}
	return m
}

// yCbCr keeps the planes, stretched to the whole range where they are not.
func (s *samples) yCbCr() image.Image {
	ratio := [...]image.YCbCrSubsampleRatio{
		1: image.YCbCrSubsampleRatio420, 2: image.YCbCrSubsampleRatio422, 3: image.YCbCrSubsampleRatio444,
	}[s.Chroma]
	y, cb, cr := s.planes[0], s.planes[1], s.planes[2]
	if !s.FullRange {
		luma, chroma := s.levels(false), s.levels(true)
		var tables [2][256]byte
		for i := range 256 {
			tables[0][i] = byte(scaled(luma[i], 255))
			tables[1][i] = byte(min(max(int(chroma[i]*255+128.5), 0), 255))
		}
		for i, p := range s.planes {
			table := &tables[min(i, 1)]
			for k, v := range p.pix {
				p.pix[k] = table[v]
			}
		}
	}
	return &image.YCbCr{
		Y: y.pix, Cb: cb.pix, Cr: cr.pix, YStride: y.stride, CStride: cb.stride,
		SubsampleRatio: ratio, Rect: image.Rect(0, 0, s.width, s.height),
	}
}

// scaled rounds a level to an integer of 0 to most.
func scaled(level, most float32) int {
	return int(min(max(level, 0), 1)*most + 0.5)
}

func put16(b []byte, v int) { b[0], b[1] = byte(v>>8), byte(v) }

// interleave makes red, green, blue and alpha of the planes, of 1 or 2 bytes
// each. Chroma is that of the sample which covers a pixel.
func (s *samples) interleave(alpha *samples, bytes int) []byte {
	most := float32(255)
	if bytes == 2 {
		most = 65535
	}
	luma, chroma := s.levels(false), s.levels(true)
	var clear []float32
	if alpha != nil {
		clear = alpha.levels(false)
	}
	convert := s.converter(luma, chroma)
	pix := make([]byte, 4*bytes*s.width*s.height)
	sx, sy := s.subsampling(1)
	for y := range s.height {
		row := pix[4*bytes*s.width*y:]
		for x := range s.width {
			r, g, b := convert(x, y, x/sx, y/sy)
			a := float32(1)
			if alpha != nil {
				a = clear[alpha.at(alpha.planes[0], x, y)]
			}
			for i, v := range [...]float32{r, g, b, a} {
				if bytes == 1 {
					row[4*x+i] = byte(scaled(v, most))
				} else {
					put16(row[8*x+2*i:], scaled(v, most))
				}
			}
		}
	}
	return pix
}

// converter returns what makes red, green and blue of the samples at (x, y)
// of luma and (cx, cy) of chroma (ITU-T H.273, section 8.3).
func (s *samples) converter(luma, chroma []float32) func(x, y, cx, cy int) (r, g, b float32) {
	p := s.planes
	if s.Chroma == 0 {
		return func(x, y, _, _ int) (r, g, b float32) {
			v := luma[s.at(p[0], x, y)]
			return v, v, v
		}
	}
	if s.Matrix == 0 { // green, blue, red
		return func(x, y, _, _ int) (r, g, b float32) {
			return luma[s.at(p[2], x, y)], luma[s.at(p[0], x, y)], luma[s.at(p[1], x, y)]
		}
	}
	kr, kb, _ := coefficients(s.Matrix)
	kg := 1 - kr - kb
	red, blue := float32(2*(1-kr)), float32(2*(1-kb))
	greenRed, greenBlue := float32(2*(1-kr)*kr/kg), float32(2*(1-kb)*kb/kg)
	return func(x, y, cx, cy int) (r, g, b float32) {
		v, cb, cr := luma[s.at(p[0], x, y)], chroma[s.at(p[1], cx, cy)], chroma[s.at(p[2], cx, cy)]
		return v + red*cr, v - greenRed*cr - greenBlue*cb, v + blue*cb
	}
}
