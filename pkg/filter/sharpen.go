package filter

import (
	"context"
	"image"
)

// Mask says how a picture is sharpened by what sets it apart from its own
// blur (an unsharp mask).
type Mask struct {
	Amount    float64 // of the difference is added; 1 doubles it
	Sigma     float64 // of the blur, in pixels
	Threshold float64 // differences up to it, in levels of 255, are left alone
}

// knee is what no sharpening adds or takes away, in levels of 255. What comes
// near is bent below it, half of it where it would be reached: strong edges,
// which need the least help, get no halos.
const knee = 80

// Sharpen writes src with its luma sharpened to dst, which has src's type and
// size and may be src. Colours and transparency stay; planes of chroma are not
// written at all.
func (k Mask) Sharpen(ctx context.Context, dst, src image.Image) error {
	gain := k.gains()
	p := planes(dst, src)[0]
	if p.channels > 1 {
		return k.sharpenColours(ctx, p, gain)
	}
	row := make([]uint16, p.width)
	return gauss(ctx, p, k.Sigma, k.Sigma, func(y int, blurred []uint16) {
		p.read(y, row)
		for x, v := range row {
			row[x] = clamp(int32(v)+gain.of(int32(v)-int32(blurred[x])), 65535)
		}
		p.write(y, row)
	})
}

// sharpenColours adds to all channels what luma is to get. Luma is compared
// with the blurred luma of what can be seen.
func (k Mask) sharpenColours(ctx context.Context, p plane, gain *gains) error {
	row := make([]uint16, 4*p.width)
	lumas := p
	lumas.channels = 2 // luma times alpha, and alpha
	lumas.read = func(y int, pairs []uint16) {
		p.read(y, row)
		for x := range p.width {
			pairs[2*x], pairs[2*x+1] = luma(row[4*x:]), row[4*x+3]
		}
	}
	return gauss(ctx, lumas, k.Sigma, k.Sigma, func(y int, blurred []uint16) {
		p.read(y, row)
		for x := range p.width {
			c, a := row[4*x:4*x+4:4*x+4], uint64(row[4*x+3])
			if a == 0 {
				continue
			}
			// An alpha above 0 has one in its blur, but for its last digit.
			around := uint64(blurred[2*x]) * a / max(1, uint64(blurred[2*x+1]))
			more := gain.of(int32(luma(c)) - int32(min(around, a)))
			for i := range 3 {
				c[i] = clamp(int32(c[i])+more, int32(a))
			}
		}
		p.write(y, row)
	})
}

// gains holds what is added for differences of 0, 64, 128... of 65535.
type gains [65536/64 + 2]int32

func (k Mask) gains() *gains {
	var g gains
	for i := range g {
		const level = 257.0
		wanted := k.Amount * max(0, float64(i)*64-k.Threshold*level)
		g[i] = int32(wanted/(1+wanted/(knee*level)) + 0.5)
	}
	return &g
}

func (g *gains) of(difference int32) int32 {
	if difference < 0 {
		return -g.of(-difference)
	}
	i, part := difference>>6, difference&63
	return g[i] + (g[i+1]-g[i])*part>>6
}

func clamp(v, most int32) uint16 { return uint16(max(0, min(v, most))) }

// luma is that of ITU-R BT.601, as in color.YCbCr.
func luma(c []uint16) uint16 {
	return uint16((19595*uint32(c[0]) + 38470*uint32(c[1]) + 7471*uint32(c[2]) + 1<<15) >> 16)
}
