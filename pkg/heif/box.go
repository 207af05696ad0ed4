// Package heif reads the container of HEIC, HEIF and AVIF files: which coded
// pictures make up the photo, how they are turned, and what travels with
// them. It writes that of AVIF. It codes and decodes no pixels.
//
// The container is ISO/IEC 14496-12 (boxes) and 23008-12 (pictures). Nothing
// in a file is believed: every offset is checked against the file's end, and
// no list is longer than the file can hold.
package heif

import (
	"encoding/binary"
	"fmt"
)

// box is a box's type and what is in it.
type box struct {
	kind string
	body []byte
}

// nextBox takes the first box off data.
func nextBox(data []byte) (b box, rest []byte, err error) {
	if len(data) < 8 {
		return box{}, nil, fmt.Errorf("a box is cut off")
	}
	size, header := uint64(binary.BigEndian.Uint32(data)), uint64(8)
	kind := string(data[4:8])
	switch size {
	case 0: // to the end
		size = uint64(len(data))
	case 1:
		if len(data) < 16 {
			return box{}, nil, fmt.Errorf("box %q is cut off", kind)
		}
		size, header = binary.BigEndian.Uint64(data[8:]), 16
	}
	if size < header || size > uint64(len(data)) {
		return box{}, nil, fmt.Errorf("box %q is cut off", kind)
	}
	return box{kind, data[header:size]}, data[size:], nil
}

// boxes calls do for each box until one fails.
func boxes(data []byte, do func(b box) error) error {
	for len(data) > 0 {
		b, rest, err := nextBox(data)
		if err != nil {
			return err
		}
		if err := do(b); err != nil {
			return err
		}
		data = rest
	}
	return nil
}

// cursor reads numbers. After the end it reads zeros, and short says so.
type cursor struct {
	data  []byte
	short bool
}

// uint reads a big-endian number of 0 to 8 bytes.
func (c *cursor) uint(bytes int) uint64 {
	if len(c.data) < bytes {
		c.data, c.short = nil, true
		return 0
	}
	var n uint64
	for _, b := range c.data[:bytes] {
		n = n<<8 | uint64(b)
	}
	c.data = c.data[bytes:]
	return n
}

// fullBox reads the version and the flags that begin many boxes.
func (c *cursor) fullBox() (version byte, flags uint32) {
	n := c.uint(4)
	return byte(n >> 24), uint32(n & 0xffffff)
}

// text reads a string that ends with a zero byte.
func (c *cursor) text() string {
	for i, b := range c.data {
		if b == 0 {
			s := string(c.data[:i])
			c.data = c.data[i+1:]
			return s
		}
	}
	s := string(c.data)
	c.data = nil
	return s
}
