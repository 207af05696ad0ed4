package jpeg

import (
	"image"

	"github.com/photoq/photoq/pkg/jpeg/dct"
)

// patchPlaces tells which MCUs are touched.
type patchPlaces struct {
	wide, high int               // MCUs
	touched    []image.Rectangle // in MCUs, none empty
	row        []bool            // of the row that at was called for
}

func newPatchPlaces(h Header, touched []image.Rectangle) *patchPlaces {
	mcu := h.MCU()
	p := &patchPlaces{wide: ceilDiv(h.Width, mcu.X), high: ceilDiv(h.Height, mcu.Y)}
	for _, r := range touched {
		r = r.Intersect(image.Rect(0, 0, h.Width, h.Height))
		if !r.Empty() {
			p.touched = append(p.touched, image.Rect(
				r.Min.X/mcu.X, r.Min.Y/mcu.Y, ceilDiv(r.Max.X, mcu.X), ceilDiv(r.Max.Y, mcu.Y)))
		}
	}
	p.row = make([]bool, p.wide)
	return p
}

// at returns which MCUs of row y are touched. The answer holds until the next
// call.
func (p *patchPlaces) at(y int) []bool {
	clear(p.row)
	for _, r := range p.touched {
		if y >= r.Min.Y && y < r.Max.Y {
			for x := r.Min.X; x < r.Max.X; x++ {
				p.row[x] = true
			}
		}
	}
	return p.row
}

// replace makes the blocks of the MCU in column x and row y those of the
// edited picture.
func (c *Coefficients) replace(from *patchSource, x, y int) {
	for i, component := range c.Components {
		p := &c.Planes[i]
		across, down := component.H, component.V
		if len(c.Components) == 1 {
			across, down = 1, 1
		}
		var last int16
		for dy := range down {
			for dx := range across {
				to := &p.Blocks[(y*down+dy)*p.Stride+x*across+dx]
				if b, _, ok := from.at(i, x*across+dx, y*down+dy); ok {
					*to = *b
				} else {
					*to = dct.Block{last}
				}
				last = to[0]
			}
		}
	}
}
