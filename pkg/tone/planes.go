package tone

import (
	"image"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// quickest is a channel's largest value in quick rows: 255 with five bits
// behind the point. Four of these can be added up in 16 bits with a sign.
const quickest = 255 << 5

// group is a row of chroma samples with the rows of pixels that they cover.
type group struct {
	luma   [][]byte // one or two rows, or one at an edge
	cb, cr []byte
	sx     int // pixels that a sample covers across
	lead   int // how many of the first sample's pixels are left of the picture
}

// planes maps the colours of a picture of planes where they are. The pixels
// that a chroma sample covers are all given its chroma, which is how a map
// that changes nothing changes nothing; the result's chroma is the mean over
// them.
func (p *Pass) planes(m *image.YCbCr) image.Image {
	if t := p.lumaTable(); t != nil {
		return eachLuma(lumaOf(m), t)
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	sx, sy := ycc.Subsampling(m.SubsampleRatio)
	leadX, leadY := m.Rect.Min.X%sx, m.Rect.Min.Y%sy
	samples := (leadX + w + sx - 1) / sx
	b := &bench{}
	for y := -leadY; y < h; y += sy {
		at := (y + leadY) / sy * m.CStride
		g := group{cb: m.Cb[at:][:samples], cr: m.Cr[at:][:samples], sx: sx, lead: leadX}
		for k := max(y, 0); k < min(y+sy, h); k++ {
			g.luma = append(b.luma[:len(g.luma)], m.Y[k*m.YStride:][:w])
		}
		p.group(b, g)
	}
	return p.greyOf(m)
}

// bench is where pixels lie while they are worked on.
type bench struct {
	pixels [2]rows // of each row of pixels
	sums   rows    // of pixels that share a chroma sample
	cb, cr [tile]byte
	luma   [2][]byte
}

// group takes a row of chroma samples and its pixels through the stages, a
// tile at a time.
func (p *Pass) group(b *bench, g group) {
	step := tile / g.sx
	for at := 0; at < len(g.cb); at += step {
		n := min(step, len(g.cb)-at)
		from := at*g.sx - g.lead
		pad := max(0, -from)
		cb, cr := g.cb[at:][:n], g.cr[at:][:n]
		p.spread(b, cb, cr, g.sx)
		for k, luma := range g.luma {
			luma = luma[from+pad : min(from+n*g.sx, len(luma))]
			p.row(&b.pixels[k], luma, b.cb[pad:], b.cr[pad:], pad)
		}
		end := min(from+n*g.sx, len(g.luma[0])) - from
		upper, lower := &b.pixels[0], &b.pixels[len(g.luma)-1]
		for c := range 3 {
			sum(b.sums[c][:n], upper[c][:end], lower[c][:end], g.sx, pad)
		}
		toChroma(cb, cr, b.sums[0][:n], b.sums[1][:n], b.sums[2][:n])
	}
}

// spread gives the tile's pixels their chroma. A ramp that comes first is
// only concerned with luma, which chroma could change where a colour is none.
func (p *Pass) spread(b *bench, cb, cr []byte, sx int) {
	if _, first := p.stages[0].(*ramp); first {
		for i := range b.cb {
			b.cb[i], b.cr[i] = 128, 128
		}
		return
	}
	repeat(b.cb[:len(cb)*sx], cb)
	repeat(b.cr[:len(cr)*sx], cr)
}

// row takes a row of pixels through the stages. They begin at pad in t.
func (p *Pass) row(t *rows, luma, cb, cr []byte, pad int) {
	end := pad + len(luma)
	r, g, b := t[0][pad:end], t[1][pad:end], t[2][pad:end]
	fromPlanes(r, g, b, luma, cb[:len(luma)], cr[:len(luma)])
	for _, s := range p.stages {
		s.quick(t, end)
	}
	toLuma(luma, r, g, b)
}
