package filter

import (
	"context"
	"image"
	"math"
)

// Blur writes src, smoothed by a Gaussian of that standard deviation in
// pixels, to dst, which has src's type and size and may be src. What is
// transparent counts by its alpha. A sigma below 0.1 leaves a copy.
func Blur(ctx context.Context, dst, src image.Image, sigma float64) error {
	for _, p := range planes(dst, src) {
		if err := gauss(ctx, p, sigma/float64(p.sx), sigma/float64(p.sy), p.write); err != nil {
			return err
		}
	}
	return nil
}

// least is the standard deviation, in samples, below which nothing is done.
const least = 0.1

// gauss smooths a plane by Gaussians of sx samples across and sy down, and
// writes the rows. A row may be written where it was read.
func gauss(ctx context.Context, p plane, sx, sy float64, write func(y int, row []uint16)) error {
	across, down := halvings(sx, p.width), halvings(sy, p.height)
	w, h := reducedSize(p.width, across), reducedSize(p.height, down)
	if across+down == 0 {
		return feed(ctx, p, boxes(w, p.channels, rest(sx, w, 0), rest(sy, h, 0), &sink{write: write}))
	}
	small := &reduced{width: w, channels: p.channels, rows: make([][]uint16, 0, h)}
	first := boxes(w, p.channels, rest(sx, w, across), rest(sy, h, down), small)
	for i := down - 1; i >= 0; i-- {
		first = newHalveDown(w*p.channels, first)
	}
	for i := across - 1; i >= 0; i-- {
		first = newHalveAcross(reducedSize(p.width, i), p.channels, first)
	}
	if err := feed(ctx, p, first); err != nil {
		return err
	}
	small.enlarge(p.width, p.height, across, down, write)
	return ctx.Err()
}

// boxes returns the stages that smooth by Gaussians of those variances.
func boxes(width, channels int, across, down float64, next stage) stage {
	if down > 0 {
		b := newBox(down / rounds)
		for range rounds {
			next = newDown(b, width*channels, next)
		}
	}
	if across > 0 {
		next = newAcross(newBox(across/rounds), width, channels, next)
	}
	return next
}

// halvings returns how often a side of that many samples is halved before it
// is smoothed: a standard deviation of three samples is left at least, so
// that nothing shows of it.
func halvings(sigma float64, side int) int {
	n := 0
	for sigma >= 6 && reducedSize(side, n) > 1 {
		sigma /= 2
		n++
	}
	return n
}

func reducedSize(side, halvings int) int { return (side + 1<<halvings - 1) >> halvings }

// rest returns the variance, in reduced samples, that is left to smooth by
// after what halving and enlarging smooth themselves: (f*f-1)/4 and
// f*f/6+1/12 of a picture reduced by f. A single sample needs none: what lies
// beyond the edges is like it.
func rest(sigma float64, side, halvings int) float64 {
	if sigma < least || side == 1 {
		return 0
	}
	if halvings == 0 {
		return sigma * sigma
	}
	ff := math.Pow(4, float64(halvings))
	return (sigma*sigma - (ff-1)/4 - ff/6 - 1.0/12) / ff
}
