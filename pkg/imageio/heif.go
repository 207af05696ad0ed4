package imageio

import (
	"image"

	"github.com/photoq/photoq/pkg/heif"
	"github.com/photoq/photoq/pkg/heif/codec"
	"github.com/photoq/photoq/pkg/icc"
)

// heifHeader reads the container of a HEIC, HEIF or AVIF file.
func heifHeader(f Format, data []byte) (Header, error) {
	h := Header{Format: f}
	file, err := heif.Parse(data)
	if err != nil {
		return h, unreadable("%s: %w", f.title(), err)
	}
	for _, p := range []*heif.Picture{file.Main, file.Alpha} {
		if p == nil {
			continue
		}
		if k := codec.Kind(p.Codec); k != codec.HEVC && k != codec.AV1 {
			return h, unsupported(convertHint, "%s whose picture is of type %q is not read", f.title(), p.Codec)
		}
	}
	h.heif = file
	h.frame, h.turn = placed(file.Main)
	h.Width, h.Height = h.frame.Dx(), h.frame.Dy()
	h.Memory = heifMemory(file)
	return h, nil
}

// placed returns the part of the coded picture that is the photo, and how it
// is turned.
func placed(p *heif.Picture) (image.Rectangle, Orientation) {
	part, turn := image.Rectangle{Max: p.Size}, Upright
	for _, c := range p.Changes {
		switch {
		case !c.Crop.Empty():
			// The cut is in the picture as it is turned so far.
			part = turn.inverse().place(c.Crop, turn.After(part.Size())).Add(part.Min)
		case c.Mirror == 'x':
			turn = turn.then(MirrorX)
		case c.Mirror == 'y':
			turn = turn.then(MirrorY)
		default:
			for range c.Turn {
				turn = turn.then(Rotate270)
			}
		}
	}
	return part, turn
}

// inverse undoes o.
func (o Orientation) inverse() Orientation {
	switch o {
	case Rotate90:
		return Rotate270
	case Rotate270:
		return Rotate90
	}
	return o
}

// then is o, and next after it.
func (o Orientation) then(next Orientation) Orientation {
	product := multiply(next.matrix(), o.matrix())
	for p := Upright; p <= Rotate270; p++ {
		if p.matrix() == product {
			return p
		}
	}
	return Upright // cannot happen: the eight are a group
}

// matrix is where o takes (1, 0) and (0, 1), in columns.
func (o Orientation) matrix() [4]int {
	return [...][4]int{
		{1, 0, 0, 1}, {1, 0, 0, 1}, {-1, 0, 0, 1}, {-1, 0, 0, -1}, {1, 0, 0, -1},
		{0, 1, 1, 0}, {0, -1, 1, 0}, {0, -1, -1, 0}, {0, 1, -1, 0},
	}[o]
}

func multiply(a, b [4]int) [4]int {
	return [4]int{
		a[0]*b[0] + a[1]*b[2], a[0]*b[1] + a[1]*b[3],
		a[2]*b[0] + a[3]*b[2], a[2]*b[1] + a[3]*b[3],
	}
}

// heifMemory is what decoding holds: a decoder for a tile, samples of two
// bytes for all planes, and the result, once more where it is cut or turned.
func heifMemory(f *heif.File) int64 {
	size := f.Main.Size
	samples, result := int64(6), int64(16)
	if f.Main.Bits == 8 && f.Alpha == nil {
		samples, result = 3, 8
	}
	tile := saturate(f.Main.Tile.X, f.Main.Tile.Y, 1)
	if f.Alpha != nil {
		tile = max(tile, saturate(f.Alpha.Tile.X, f.Alpha.Tile.Y, 1))
		samples += 2
	}
	if tile > 1<<50 {
		return tile
	}
	return saturate(size.X, size.Y, samples+result) + codec.Memory(codec.Kind(f.Main.Codec), tile, f.Main.Bits)
}

// heifExtras hands on what the container holds besides pixels. The container
// says how the photo is turned; what EXIF says of that has been done already.
func heifExtras(h Header) extras {
	var x extras
	f := h.heif
	x.EXIF, x.XMP = f.EXIF, f.XMP
	x.orientation = h.turn
	x.icc = f.Main.ICC
	if c := f.Main.Colour; x.icc == nil && c != nil {
		profile, err := icc.FromCICP(c.Primaries, c.Transfer)
		if err != nil {
			x.warn("colours taken for sRGB: %v", err)
		}
		x.icc = profile
	}
	return x
}
