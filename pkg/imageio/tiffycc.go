package imageio

import (
	"context"
	"image"

	"github.com/photoq/photoq/pkg/jpeg"
	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// decodeYCbCr reads units of luma samples and the chroma that they share
// (TIFF 6.0, section 21).
func (l *tiffLayout) decodeYCbCr(ctx context.Context) (image.Image, error) {
	sx, sy := l.sub[0], l.sub[1]
	ratio, known := image.YCbCrSubsampleRatio444, false
	for r := image.YCbCrSubsampleRatio444; r <= image.YCbCrSubsampleRatio410; r++ {
		if x, y := ycc.Subsampling(r); x == sx && y == sy {
			ratio, known = r, true
		}
	}
	if !known {
		return nil, unsupported(convertHint, "TIFF with chroma at 1/%d x 1/%d is not read", sx, sy)
	}
	if err := l.plausible(); err != nil {
		return nil, err
	}
	m := image.NewYCbCr(image.Rectangle{Max: l.size}, ratio)
	across, down := (l.chunk.X+sx-1)/sx, (l.chunk.Y+sy-1)/sy
	unit := sx*sy + 2
	for n := range l.columns() * l.rows() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		x0, y0 := n%l.columns()*l.chunk.X, n/l.columns()*l.chunk.Y
		if x0%sx != 0 || y0%sy != 0 {
			return nil, unsupported(convertHint, "TIFF with chroma across strips is not read")
		}
		high := min(down, (l.size.Y-y0+sy-1)/sy)
		data, err := l.unpack(n, across*high*unit)
		if err != nil {
			return nil, err
		}
		for u := range across * high {
			placeUnit(m, data[u*unit:(u+1)*unit], x0+u%across*sx, y0+u/across*sy, sx, sy)
		}
	}
	return m, nil
}

// placeUnit puts a unit's samples where they belong, as far as that is inside.
func placeUnit(m *image.YCbCr, unit []byte, x, y, sx, sy int) {
	for dy := range sy {
		for dx := range sx {
			if x+dx < m.Rect.Max.X && y+dy < m.Rect.Max.Y {
				m.Y[m.YOffset(x+dx, y+dy)] = unit[dy*sx+dx]
			}
		}
	}
	if x < m.Rect.Max.X && y < m.Rect.Max.Y {
		at := m.COffset(x, y)
		m.Cb[at], m.Cr[at] = unit[sx*sy], unit[sx*sy+1]
	}
}

// decodeJPEGs reads chunks that are JPEGs, whose tables may be apart (TIFF
// Technical Note 2).
func (l *tiffLayout) decodeJPEGs(ctx context.Context) (image.Image, error) {
	if l.photometric == pageCMYK {
		return nil, unsupported(convertHint, "TIFF with a JPEG of CMYK colours inside is not read")
	}
	channels := 4
	if l.samples == 1 {
		channels = 1
	}
	pix := make([]byte, l.size.X*l.size.Y*channels)
	for n := range l.columns() * l.rows() {
		data, err := l.data(n)
		if err != nil {
			return nil, err
		}
		if len(l.tables) > 4 && len(data) > 2 {
			data = append(append([]byte{}, l.tables[:len(l.tables)-2]...), data[2:]...)
		}
		h, err := jpeg.ReadHeader(data)
		if err != nil {
			return nil, jpegError(err, false)
		}
		if h.Width > l.chunk.X || h.Height > l.chunk.Y {
			return nil, unreadable("decode tiff: a JPEG is larger than its place")
		}
		m, _, err := jpeg.Decode(ctx, data, jpeg.DecodeOptions{})
		if err != nil {
			return nil, jpegError(err, false)
		}
		at := image.Pt(n%l.columns()*l.chunk.X, n/l.columns()*l.chunk.Y)
		if err := l.placeJPEG(pix, channels, m, at); err != nil {
			return nil, err
		}
	}
	r := image.Rectangle{Max: l.size}
	if channels == 1 {
		return &image.Gray{Pix: pix, Stride: l.size.X, Rect: r}, nil
	}
	return &image.RGBA{Pix: pix, Stride: 4 * l.size.X, Rect: r}, nil
}

// placeJPEG puts a chunk's picture where it belongs.
func (l *tiffLayout) placeJPEG(pix []byte, channels int, m image.Image, at image.Point) error {
	var from []byte
	stride := 0
	switch m := m.(type) {
	case *image.Gray:
		from, stride = m.Pix, m.Stride
	case *image.RGBA:
		from, stride = m.Pix, m.Stride
	case *image.YCbCr:
		rgba := ycc.RGBA(m)
		if l.photometric == pageRGB {
			// Without a marker that says so, the decoder cannot know.
			if m.SubsampleRatio != image.YCbCrSubsampleRatio444 {
				return unsupported(convertHint, "TIFF with this kind of JPEG inside is not read")
			}
			for y := range m.Rect.Dy() {
				for x := range m.Rect.Dx() {
					to := rgba.Pix[y*rgba.Stride+4*x:]
					to[0], to[1], to[2] = m.Y[y*m.YStride+x], m.Cb[y*m.CStride+x], m.Cr[y*m.CStride+x]
				}
			}
		}
		from, stride = rgba.Pix, rgba.Stride
	}
	if _, grey := m.(*image.Gray); from == nil || grey != (channels == 1) {
		return unreadable("decode tiff: a JPEG is of other colours than its place")
	}
	width := min(m.Bounds().Dx(), l.size.X-at.X)
	for y := range min(m.Bounds().Dy(), l.size.Y-at.Y) {
		copy(pix[((at.Y+y)*l.size.X+at.X)*channels:], from[y*stride:y*stride+width*channels])
	}
	return nil
}
