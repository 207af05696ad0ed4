package imageio

import (
	"encoding/binary"
	"image"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// Orientation says how a stored picture has to be turned to be upright, in
// the numbers of EXIF's tag 274 (TIFF 6.0, page 36).
type Orientation int

// The eight orientations, named after what makes the picture upright.
const (
	Upright    Orientation = 1 // nothing
	MirrorX    Orientation = 2 // left and right exchanged
	Rotate180  Orientation = 3
	MirrorY    Orientation = 4 // top and bottom exchanged
	Transpose  Orientation = 5 // mirrored along the main diagonal
	Rotate90   Orientation = 6 // turned clockwise
	Transverse Orientation = 7 // mirrored along the other diagonal
	Rotate270  Orientation = 8 // turned counter-clockwise
)

// Valid reports whether o is one of the eight.
func (o Orientation) Valid() bool { return o >= Upright && o <= Rotate270 }

// Swaps reports whether width and height change places.
func (o Orientation) Swaps() bool { return o >= Transpose && o <= Rotate270 }

// mirrors reports whether the source is read from its right and its lower
// edge.
func (o Orientation) mirrors() (x, y bool) {
	switch o {
	case MirrorX, Rotate270:
		return true, false
	case Rotate180, Transverse:
		return true, true
	case MirrorY, Rotate90:
		return false, true
	}
	return false, false
}

// After returns the size of a picture of that size when it is turned.
func (o Orientation) After(size image.Point) image.Point {
	if o.Swaps() {
		return image.Pt(size.Y, size.X)
	}
	return size
}

// place returns where the part r of a picture of that size is when the
// picture is turned.
func (o Orientation) place(r image.Rectangle, size image.Point) image.Rectangle {
	mirrorX, mirrorY := o.mirrors()
	if mirrorX {
		r.Min.X, r.Max.X = size.X-r.Max.X, size.X-r.Min.X
	}
	if mirrorY {
		r.Min.Y, r.Max.Y = size.Y-r.Max.Y, size.Y-r.Min.Y
	}
	if o.Swaps() {
		r = image.Rect(r.Min.Y, r.Min.X, r.Max.Y, r.Max.X)
	}
	return r
}

// Orient returns the picture turned as o says; m itself when that is not at
// all. The result is of m's type, has its bounds' minimum at (0, 0) and
// shares no pixels with m. No value changes: where the chroma of a YCbCr
// picture cannot be turned exactly (odd sizes, 4:1:1 and 4:1:0 on their
// side), the result is 4:4:4. Types other than those of Photo.Image are
// turned into one of them first.
func Orient(m image.Image, o Orientation) image.Image {
	if !o.Valid() || o == Upright {
		return m
	}
	m = normalize(m)
	r := image.Rect(0, 0, m.Bounds().Dx(), m.Bounds().Dy())
	if o.Swaps() {
		r.Max.X, r.Max.Y = r.Max.Y, r.Max.X
	}
	switch m := m.(type) {
	case *image.YCbCr:
		return orientYCbCr(m, o, r)
	case *image.Gray:
		dst := image.NewGray(r)
		orientPlane(plane{dst.Pix, dst.Stride, r.Dx(), r.Dy()}, plane{m.Pix, m.Stride, m.Rect.Dx(), m.Rect.Dy()}, 1, o)
		return dst
	case *image.Gray16:
		dst := image.NewGray16(r)
		orientPlane(plane{dst.Pix, dst.Stride, r.Dx(), r.Dy()}, plane{m.Pix, m.Stride, m.Rect.Dx(), m.Rect.Dy()}, 2, o)
		return dst
	case *image.RGBA:
		dst := image.NewRGBA(r)
		orientPlane(plane{dst.Pix, dst.Stride, r.Dx(), r.Dy()}, plane{m.Pix, m.Stride, m.Rect.Dx(), m.Rect.Dy()}, 4, o)
		return dst
	case *image.NRGBA:
		dst := image.NewNRGBA(r)
		orientPlane(plane{dst.Pix, dst.Stride, r.Dx(), r.Dy()}, plane{m.Pix, m.Stride, m.Rect.Dx(), m.Rect.Dy()}, 4, o)
		return dst
	case *image.RGBA64:
		dst := image.NewRGBA64(r)
		orientPlane(plane{dst.Pix, dst.Stride, r.Dx(), r.Dy()}, plane{m.Pix, m.Stride, m.Rect.Dx(), m.Rect.Dy()}, 8, o)
		return dst
	case *image.NRGBA64:
		dst := image.NewNRGBA64(r)
		orientPlane(plane{dst.Pix, dst.Stride, r.Dx(), r.Dy()}, plane{m.Pix, m.Stride, m.Rect.Dx(), m.Rect.Dy()}, 8, o)
		return dst
	}
	return m // cannot happen: normalize returns nothing else
}

func orientYCbCr(m *image.YCbCr, o Orientation, r image.Rectangle) *image.YCbCr {
	ratio, exact := turned(m, o)
	if !exact {
		m, ratio = expandChroma(m), image.YCbCrSubsampleRatio444
	}
	dst := image.NewYCbCr(r, ratio)
	w, h := m.Rect.Dx(), m.Rect.Dy()
	orientPlane(plane{dst.Y, dst.YStride, r.Dx(), r.Dy()}, plane{m.Y, m.YStride, w, h}, 1, o)
	cw, ch := chromaSize(dst.SubsampleRatio, r.Dx(), r.Dy())
	sw, sh := chromaSize(m.SubsampleRatio, w, h)
	orientPlane(plane{dst.Cb, dst.CStride, cw, ch}, plane{m.Cb, m.CStride, sw, sh}, 1, o)
	orientPlane(plane{dst.Cr, dst.CStride, cw, ch}, plane{m.Cr, m.CStride, sw, sh}, 1, o)
	return dst
}

// turned returns the subsampling of m after o, and whether each chroma
// sample still covers the same pixels then.
func turned(m *image.YCbCr, o Orientation) (image.YCbCrSubsampleRatio, bool) {
	sx, sy := ycc.Subsampling(m.SubsampleRatio)
	mirrorX, mirrorY := o.mirrors()
	if mirrorX && m.Rect.Dx()%sx != 0 || mirrorY && m.Rect.Dy()%sy != 0 {
		return 0, false
	}
	if !o.Swaps() {
		return m.SubsampleRatio, true
	}
	switch m.SubsampleRatio {
	case image.YCbCrSubsampleRatio422:
		return image.YCbCrSubsampleRatio440, true
	case image.YCbCrSubsampleRatio440:
		return image.YCbCrSubsampleRatio422, true
	case image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio420:
		return m.SubsampleRatio, true
	}
	return 0, false
}

// plane is a rectangle of pixels of some bytes each; the stride is in bytes.
type plane struct {
	pix           []byte
	stride        int
	width, height int // in pixels
}

// tile is the side of the squares that are turned at a time, in pixels: two
// of them fit into the first-level cache.
const tile = 32

// orientPlane copies src to dst as o says. The pixel of dst at (x, y) is the
// one of src at the offset start + x*dx + y*dy.
func orientPlane(dst, src plane, size int, o Orientation) {
	if dst.width == 0 || dst.height == 0 {
		return
	}
	start, dx, dy := 0, size, src.stride
	mirrorX, mirrorY := o.mirrors()
	if mirrorX {
		start, dx = start+(src.width-1)*size, -dx
	}
	if mirrorY {
		start, dy = start+(src.height-1)*src.stride, -dy
	}
	if o.Swaps() {
		dx, dy = dy, dx
	}
	for y0 := 0; y0 < dst.height; y0 += tile {
		for x0 := 0; x0 < dst.width; x0 += tile {
			x1, y1 := min(x0+tile, dst.width), min(y0+tile, dst.height)
			for y := y0; y < y1; y++ {
				row := dst.pix[y*dst.stride+x0*size : y*dst.stride+x1*size]
				gather(row, src.pix, start+x0*dx+y*dy, dx, size)
			}
		}
	}
}

// gather fills row with pixels of src, from the offset at on, each step
// bytes after the one before.
func gather(row, src []byte, at, step, size int) {
	switch {
	case step == size:
		copy(row, src[at:at+len(row)])
	case size == 1:
		for i := range row {
			row[i] = src[at]
			at += step
		}
	case size == 2:
		for ; len(row) >= 2; row = row[2:] {
			binary.NativeEndian.PutUint16(row, binary.NativeEndian.Uint16(src[at:]))
			at += step
		}
	case size == 4:
		for ; len(row) >= 4; row = row[4:] {
			binary.NativeEndian.PutUint32(row, binary.NativeEndian.Uint32(src[at:]))
			at += step
		}
	default:
		for ; len(row) >= 8; row = row[8:] {
			binary.NativeEndian.PutUint64(row, binary.NativeEndian.Uint64(src[at:]))
			at += step
		}
	}
}
