package retouch

import (
	"math"
	"slices"
)

// smooth blurs a field of w x h values by a Gaussian of that deviation, in
// pixels. At the edges it goes on as there.
func smooth(field []float32, w, h int, sigma float64) {
	reach := int(math.Ceil(3 * sigma))
	if reach < 1 {
		return
	}
	kernel := make([]float32, 2*reach+1)
	sum := float32(0)
	for i := range kernel {
		d := float64(i-reach) / sigma
		kernel[i] = float32(math.Exp(-d * d / 2))
		sum += kernel[i]
	}
	for i := range kernel {
		kernel[i] /= sum
	}
	padded := make([]float32, w+2*reach)
	for y := range h {
		row := field[y*w : (y+1)*w]
		for i := range padded {
			padded[i] = row[min(max(i-reach, 0), w-1)]
		}
		weigh(row, kernel, func(k int) []float32 { return padded[k:] })
	}
	before := slices.Clone(field)
	for y := range h {
		weigh(field[y*w:(y+1)*w], kernel, func(k int) []float32 { return before[min(max(y+k-reach, 0), h-1)*w:] })
	}
}

// weigh makes out the sum of the sources, each times its weight of the
// kernel. It takes four of them at a time, so that most of the work is not
// reading and writing sums.
func weigh(out, kernel []float32, source func(k int) []float32) {
	clear(out)
	k := 0
	for ; k+4 <= len(kernel); k += 4 {
		a, b, c, d := source(k)[:len(out)], source(k + 1)[:len(out)], source(k + 2)[:len(out)], source(k + 3)[:len(out)]
		u, v, w, x := kernel[k], kernel[k+1], kernel[k+2], kernel[k+3]
		for i, sum := range out {
			out[i] = sum + u*a[i] + v*b[i] + w*c[i] + x*d[i]
		}
	}
	for ; k < len(kernel); k++ {
		a, u := source(k)[:len(out)], kernel[k]
		for i, sum := range out {
			out[i] = sum + u*a[i]
		}
	}
}

// shape is what a set of pixels looks like from afar.
type shape struct {
	x, y, radius  float64 // its middle, and the radius of a disc of its area, in pixels
	round, aspect float64 // 1 for a disc, and the shorter axis to the longer
}

// moments sums up a shape pixel by pixel.
type moments struct{ n, x, y, xx, yy, xy float64 }

func (m *moments) add(x, y float64) {
	m.n, m.x, m.y = m.n+1, m.x+x, m.y+y
	m.xx, m.yy, m.xy = m.xx+x*x, m.yy+y*y, m.xy+x*y
}

// shape needs a pixel at least.
func (m moments) shape() shape {
	mx, my := m.x/m.n, m.y/m.n
	// A pixel is wide, too: a twelfth.
	xx, yy, xy := m.xx/m.n-mx*mx+1.0/12, m.yy/m.n-my*my+1.0/12, m.xy/m.n-mx*my
	root := math.Sqrt((xx-yy)*(xx-yy)/4 + xy*xy)
	long, short := (xx+yy)/2+root, max(0, (xx+yy)/2-root)
	return shape{
		x: mx + 0.5, y: my + 0.5, radius: math.Sqrt(m.n / math.Pi), aspect: math.Sqrt(short / long),
		// A disc's second moments are a quarter of its radius squared: any
		// other form of that area has more.
		round: min(1, m.n/(2*math.Pi*(long+short))),
	}
}

// spread calls add for each pixel that is connected to the first by its sides
// and belongs, which must be false for those that were added.
func spread(w, h, first int, belongs func(int) bool, add func(int)) {
	stack := []int{first}
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if !belongs(i) {
			continue
		}
		add(i)
		if x := i % w; x > 0 {
			stack = append(stack, i-1)
		}
		if x := i % w; x < w-1 {
			stack = append(stack, i+1)
		}
		if i >= w {
			stack = append(stack, i-w)
		}
		if i < w*(h-1) {
			stack = append(stack, i+w)
		}
	}
}
