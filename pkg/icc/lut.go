package icc

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// values are those of a pixel on its way: up to four, with more or less a
// range from 0 to 1.
type values [4]float64

// stage is a step of that way.
type stage func(*values)

// lut is a profile's way from its colours to the connection space, as one
// of its AToB tags gives it.
type lut struct {
	inputs int
	shape  []curve // of each input, where the way begins with curves; or nil
	grid   int     // points a side of the table that follows, at the most; 0: no table
	rest   []stage // what follows
	legacy bool    // Lab is encoded as in version 2 with 16 bits
}

func (l *lut) add(s stage) { l.rest = append(l.rest, s) }

// readLUT reads an AToB tag, with three results.
func readLUT(tag []byte) (*lut, error) {
	if len(tag) < 32 {
		return nil, errors.New("it ends early")
	}
	in, out := int(tag[8]), int(tag[9])
	if in != 1 && in != 3 && in != 4 || out != 3 {
		return nil, fmt.Errorf("a table from %d to %d values is %w", in, out, ErrUnsupported)
	}
	switch kind := string(tag[:4]); kind {
	case "mft1", "mft2":
		return readTables(tag, in)
	case "mAB ":
		return readAToB(tag, in)
	default:
		return nil, fmt.Errorf("a tag of the type %q is %w", kind, ErrUnsupported)
	}
}

// readTables reads a lut8Type or lut16Type (sections 10.11 and 10.10).
func readTables(tag []byte, in int) (*lut, error) {
	l := &lut{inputs: in, grid: int(tag[10])}
	head, bytes, entries, exits := 48, 1, 256, 256
	if string(tag[:4]) == "mft2" {
		if len(tag) < 52 {
			return nil, errors.New("it ends early")
		}
		head, bytes, l.legacy = 52, 2, true
		entries, exits = int(binary.BigEndian.Uint16(tag[48:])), int(binary.BigEndian.Uint16(tag[50:]))
	}
	if entries < 2 || exits < 2 || entries > 4096 || exits > 4096 {
		return nil, fmt.Errorf("its curves have %d and %d samples", entries, exits)
	}
	if len(tag) < head {
		return nil, errors.New("it ends early")
	}
	if err := l.addMatrixOf(tag, in); err != nil {
		return nil, err
	}
	rest, err := l.addCurves(tag[head:], in, entries, bytes)
	if err != nil {
		return nil, err
	}
	sides := [4]int{l.grid, l.grid, l.grid, l.grid}
	used, err := l.addTable(rest, in, sides, bytes)
	if err != nil {
		return nil, err
	}
	_, err = l.addCurves(rest[used:], 3, exits, bytes)
	return l, err
}

// addMatrixOf adds the matrix of a lut8Type or lut16Type, if it is not the
// identity.
func (l *lut) addMatrixOf(tag []byte, in int) error {
	m, err := fixeds(tag[12:], 9)
	if err != nil {
		return err
	}
	if in == 3 && [9]float64(m) != [9]float64{1, 0, 0, 0, 1, 0, 0, 0, 1} {
		l.add(affine(m, []float64{0, 0, 0}))
	}
	return nil
}

// addCurves adds n curves of that many samples, and returns what follows
// them. The first that nothing precedes are the shape.
func (l *lut) addCurves(b []byte, n, entries, bytes int) ([]byte, error) {
	size := entries * bytes
	if len(b) < n*size {
		return nil, errors.New("it ends within its curves")
	}
	curves := make([]curve, n)
	for i := range curves {
		curves[i] = samples{b[i*size : (i+1)*size], bytes}.at
	}
	l.addAll(curves)
	return b[n*size:], nil
}

func (l *lut) addAll(curves []curve) {
	if l.shape == nil && len(l.rest) == 0 && len(curves) == l.inputs {
		l.shape = curves
		return
	}
	l.add(func(v *values) {
		for i, c := range curves {
			v[i] = c(v[i])
		}
	})
}

// addTable adds a table of colours, and returns its length in bytes.
func (l *lut) addTable(b []byte, in int, sides [4]int, bytes int) (int, error) {
	t := &table{in: in, sides: sides}
	points := 1
	for i := in - 1; i >= 0; i-- {
		t.steps[i] = 3 * points
		if sides[i] < 2 {
			return 0, fmt.Errorf("its table has %d points a side", sides[i])
		}
		points *= sides[i]
		if 3*points*bytes > len(b) {
			return 0, errors.New("it ends within its table")
		}
		l.grid = max(l.grid, sides[i])
	}
	t.colours = samples{b[:3*points*bytes], bytes}
	l.add(t.look)
	return 3 * points * bytes, nil
}

// affine is a 3 by 3 matrix, row by row, and an offset.
func affine(m, offset []float64) stage {
	return func(v *values) {
		x, y, z := v[0], v[1], v[2]
		for i := range 3 {
			v[i] = m[3*i]*x + m[3*i+1]*y + m[3*i+2]*z + offset[i]
		}
	}
}
