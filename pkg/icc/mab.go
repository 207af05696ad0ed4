package icc

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// readAToB reads a lutAToBType (section 10.12): A curves, a table, M curves,
// a matrix and B curves, of which all but the last may be missing.
func readAToB(tag []byte, in int) (*lut, error) {
	l := &lut{inputs: in}
	offsets := [5]uint32{} // of B, matrix, M, table, A
	for i := range offsets {
		offsets[i] = binary.BigEndian.Uint32(tag[12+4*i:])
	}
	part := func(i int) ([]byte, error) {
		if uint64(offsets[i]) >= uint64(len(tag)) {
			return nil, errors.New("a part lies outside")
		}
		return tag[offsets[i]:], nil
	}
	read := [5]func([]byte) error{
		func(b []byte) error { return l.addCurveSet(b, 3) },
		l.addMatrix,
		func(b []byte) error { return l.addCurveSet(b, 3) },
		l.addTableOf,
		func(b []byte) error { return l.addCurveSet(b, in) },
	}
	if offsets[0] == 0 || offsets[3] == 0 && in != 3 {
		return nil, errors.New("a part is missing")
	}
	for i := 4; i >= 0; i-- {
		if offsets[i] == 0 {
			continue
		}
		b, err := part(i)
		if err == nil {
			err = read[i](b)
		}
		if err != nil {
			return nil, err
		}
	}
	return l, nil
}

// addCurveSet adds n curves, each of which begins at a multiple of four bytes.
func (l *lut) addCurveSet(b []byte, n int) error {
	curves := make([]curve, n)
	for i := range curves {
		c, size, err := readCurve(b)
		if err != nil {
			return err
		}
		curves[i] = c
		b = b[min((size+3)&^3, len(b)):]
	}
	l.addAll(curves)
	return nil
}

func (l *lut) addMatrix(b []byte) error {
	m, err := fixeds(b, 12)
	if err == nil {
		l.add(affine(m[:9], m[9:]))
	}
	return err
}

// addTableOf adds the table whose sides and width of samples stand before it.
func (l *lut) addTableOf(b []byte) error {
	if len(b) < 20 {
		return errors.New("it ends before its table")
	}
	var sides [4]int
	for i := range l.inputs {
		sides[i] = int(b[i])
	}
	bytes := int(b[16])
	if bytes != 1 && bytes != 2 {
		return fmt.Errorf("its table has %d bytes a sample", bytes)
	}
	_, err := l.addTable(b[20:], l.inputs, sides, bytes)
	return err
}
