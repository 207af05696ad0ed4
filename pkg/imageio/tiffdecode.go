package imageio

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"image"
	"io"

	"golang.org/x/image/tiff"
	"golang.org/x/image/tiff/lzw"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/jpeg"
	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// decodeTIFF reads the first page: by x/image what that can, and by itself
// inks, separate planes, YCbCr, and JPEGs inside.
func decodeTIFF(r reader, data []byte) (image.Image, error) {
	l, err := parseLayout(data)
	own := err == nil && (l.samples > 4 || l.photometric == pageCMYK || l.photometric == pageYCbCr || l.separate || l.compression == 7)
	if own {
		return l.decode(r.ctx)
	}
	m, theirs := tiff.Decode(r)
	var gap tiff.UnsupportedError
	switch {
	case theirs == nil:
		return m, nil
	case fault.KindOf(err) == fault.Unsupported:
		return nil, err // it says of what kind the file is
	case !errors.As(theirs, &gap):
		return nil, theirs
	case err != nil:
		return nil, err
	}
	return l.decode(r.ctx)
}

func (l *tiffLayout) decode(ctx context.Context) (image.Image, error) {
	if l.compression == 7 {
		return l.decodeJPEGs(ctx)
	}
	if l.photometric == pageYCbCr {
		return l.decodeYCbCr(ctx)
	}
	wide := l.sampleBytes()
	if err := l.plausible(); err != nil {
		return nil, err
	}
	pix := make([]byte, l.size.X*l.size.Y*l.samples*wide)
	for plane := range l.planes() {
		for n := range l.columns() * l.rows() {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if err := l.place(pix, plane, n); err != nil {
				return nil, err
			}
		}
	}
	if l.photometric == pagePalette {
		return l.paletted(pix), nil
	}
	if wide == 1 {
		return l.picture8(pix), nil
	}
	return l.picture16(pix), nil
}

// place unpacks chunk n of a plane into pix, in which samples are interleaved.
func (l *tiffLayout) place(pix []byte, plane, n int) error {
	wide, inChunk := l.sampleBytes(), l.samples
	if l.separate {
		inChunk = 1
	}
	x0, y0 := n%l.columns()*l.chunk.X, n/l.columns()*l.chunk.Y
	rows := min(l.chunk.Y, l.size.Y-y0)
	stride := (l.chunk.X*inChunk*l.bits + 7) / 8
	data, err := l.unpack(plane*l.columns()*l.rows()+n, stride*rows)
	if err != nil {
		return err
	}
	width := min(l.chunk.X, l.size.X-x0)
	for y := range rows {
		row := data[y*stride : (y+1)*stride]
		if l.bits < 8 {
			row = l.spread(row, width)
		}
		l.undoPredictor(row, inChunk)
		to := pix[((y0+y)*l.size.X+x0)*l.samples*wide:]
		if !l.separate {
			copy(to, row[:width*inChunk*wide])
			continue
		}
		for x := range width {
			copy(to[(x*l.samples+plane)*wide:], row[x*wide:(x+1)*wide])
		}
	}
	return nil
}

// sampleBytes is how many bytes a sample takes once it is unpacked.
func (l *tiffLayout) sampleBytes() int { return (l.bits + 7) / 8 }

// spread gives each sample of less than 8 bits a byte; greys are scaled.
func (l *tiffLayout) spread(row []byte, width int) []byte {
	out := make([]byte, width)
	scale := byte(1)
	if l.photometric != pagePalette {
		scale = 255 / (1<<l.bits - 1)
	}
	perByte := 8 / l.bits
	for x := range out {
		shift := 8 - l.bits*(x%perByte+1)
		out[x] = row[x/perByte] >> shift & (1<<l.bits - 1) * scale
	}
	return out
}

// undoPredictor adds up the differences between neighbours (TIFF 6.0, section
// 14).
func (l *tiffLayout) undoPredictor(row []byte, samples int) {
	if l.predictor != 2 || l.bits < 8 {
		return
	}
	if l.bits == 8 {
		for i := samples; i < len(row); i++ {
			row[i] += row[i-samples]
		}
		return
	}
	for i := 2 * samples; i+2 <= len(row); i += 2 {
		l.Order.PutUint16(row[i:], l.Order.Uint16(row[i:])+l.Order.Uint16(row[i-2*samples:]))
	}
}

// unpack returns the first size bytes of a chunk, unpacked; they may be
// changed.
func (l *tiffLayout) unpack(n, size int) ([]byte, error) {
	packed, err := l.data(n)
	if err != nil {
		return nil, err
	}
	if int64(len(packed))*l.mostPacked() < int64(size) {
		return nil, errTIFFEnds
	}
	var r io.Reader = bytes.NewReader(packed)
	switch l.compression {
	case 5:
		r = lzw.NewReader(r, lzw.MSB, 8)
	case 8, 32946:
		if r, err = zlib.NewReader(r); err != nil {
			return nil, err
		}
	case 32773:
		return unpackBits(packed, size)
	}
	out := make([]byte, size)
	if _, err := io.ReadFull(r, out); err != nil {
		return nil, fmt.Errorf("the file ends early: %w", err)
	}
	return out, nil
}

// unpackBits unpacks runs of bytes (TIFF 6.0, section 9).
func unpackBits(packed []byte, size int) ([]byte, error) {
	out := make([]byte, 0, size)
	for len(out) < size {
		if len(packed) < 2 {
			return nil, io.ErrUnexpectedEOF
		}
		switch n := int(int8(packed[0])); {
		case n >= 0:
			if len(packed) < n+2 {
				return nil, io.ErrUnexpectedEOF
			}
			out = append(out, packed[1:n+2]...)
			packed = packed[n+2:]
		case n == -128:
			packed = packed[1:]
		default:
			out = append(out, bytes.Repeat(packed[1:2], 1-n)...)
			packed = packed[2:]
		}
	}
	return out[:size], nil
}

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
