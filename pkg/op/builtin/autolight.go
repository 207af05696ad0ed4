package builtin

import (
	"math"
	"slices"
)

// lightsOf finds the colour of the light in several ways. A way that has not
// enough to go by is left out.
func lightsOf(v view) []tint {
	ground, steps := v.ground(), v.steps()
	var ways []tint
	add := func(t tint, ok bool) {
		if ok {
			ways = append(ways, t)
		}
	}
	add(strongest(paler(ground, 0.13), 6))
	add(brightest(paler(ground, 0.30)))
	add(commonest(paler(ground, 0.02), math.Sqrt))
	add(strongest(steps, 3))
	add(commonest(paler(steps, 0.02), func(size float64) float64 { return size }))
	return ways
}

// enough is how many colours a way needs to see.
const enough = 50

// ground are the linear channels of all telling pixels.
func (v view) ground() [][3]float64 {
	var ground [][3]float64
	for i, p := range v.pixels {
		if p = inLight(p); v.seen[i] && telling(p) {
			ground = append(ground, p)
		}
	}
	return ground
}

// steps are the differences between telling neighbours, in linear light: what
// is smooth, like a sky or a wall, says nothing there, however large it is.
func (v view) steps() [][3]float64 {
	var steps [][3]float64
	for i := range v.pixels {
		for _, k := range [2]int{i + 1, i + v.width} {
			if k >= len(v.pixels) || k == i+1 && k%v.width == 0 || !v.seen[i] || !v.seen[k] {
				continue
			}
			p, q := inLight(v.pixels[i]), inLight(v.pixels[k])
			if telling(p) && telling(q) {
				steps = append(steps, [3]float64{math.Abs(p[0] - q[0]), math.Abs(p[1] - q[1]), math.Abs(p[2] - q[2])})
			}
		}
	}
	return steps
}

// paler leaves out the colours that are so strong that the least channel is
// below a share of the most.
func paler(colours [][3]float64, share float64) [][3]float64 {
	return slices.DeleteFunc(slices.Clone(colours), func(c [3]float64) bool {
		return min(c[0], c[1], c[2]) <= max(0.003, share*max(c[0], c[1], c[2]))
	})
}

// strongest is the mean to a power: the larger it is, the more the largest
// count. Of colours that is G. Finlayson and E. Trezzi, "Shades of Gray and
// Colour Constancy", 2004; of differences J. van de Weijer and others,
// "Edge-Based Color Constancy", 2007.
func strongest(colours [][3]float64, power float64) (tint, bool) {
	var sum [3]float64
	for _, c := range colours {
		for i, v := range c {
			sum[i] += math.Pow(v, power)
		}
	}
	if len(colours) < enough || min(sum[0], sum[1], sum[2]) <= 0 {
		return tint{}, false
	}
	t := tintOf(sum)
	return tint{t.red / power, t.blue / power}, true
}

// brightest is the mean of the brightest twentieth.
func brightest(colours [][3]float64) (tint, bool) {
	if len(colours) < enough {
		return tint{}, false
	}
	luminance := func(c [3]float64) float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }
	slices.SortFunc(colours, func(a, b [3]float64) int {
		switch x, y := luminance(a), luminance(b); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	var sum [3]float64
	for _, c := range colours[len(colours)*19/20:] {
		for i := range sum {
			sum[i] += c[i]
		}
	}
	return tintOf(sum), true
}

// commonest is the tint that most colours gather about. It is looked for from
// white on in smaller and smaller circles. Colours count by their size.
func commonest(colours [][3]float64, weight func(size float64) float64) (tint, bool) {
	if len(colours) < enough {
		return tint{}, false
	}
	tints, weights := make([]tint, len(colours)), make([]float64, len(colours))
	for i, c := range colours {
		tints[i], weights[i] = tintOf(c), weight(c[0]+c[1]+c[2])
	}
	var at tint
	const first, last, shrink = 1.2, 0.25, 0.85
	for radius := first; radius > last; radius *= shrink {
		var sum tint
		total := 0.0
		for i, t := range tints {
			x, y := t.red-at.red, t.blue-at.blue
			near := max(0, 1-(x*x+y*y)/(radius*radius))
			w := near * near * weights[i]
			sum.red, sum.blue, total = sum.red+w*t.red, sum.blue+w*t.blue, total+w
		}
		if total == 0 {
			return tint{}, false
		}
		at = tint{sum.red / total, sum.blue / total}
	}
	return at, true
}
