package metadata

import "github.com/photoq/photoq/pkg/metadata/ifd"

// Density is how many pixels there are to a length, across and down. The zero
// value says nothing.
type Density struct {
	X, Y uint32
	Unit Unit
}

// Unit is what a density is to.
type Unit byte

// The units of density. A Ratio tells only the shape of a pixel.
const (
	Ratio Unit = iota
	PerInch
	PerCentimetre
	PerMetre
)

// In returns the density in another unit, rounded; zero for one that cannot be
// told in it.
func (d Density) In(u Unit) Density {
	if d.Unit == u || d == (Density{}) {
		return d
	}
	if d.Unit == Ratio || u == Ratio {
		return Density{}
	}
	// Lengths in tenths of a millimetre.
	length := func(u Unit) uint64 {
		switch u {
		case PerInch:
			return 254
		case PerCentimetre:
			return 100
		}
		return 10000
	}
	convert := func(n uint32) uint32 { return uint32((uint64(n)*length(u) + length(d.Unit)/2) / length(d.Unit)) }
	out := Density{convert(d.X), convert(d.Y), u}
	if out.X == 0 || out.Y == 0 {
		return Density{}
	}
	return out
}

// densityOf returns the density that a block of EXIF tells, rounded; zero if
// none.
func densityOf(exif []byte) Density {
	b, err := parse(exif)
	if err != nil {
		return Density{}
	}
	tags := b.First()
	d := Density{X: rounded(b, tags, 0x011a), Y: rounded(b, tags, 0x011b), Unit: PerInch}
	switch unit, has := ifd.Find(tags, 0x0128); {
	case !has:
	case b.Lookup([]ifd.Entry{unit}, 0x0128) == 3:
		d.Unit = PerCentimetre
	case b.Lookup([]ifd.Entry{unit}, 0x0128) == 1:
		d.Unit = Ratio
	}
	if d.X == 0 || d.Y == 0 {
		return Density{}
	}
	return d
}

// rounded returns a fraction as a whole number; 0 if there is none.
func rounded(b ifd.Block, tags []ifd.Entry, tag uint16) uint32 {
	e, ok := ifd.Find(tags, tag)
	if !ok || e.Kind != ifd.Rational || len(e.Value) < 8 {
		return 0
	}
	over, under := uint64(b.Order.Uint32(e.Value)), uint64(b.Order.Uint32(e.Value[4:]))
	if under == 0 {
		return 0
	}
	return uint32((over + under/2) / under)
}
