package imageio

import (
	"context"
	"errors"
	"image"

	"golang.org/x/image/tiff"

	"github.com/photoq/photoq/pkg/fault"
)

// decodeTIFF reads the first page: by x/image what that can, and by itself
// inks, separate planes, YCbCr, L*a*b*, JPEGs inside, faxes (which x/image
// turns to their negative where black is 0), and BigTIFFs.
func decodeTIFF(r reader, data []byte) (image.Image, error) {
	l, err := parseLayout(data)
	if err == nil && l.needsOwn() {
		return l.decode(r.ctx)
	}
	if l != nil && l.Big() {
		return nil, err
	}
	m, theirs := tiff.Decode(r)
	var gap tiff.UnsupportedError
	switch {
	case theirs == nil:
		return m, nil
	case fault.KindOf(err) == fault.Unsupported:
		return nil, err // it says of what kind the file is
	case !errors.As(theirs, &gap):
		return nil, theirs
	case err != nil:
		return nil, err
	}
	return l.decode(r.ctx)
}

func (l *tiffLayout) needsOwn() bool {
	switch l.photometric {
	case pageCMYK, pageYCbCr, pageCIELab, pageICCLab:
		return true
	}
	return l.Big() || l.samples > 4 || l.separate || l.reversed || l.compression == packJPEG || l.compression == packGroup4
}

func (l *tiffLayout) decode(ctx context.Context) (image.Image, error) {
	if l.compression == packJPEG {
		return l.decodeJPEGs(ctx)
	}
	if l.photometric == pageYCbCr {
		return l.decodeYCbCr(ctx)
	}
	wide := l.sampleBytes()
	if err := l.plausible(); err != nil {
		return nil, err
	}
	pix := make([]byte, l.size.X*l.size.Y*l.samples*wide)
	for plane := range l.planes() {
		for n := range l.columns() * l.rows() {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if err := l.place(pix, plane, n); err != nil {
				return nil, err
			}
		}
	}
	if l.photometric == pagePalette {
		return l.paletted(pix), nil
	}
	if l.isLab() {
		return l.pictureLab(pix), nil
	}
	if wide == 1 {
		return l.picture8(pix), nil
	}
	return l.picture16(pix), nil
}

// place unpacks chunk n of a plane into pix, in which samples are interleaved.
func (l *tiffLayout) place(pix []byte, plane, n int) error {
	wide, inChunk := l.sampleBytes(), l.samples
	if l.separate {
		inChunk = 1
	}
	x0, y0 := n%l.columns()*l.chunk.X, n/l.columns()*l.chunk.Y
	rows := min(l.chunk.Y, l.size.Y-y0)
	stride := (l.chunk.X*inChunk*l.bits + 7) / 8
	data, err := l.unpack(plane*l.columns()*l.rows()+n, stride*rows)
	if err != nil {
		return err
	}
	width := min(l.chunk.X, l.size.X-x0)
	for y := range rows {
		row := data[y*stride : (y+1)*stride]
		if l.bits < 8 {
			row = l.spread(row, width)
		}
		l.undoPredictor(row, inChunk)
		row = l.narrow(row, inChunk, plane)
		to := pix[((y0+y)*l.size.X+x0)*l.samples*wide:]
		if !l.separate {
			copy(to, row[:width*inChunk*wide])
			continue
		}
		for x := range width {
			copy(to[(x*l.samples+plane)*wide:], row[x*wide:(x+1)*wide])
		}
	}
	return nil
}

// storedBytes is how many bytes a sample takes in the file, and sampleBytes
// how many once it is read: 1 or 2.
func (l *tiffLayout) storedBytes() int { return (l.bits + 7) / 8 }
func (l *tiffLayout) sampleBytes() int { return min(l.storedBytes(), 2) }

// spread gives each sample of less than 8 bits a byte; greys are scaled.
func (l *tiffLayout) spread(row []byte, width int) []byte {
	out := make([]byte, width)
	scale := byte(1)
	if l.photometric != pagePalette {
		scale = 255 / (1<<l.bits - 1)
	}
	perByte := 8 / l.bits
	for x := range out {
		shift := 8 - l.bits*(x%perByte+1)
		out[x] = row[x/perByte] >> shift & (1<<l.bits - 1) * scale
	}
	return out
}
