package jpeg

import (
	"fmt"
	"image"
	"image/color"

	"github.com/photoq/photoq/pkg/jpeg/dct"
)

// patchSource makes blocks of an edited picture.
type patchSource struct {
	f        *frame
	divisors [4]*dct.Divisors
	planes   []Plane // by component; nil if they are not stored like that
	// pixel returns all components' samples of a pixel, at full resolution.
	pixel func(x, y int) [4]byte
	order encOrder
	edge  [64]byte
	block dct.Block
}

// newPatchSource makes sure that m is what Decode returns for f.
func newPatchSource(f *frame, m image.Image) (*patchSource, error) {
	if size := (image.Rectangle{Max: image.Pt(f.Width, f.Height)}); m == nil || m.Bounds() != size {
		return nil, fmt.Errorf("patch a JPEG: the edited picture does not fill %v", size)
	}
	p := &patchSource{f: f}
	p.order.fill()
	fits := false
	switch m := m.(type) {
	case *image.Gray:
		fits = f.Color == Gray
		p.planes = []Plane{{m.Pix, m.Stride, f.Width, f.Height}}
	case *image.YCbCr:
		fits = f.Color == YCbCr && p.fromYCbCr(m)
	case *image.RGBA:
		fits = f.Color == RGB
		p.pixel = func(x, y int) [4]byte { return [4]byte(m.Pix[m.PixOffset(x, y):]) }
	case *image.CMYK:
		fits = f.Color == CMYK || f.Color == YCCK
		p.pixel = func(x, y int) [4]byte { return f.fromCMYK([4]byte(m.Pix[m.PixOffset(x, y):])) }
	}
	if f.Color == Other {
		return nil, UnsupportedError("a picture of two components")
	}
	if !fits {
		return nil, fmt.Errorf("patch a JPEG: the edited picture, %T, is not of the kind that the source is decoded to", m)
	}
	return p, nil
}

// fromYCbCr reports whether m has the sampling of the file, or full chroma.
func (p *patchSource) fromYCbCr(m *image.YCbCr) bool {
	const full = image.YCbCrSubsampleRatio444
	ratio, known := p.f.ratio()
	if !known || m.SubsampleRatio == full && ratio != full {
		p.pixel = func(x, y int) [4]byte {
			i := m.COffset(x, y)
			return [4]byte{m.Y[m.YOffset(x, y)], m.Cb[i], m.Cr[i]}
		}
		return m.SubsampleRatio == full
	}
	pix, stride := [3][]byte{m.Y, m.Cb, m.Cr}, [3]int{m.YStride, m.CStride, m.CStride}
	for i, c := range p.f.Components {
		size := p.f.planeSize(c, 8)
		p.planes = append(p.planes, Plane{pix[i], stride[i], size.X, size.Y})
	}
	return m.SubsampleRatio == ratio
}

// fromCMYK is what interleaveCMYK does, the other way round.
func (f *frame) fromCMYK(c [4]byte) [4]byte {
	if f.Inverted {
		c = [4]byte{255 - c[0], 255 - c[1], 255 - c[2], 255 - c[3]}
	}
	if f.Color == YCCK {
		c[0], c[1], c[2] = color.RGBToYCbCr(255-c[0], 255-c[1], 255-c[2])
	}
	return c
}

// setQuant takes over the file's quantization tables, when they are known.
func (p *patchSource) setQuant(i int, q *dct.Table) { p.divisors[i] = dct.NewDivisors(q) }

// at transforms and quantizes the block of component i in column x and row y.
// The mask tells which coefficients are not 0, in the file's order. If the
// block has no samples of the picture, there is none.
func (p *patchSource) at(i, x, y int) (b *dct.Block, mask uint64, ok bool) {
	across, down := p.f.blocks(i)
	if x >= across || y >= down {
		return nil, 0, false
	}
	src, stride := p.edge[:], 8
	switch {
	case p.planes == nil:
		p.average(i, 8*x, 8*y)
	case 8*x+8 > p.planes[i].Width || 8*y+8 > p.planes[i].Height:
		fillEdge(&p.edge, &p.planes[i], 8*x, 8*y)
	default:
		stride = p.planes[i].Stride
		src = p.planes[i].Pix[8*y*stride+8*x:]
	}
	natural := dct.Forward(&p.block, src, stride, p.divisors[i])
	return &p.block, p.order.mask(natural), true
}

// average fills edge with the component's samples from (x, y) on: each is the
// mean of the pixels that enlarge made of it.
func (p *patchSource) average(i, x, y int) {
	size := p.f.planeSize(p.f.Components[i], 8)
	c := &p.f.comp[i]
	for dy := range 8 {
		top, bottom := repeats(min(y+dy, size.Y-1), c.v, p.f.vmax, p.f.Height)
		for dx := range 8 {
			left, right := repeats(min(x+dx, size.X-1), c.h, p.f.hmax, p.f.Width)
			sum, n := 0, (right-left)*(bottom-top)
			for py := top; py < bottom; py++ {
				for px := left; px < right; px++ {
					sum += int(p.pixel(px, py)[i])
				}
			}
			p.edge[8*dy+dx] = byte((sum + n/2) / n)
		}
	}
}

// repeats returns which pixels out of size repeat a sample, if own samples
// stand for all pixels. Of 2 samples for 3 pixels the last one may be shown
// by none: it is taken to go with the last pixel.
func repeats(sample, own, all, size int) (from, to int) {
	from = min(ceilDiv(sample*all, own), size-1)
	return from, min(max(ceilDiv((sample+1)*all, own), from+1), size)
}
