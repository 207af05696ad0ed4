package imageio

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
)

// endsEarly reports whether the JPEG decoder ran out of data. It says so in
// its own words when that happens within a scan.
func endsEarly(err error) bool {
	var format jpeg.FormatError
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) ||
		errors.As(err, &format) && format == "short Huffman data"
}

// salvage decodes a JPEG that ends early. When only its end marker is
// missing, it is taken with a warning; what else is missing is grey, or the
// early end remains an error if tolerant is not set.
func salvage(data []byte, f frame, tolerant bool, decode func([]byte) (image.Image, error)) (image.Image, []string, error) {
	scans := scanStarts(data)
	ended := append(bytes.Clone(data), 0xff, markEOI)
	progressive := f.marker == 0xc2
	if !progressive && len(scans) == 1 {
		if m, err := decode(ended); err == nil {
			return m, []string{"the end marker is missing"}, nil
		}
	}
	if !tolerant || len(scans) == 0 {
		return nil, nil, io.ErrUnexpectedEOF
	}
	if progressive && len(scans) > 1 {
		// The scans before the last are whole, each finer than the one before.
		whole := append(bytes.Clone(data[:scans[len(scans)-1]]), 0xff, markEOI)
		if m, err := decode(whole); err == nil {
			return m, []string{fmt.Sprintf("the file ends early: decoded from its first %d scans", len(scans)-1)}, nil
		}
	}
	return salvageRows(ended, f, decode)
}

// scanStarts returns where the scans of a JPEG begin.
func scanStarts(data []byte) []int {
	var starts []int
	first := -1
	for s := range segments(data) {
		if s.marker == markSOS {
			first = s.at
		}
	}
	for at := first; at >= 0 && at+1 < len(data); {
		if data[at+1] == markSOS {
			starts = append(starts, at)
		}
		next := bytes.IndexByte(data[at+2:], 0xff)
		if next < 0 {
			break
		}
		at += 2 + next
	}
	return starts
}

// salvageRows finds how many rows of blocks can be decoded: it lowers the
// height in the frame header, by bisection, until the decoder does not run
// out of data, and puts the result on a grey canvas of the full size.
func salvageRows(data []byte, f frame, decode func([]byte) (image.Image, error)) (image.Image, []string, error) {
	blockHeight := 8
	for _, v := range f.v {
		if len(f.v) > 1 {
			blockHeight = max(blockHeight, 8*v)
		}
	}
	var best image.Image
	low, high := 0, (f.height+blockHeight-1)/blockHeight
	for high-low > 1 {
		rows := (low + high) / 2
		binary.BigEndian.PutUint16(data[f.at+5:], uint16(rows*blockHeight))
		if m, err := decode(data); err == nil {
			best, low = m, rows
		} else {
			high = rows
		}
	}
	if best == nil {
		return nil, nil, io.ErrUnexpectedEOF
	}
	warning := fmt.Sprintf("the file ends early: the lower %d of %d rows are missing", f.height-low*blockHeight, f.height)
	return onGrey(best, f.height), []string{warning}, nil
}

// onGrey returns m with grey rows added below.
func onGrey(m image.Image, height int) image.Image {
	r := image.Rect(0, 0, m.Bounds().Dx(), height)
	switch m := m.(type) {
	case *image.YCbCr:
		dst := image.NewYCbCr(r, m.SubsampleRatio)
		w, h := m.Rect.Dx(), m.Rect.Dy()
		cw, ch := chromaSize(m.SubsampleRatio, w, h)
		extend(dst.Y, dst.YStride, m.Y, m.YStride, w, h)
		extend(dst.Cb, dst.CStride, m.Cb, m.CStride, cw, ch)
		extend(dst.Cr, dst.CStride, m.Cr, m.CStride, cw, ch)
		return dst
	case *image.Gray:
		dst := image.NewGray(r)
		extend(dst.Pix, dst.Stride, m.Pix, m.Stride, m.Rect.Dx(), m.Rect.Dy())
		return dst
	case *image.RGBA:
		dst := image.NewRGBA(r)
		extend(dst.Pix, dst.Stride, m.Pix, m.Stride, 4*m.Rect.Dx(), m.Rect.Dy())
		for i := 3; i < len(dst.Pix); i += 4 {
			dst.Pix[i] = 0xff
		}
		return dst
	case *image.CMYK:
		dst := image.NewCMYK(r)
		extend(dst.Pix, dst.Stride, m.Pix, m.Stride, 4*m.Rect.Dx(), m.Rect.Dy())
		return dst
	}
	return m // no other type comes out of the JPEG decoder
}

// extend copies rows of bytes and fills what is left of dst with 128.
func extend(dst []byte, dstStride int, src []byte, srcStride, width, height int) {
	for y := range height {
		copy(dst[y*dstStride:y*dstStride+width], src[y*srcStride:])
	}
	rest := dst[min(height*dstStride, len(dst)):]
	for i := range rest {
		rest[i] = 128
	}
}
