package retouch

import (
	"slices"

	"github.com/photoq/photoq/pkg/face"
)

// mouth is what lies within a face's lips.
type mouth struct {
	w, h   int
	lab    [][3]float64
	within []bool     // it is inside the mouth, or hardly outside
	lips   [3]float64 // their colour
	gap    int        // how far apart neighbouring teeth may be, in pixels
}

func newMouth(p *patch, f face.Face, lights *lights, wide float64) *mouth {
	const apart = 0.03 // widths of the mouth
	m := &mouth{w: p.w, h: p.h, gap: int(apart * wide / float64(p.step)), lab: make([][3]float64, p.w*p.h), within: make([]bool, p.w*p.h)}
	var ring []int
	for i := range m.lab {
		m.lab[i][0], m.lab[i][1], m.lab[i][2] = lights.lab(p.rgb[3*i:])
		x, y := p.place(i)
		at := face.Point{X: x, Y: y}
		m.within[i] = within(f.Mouth, at) > -widened*wide
		if !m.within[i] && within(f.Lips, at) > 0 {
			ring = append(ring, i)
		}
	}
	m.lips = m.middle(ring)
	return m
}

// middle is the median of some pixels' colours, of each value by itself.
func (m *mouth) middle(pixels []int) (lab [3]float64) {
	values := make([]float64, len(pixels))
	for c := range lab {
		for i, k := range pixels {
			values[i] = m.lab[k][c]
		}
		lab[c] = middle(values)
	}
	return lab
}

// seeds returns the pixels that are teeth for sure, by their colour against
// the lips': those that lie together, and not what is a sixth of the largest
// such part or less, which may be shine on lips.
func (m *mouth) seeds() []int {
	red, light := min(m.lips[1]-paler, mostTeethRed), max(leastLight, likeLips*m.lips[0])
	parts := m.parts(func(i int) bool {
		c := m.lab[i]
		return m.within[i] && c[1] < red && c[2] < mostYellow && c[0] > light
	})
	var seeds []int
	for _, part := range parts {
		if len(part) > len(parts[0])/6 {
			seeds = append(seeds, part...)
		}
	}
	return seeds
}

// parts returns the connected sets of pixels that belong, the largest first.
func (m *mouth) parts(belongs func(int) bool) [][]int {
	var parts [][]int
	seen := make([]bool, len(m.lab))
	for i := range m.lab {
		var part []int
		spread(m.w, m.h, i, func(k int) bool { return !seen[k] && belongs(k) }, func(k int) { seen[k], part = true, append(part, k) })
		if len(part) > 0 {
			parts = append(parts, part)
		}
	}
	slices.SortStableFunc(parts, func(a, b []int) int { return len(b) - len(a) })
	return parts
}

// like returns how much of each pixel is tooth: it is if it has the colour of
// the teeth that are known, or that in shadow, rather than the lips'.
func (m *mouth) like(seeds []int) []float32 {
	tooth := m.middle(seeds)
	cover := make([]float32, len(m.lab))
	for i, c := range m.lab {
		if m.within[i] {
			cover[i] = float32(m.likeness(c, tooth))
		}
	}
	parts := m.parts(func(i int) bool { return cover[i] > 0 })
	for _, part := range parts {
		own := m.middle(part)
		if len(part)*50 < len(parts[0]) || own[1] > tooth[1]+5 || own[2] > tooth[2]+10 {
			clearAll(cover, part)
		}
	}
	m.keepRows(cover)
	return cover
}

// keepRows drops what is far from the most teeth, unless it is a fourth of
// them: the other row of teeth is about as large, and shine is not.
func (m *mouth) keepRows(cover []float32) {
	near := widen(cover, m.w, m.h, m.gap)
	rows := m.parts(func(i int) bool { return near[i] })
	most := 0
	for i, row := range rows {
		rows[i] = slices.DeleteFunc(row, func(k int) bool { return cover[k] == 0 })
		most = max(most, len(rows[i]))
	}
	for _, row := range rows {
		if len(row)*4 < most {
			clearAll(cover, row)
		}
	}
}

func clearAll(cover []float32, pixels []int) {
	for _, k := range pixels {
		cover[k] = 0
	}
}

// widen returns which pixels are within a distance, across and down, of one
// that is covered.
func widen(cover []float32, w, h, reach int) []bool {
	across, near := make([]bool, len(cover)), make([]bool, len(cover))
	for i, a := range cover {
		if a > 0 {
			for x := max(0, i%w-reach); x <= min(w-1, i%w+reach); x++ {
				across[i-i%w+x] = true
			}
		}
	}
	for i, in := range across {
		if in {
			for y := max(0, i/w-reach); y <= min(h-1, i/w+reach); y++ {
				near[y*w+i%w] = true
			}
		}
	}
	return near
}

// likeness is how much a colour is that of a tooth, from 0 to 1. Between the
// redness of teeth and lips are gums and tongues, nearer to the lips; what is
// yellower than the teeth is skin.
func (m *mouth) likeness(c, tooth [3]float64) float64 {
	gap := max(m.lips[1]-tooth[1], paler)
	red := (tooth[1] + 0.47*gap - c[1]) / (0.2 * gap)
	light := (c[0] - 0.4*tooth[0]) / (0.2 * tooth[0])
	yellow := (min(tooth[2]+16, mostYellow) - c[2]) / 4
	return min(max(min(red, light, yellow), 0), 1)
}

// yellow is the mean b* of what is covered.
func (m *mouth) yellow(cover []float32) float64 {
	sum, n := 0.0, 0.0
	for i, a := range cover {
		sum, n = sum+float64(a)*m.lab[i][2], n+float64(a)
	}
	return sum / max(n, 1)
}
