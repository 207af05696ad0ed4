// Package filter smooths and sharpens pictures: operations in which a sample
// of the result hangs on samples around it.
//
// Rows flow through a filter from top to bottom, in 16 bits a sample whatever
// the picture has. No filter holds more than a few dozen rows, or a reduced
// copy of the picture, and none takes longer for a larger radius. Samples
// beyond an edge count as the nearest inside. A result may be written where
// the source is: row y is written when no row up to it is needed any more.
package filter

import (
	"context"
	"image"
)

// New returns a picture of m's type and size, for a result.
func New(m image.Image) image.Image {
	r := image.Rectangle{Max: m.Bounds().Size()}
	switch m := m.(type) {
	case *image.YCbCr:
		return image.NewYCbCr(r, m.SubsampleRatio)
	case *image.Gray:
		return image.NewGray(r)
	case *image.Gray16:
		return image.NewGray16(r)
	case *image.RGBA:
		return image.NewRGBA(r)
	case *image.RGBA64:
		return image.NewRGBA64(r)
	case *image.NRGBA64:
		return image.NewNRGBA64(r)
	}
	return image.NewNRGBA(r)
}

// stage takes the rows of a picture from top to bottom and hands on what it
// makes of them. A row is only lent: it is overwritten after the call.
type stage interface {
	// push takes the next row.
	push(row []uint16)
	// end says that there are no more rows.
	end()
}

// sink is the last stage: it numbers the rows.
type sink struct {
	y     int
	write func(y int, row []uint16)
}

func (s *sink) push(row []uint16) {
	s.write(s.y, row)
	s.y++
}

func (s *sink) end() {}

// every is how many rows are worked through between looks at the context.
const every = 64

// feed sends the rows of a plane through the stages that begin with first.
func feed(ctx context.Context, p plane, first stage) error {
	row := make([]uint16, p.width*p.channels)
	for y := range p.height {
		if y%every == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		p.read(y, row)
		first.push(row)
	}
	first.end()
	return ctx.Err()
}
