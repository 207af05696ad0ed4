package tone

import (
	"math"
	"slices"
	"sync"
)

// The luma weights, times 65536 and rounded.
const rToY, gToY, bToY = 19595, 38470, 7471

// most is a channel's largest value in deep rows.
const most = 65535

// stage is a step that is ready to run over rows of pixels.
type stage interface {
	// deep changes rows of channels of 0 to 65535, all of the same length,
	// where they are. Results are rounded to the nearest.
	deep(r, g, b []uint16)
	// quick changes the first n pixels of rows of channels of 0 to 8160, and
	// may change those after them. It is within a unit of what deep does.
	quick(t *rows, n int)
}

// deepValue rounds a channel of 0 to 1 to 16 bits.
func deepValue(v float64) uint16 {
	if !(v > 0) {
		return 0
	}
	return uint16(math.Floor(min(v, 1)*most + 0.5))
}

// deepLuma is the luma of a pixel of 16 bits.
func deepLuma(r, g, b uint16) uint16 {
	return uint16((rToY*uint32(r) + gToY*uint32(g) + bToY*uint32(b) + 1<<15) >> 16)
}

// channelTable holds a channel's results for all values of 16 bits.
type channelTable [most + 1]uint16

// curves are chains of functions, one for each channel. Tables are made when
// the first row wants them.
type curves struct {
	chain       []link
	tables      func() [3]*channelTable
	quickTables func() [3]*quickTable
}

// link is the function of all channels, or those of each.
type link struct {
	all  Curve
	each [3]Curve
}

func (f Curve) stage() stage { return newCurves([]link{{all: f}}) }

func (c Curves) stage() stage { return newCurves([]link{{each: [3]Curve{c.R, c.G, c.B}}}) }

func newCurves(chain []link) *curves {
	c := &curves{chain: chain}
	c.tables = sync.OnceValue(func() [3]*channelTable { return forChannels(c, c.table) })
	c.quickTables = sync.OnceValue(func() [3]*quickTable { return forChannels(c, c.quickTable) })
	return c
}

// forChannels makes one table of all channels where they have the same.
func forChannels[T any](c *curves, table func(channel int) *T) [3]*T {
	if slices.ContainsFunc(c.chain, func(l link) bool { return l.all == nil }) {
		return [3]*T{table(0), table(1), table(2)}
	}
	t := table(0)
	return [3]*T{t, t, t}
}

// at takes a value of a channel through its functions. It is rounded to 16
// bits after each of them.
func (c *curves) at(channel int, v float64) uint16 {
	at := deepValue(v)
	for _, l := range c.chain {
		f := l.all
		if f == nil {
			f = l.each[channel]
		}
		if f != nil {
			at = deepValue(f(v))
			v = float64(at) / most
		}
	}
	return at
}

func (c *curves) table(channel int) *channelTable {
	t := new(channelTable)
	for i := range t {
		t[i] = c.at(channel, float64(i)/most)
	}
	return t
}

func (c *curves) quickTable(channel int) *quickTable {
	t := new(quickTable)
	for i := range quickest + 1 {
		t[i] = quickValue(c.at(channel, float64(i)/quickest))
	}
	return t
}

func (c *curves) deep(r, g, b []uint16) {
	t := c.tables()
	for i, row := range [3][]uint16{r, g, b} {
		for k, v := range row {
			row[k] = t[i][v]
		}
	}
}

// matrix has its shares times 2^32, and its constants times that and 65535.
type matrix struct {
	fixed [3][4]int64
	fast  *quickMatrix
}

func (m Matrix) stage() stage {
	fixed := matrix{fast: newQuickMatrix(m)}
	for i, row := range m {
		for k, v := range row {
			v = max(-1024, min(1024, number(v)))
			if k == 3 {
				v *= most
			}
			fixed.fixed[i][k] = int64(math.Round(v * (1 << 32)))
		}
		fixed.fixed[i][3] += 1 << 31
	}
	return &fixed
}

func (m *matrix) deep(r, g, b []uint16) {
	for i := range r {
		x, y, z := int64(r[i]), int64(g[i]), int64(b[i])
		var out [3]uint16
		for k := range out {
			out[k] = uint16(max(0, min(most, (m.fixed[k][0]*x+m.fixed[k][1]*y+m.fixed[k][2]*z+m.fixed[k][3])>>32)))
		}
		r[i], g[i], b[i] = out[0], out[1], out[2]
	}
}

// ramp holds the colours of all lumas.
type ramp struct {
	tables      func() [3]*channelTable
	quickTables func() [3]*quickTable
}

func (f Ramp) stage() stage {
	return &ramp{quickTables: f.quickTables(), tables: sync.OnceValue(func() [3]*channelTable {
		t := [3]*channelTable{new(channelTable), new(channelTable), new(channelTable)}
		for i := range most + 1 {
			r, g, b := f(float64(i) / most)
			t[0][i], t[1][i], t[2][i] = deepValue(r), deepValue(g), deepValue(b)
		}
		return t
	})}
}

func (f *ramp) deep(r, g, b []uint16) {
	t := f.tables()
	for i := range r {
		luma := deepLuma(r[i], g[i], b[i])
		r[i], g[i], b[i] = t[0][luma], t[1][luma], t[2][luma]
	}
}

// gain holds the factors of all lumas: times 2^28 for deep rows, so that a
// smooth gain stays smooth, and times 8192 for quick ones.
type gain struct {
	factors      func() *[most + 1]uint32
	quickFactors func() *quickTable
}

func (f Gain) stage() stage {
	factor := func(i, of int) float64 { return max(0, min(7.999, number(f(float64(i)/float64(of))))) }
	return &gain{
		factors: sync.OnceValue(func() *[most + 1]uint32 {
			t := new([most + 1]uint32)
			for i := range t {
				t[i] = uint32(math.Round(factor(i, most) * (1 << 28)))
			}
			return t
		}),
		quickFactors: sync.OnceValue(func() *quickTable {
			t := new(quickTable)
			for i := range quickest + 1 {
				t[i] = uint16(math.Round(factor(i, quickest) * (1 << 13)))
			}
			return t
		}),
	}
}

func (f *gain) deep(r, g, b []uint16) {
	t := f.factors()
	for i := range r {
		factor := uint64(t[deepLuma(r[i], g[i], b[i])])
		r[i] = uint16(min(most, (uint64(r[i])*factor+1<<27)>>28))
		g[i] = uint16(min(most, (uint64(g[i])*factor+1<<27)>>28))
		b[i] = uint16(min(most, (uint64(b[i])*factor+1<<27)>>28))
	}
}
