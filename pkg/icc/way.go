package icc

import (
	"errors"
	"fmt"
	"math"
)

// way takes colours of a profile to linear light of sRGB, unclipped: 1 is
// white.
type way struct {
	space Space
	// Of a profile of three curves and a matrix, straight to light.
	curves [3]curve
	matrix *[9]float64
	// Of others: curves, a table and what else there is.
	lut *lut
}

// white is that of the connection space, D50 (section 7.2.16).
func white() [3]float64 { return [3]float64{0.9642, 1, 0.8249} }

// fromXYZ turns colours of the connection space into linear light of sRGB,
// whose primaries have been adapted to D50: the inverse of the colorants that
// the profile of IEC 61966-2-1 has.
func fromXYZ() [9]float64 {
	return invert([9]float64(adapted(sRGBPrimaries())))
}

// newWay finds the profile's way to the connection space: the table for the
// relative colorimetric intent, or that for any, or a matrix, in the order of
// section 8.10.
func newWay(p *Profile) (*way, error) {
	w := &way{space: p.Space}
	inputs := map[Space]int{Gray: 1, RGB: 3, CMYK: 4}[p.Space]
	if inputs == 0 {
		return nil, fmt.Errorf("a profile for %q is %w", p.Space, ErrUnsupported)
	}
	for _, name := range []string{"A2B1", "A2B0"} {
		if tag, has := p.tags[name]; has {
			l, err := readLUT(tag)
			if err == nil && l.inputs != inputs {
				err = fmt.Errorf("it is for %d values", l.inputs)
			}
			if err != nil {
				return nil, fmt.Errorf("its tag %s: %w", name, err)
			}
			w.lut = l
			l.finish(p.lab)
			return w, nil
		}
	}
	switch p.Space {
	case RGB:
		return w, w.readMatrix(p)
	case Gray:
		return w, w.readGray(p)
	}
	return nil, fmt.Errorf("a profile for %q without a table is %w", p.Space, ErrUnsupported)
}

// readMatrix reads the colorants and curves of a three-component matrix-based
// profile (section 8.3.3).
func (w *way) readMatrix(p *Profile) error {
	if p.lab {
		return errors.New("its matrix leads to Lab")
	}
	to, m := fromXYZ(), [9]float64{}
	for i, name := range []string{"r", "g", "b"} {
		colorant, err := p.xyz(name + "XYZ")
		if err != nil {
			return err
		}
		if w.curves[i], _, err = readCurve(p.tags[name+"TRC"]); err != nil {
			return fmt.Errorf("its tag %sTRC: %w", name, err)
		}
		for row := range 3 {
			m[3*row+i] = to[3*row]*colorant[0] + to[3*row+1]*colorant[1] + to[3*row+2]*colorant[2]
		}
	}
	w.matrix = &m
	return nil
}

// readGray reads a monochrome profile (section 8.3.4): its curve gives shares
// of the white, or of L* where the connection space is Lab.
func (w *way) readGray(p *Profile) error {
	c, _, err := readCurve(p.tags["kTRC"])
	if err != nil {
		return fmt.Errorf("its tag kTRC: %w", err)
	}
	l := &lut{inputs: 1}
	l.add(func(v *values) {
		y := c(v[0])
		if p.lab {
			y = lightOf((y*100 + 16) / 116)
		}
		*v = values{y, y, y}
	})
	w.lut = l
	return nil
}

// finish adds the steps from the encoding of the connection space to light.
func (l *lut) finish(lab bool) {
	to, w := fromXYZ(), white()
	if lab {
		scale := 1.0
		if l.legacy {
			scale = 65535.0 / 65280 // of 16 bits, section 10.10
		}
		l.add(func(v *values) {
			y := (v[0]*scale*100 + 16) / 116
			a, b := v[1]*scale*255-128, v[2]*scale*255-128
			v[0], v[1], v[2] = w[0]*lightOf(y+a/500), w[1]*lightOf(y), w[2]*lightOf(y-b/200)
		})
	} else {
		const most = 65535.0 / 32768 // section 6.3.4.2
		l.add(func(v *values) { v[0], v[1], v[2] = v[0]*most, v[1]*most, v[2]*most })
	}
	l.add(affine(to[:], []float64{0, 0, 0}))
}

// lightOf is the inverse of the function f of CIE 1976 L*a*b*.
func lightOf(t float64) float64 {
	if t > 6.0/29 {
		return t * t * t
	}
	return (t - 16.0/116) * 108 / 841
}

// light takes a colour all the way.
func (w *way) light(v values) values {
	if w.matrix != nil {
		for i, c := range w.curves {
			v[i] = c(v[i])
		}
		affine(w.matrix[:], []float64{0, 0, 0})(&v)
		return v
	}
	for i, c := range w.lut.shape {
		v[i] = c(v[i])
	}
	return w.afterShape(v)
}

// afterShape is light for values that have passed the first curves.
func (w *way) afterShape(v values) values {
	for _, s := range w.lut.rest {
		s(&v)
	}
	return v
}

// encoded is light in the encoding of sRGB, unclipped but bounded.
func encoded(v values) values {
	for i := range 3 {
		x := EncodeSRGB(v[i])
		if math.IsNaN(x) {
			x = 0
		}
		v[i] = min(max(x, -1), 2)
	}
	return v
}

// luminance is the share of white's light, of linear sRGB.
func luminance(v values) float64 { return 0.2126*v[0] + 0.7152*v[1] + 0.0722*v[2] }
