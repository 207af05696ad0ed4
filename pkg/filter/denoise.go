package filter

import (
	"context"
	"image"
)

// Denoise writes src with less noise to dst, which has src's type and size
// and may be src. The noise of luma and of both kinds of chroma is measured,
// and strength multiplies what was found; 1 takes most of it away. Edges, and
// detail that is stronger than the noise, stay.
func Denoise(ctx context.Context, dst, src image.Image, strength float64) error {
	for i, p := range planes(dst, src) {
		var err error
		switch {
		case p.channels == 4:
			err = denoiseColours(ctx, p, strength)
		case i == 0:
			err = denoisePlane(ctx, p, lumaReach, strength*lumaShare, mostLuma)
		default:
			err = denoisePlane(ctx, p, chromaReach/max(p.sx, p.sy), strength*chromaShare, mostChroma)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// How far noise is averaged, in pixels. Chroma noise is coarser, and eyes see
// less of what is lost there.
const lumaReach, chromaReach = 3, 8

// How much of the standard deviation found is taken for noise at a strength
// of 1: more of it makes flat parts smooth, too.
const lumaShare, chromaShare = 1.4, 2

// The most that is taken for noise, before the strength: 12 and 10 levels of
// 255, squared.
const mostLuma, mostChroma = 12 * 257 * 12 * 257, 10 * 257 * 10 * 257

func denoisePlane(ctx context.Context, p plane, r int, strength, most float64) error {
	s := newSmoother(p.width, r, noise(p, p.read, most)*strength*strength)
	row := make([]uint16, p.width)
	for y := range p.height + s.delay() {
		if y%every == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		var next []uint16
		if y < p.height {
			p.read(y, row)
			next = row
		}
		if s.push(next) {
			p.read(y-s.delay(), row)
			s.apply(row)
			p.write(y-s.delay(), row)
		}
	}
	return nil
}

// denoiseColours does it with luma and chroma of pixels, and keeps alpha.
func denoiseColours(ctx context.Context, p plane, strength float64) error {
	pixels := make([]uint16, 4*p.width)
	var rows [3][]uint16
	for i := range rows {
		rows[i] = make([]uint16, p.width)
	}
	read := func(y int) {
		p.read(y, pixels)
		apart(rows, pixels)
	}
	smoothers := smoothersOf(p, strength, func(y, channel int, row []uint16) {
		read(y)
		copy(row, rows[channel])
	})
	delay := smoothers[1].delay()
	late := delay - smoothers[0].delay() // luma is pushed later, to be there at the same time
	for y := range p.height + delay {
		if y%every == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		ready := false
		push := func(y int, first int, smoothers ...*smoother) {
			if y < p.height {
				read(y)
			}
			for i, s := range smoothers {
				if y < p.height {
					ready = s.push(rows[first+i])
				} else {
					ready = s.push(nil)
				}
			}
		}
		if y >= late {
			push(y-late, 0, smoothers[0])
		}
		if push(y, 1, smoothers[1:]...); !ready {
			continue
		}
		read(y - delay)
		for i, s := range smoothers {
			s.apply(rows[i])
		}
		together(pixels, rows)
		p.write(y-delay, pixels)
	}
	return nil
}

// smoothersOf measures the noise of luma and of both kinds of chroma.
func smoothersOf(p plane, strength float64, read func(y, channel int, row []uint16)) []*smoother {
	var all []*smoother
	for i := range 3 {
		reach, share, most := chromaReach, chromaShare*strength, float64(mostChroma)
		if i == 0 {
			reach, share, most = lumaReach, lumaShare*strength, mostLuma
		}
		variance := noise(p, func(y int, row []uint16) { read(y, i, row) }, most)
		all = append(all, newSmoother(p.width, reach, variance*share*share))
	}
	return all
}

// apart makes rows of luma and of chroma about its middle, 1<<15, of pixels.
func apart(rows [3][]uint16, pixels []uint16) {
	for x := range rows[0] {
		c := pixels[4*x : 4*x+4 : 4*x+4]
		y := luma(c)
		rows[0][x] = y
		rows[1][x] = uint16((int32(c[2]) - int32(y) + 2*middle) >> 1)
		rows[2][x] = uint16((int32(c[0]) - int32(y) + 2*middle) >> 1)
	}
}

const middle = 1 << 15

// together undoes apart, within alpha.
func together(pixels []uint16, rows [3][]uint16) {
	for x := range rows[0] {
		c := pixels[4*x : 4*x+4 : 4*x+4]
		y, most := int32(rows[0][x]), int32(c[3])
		b, r := y+2*(int32(rows[1][x])-middle), y+2*(int32(rows[2][x])-middle)
		c[0], c[2] = clamp(r, most), clamp(b, most)
		c[1] = clamp(int32((int64(y)<<16-19595*int64(r)-7471*int64(b)+38470/2)/38470), most)
	}
}
