package tone

import (
	"math"
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

func (f Curve) table() *channelTable {
	t := new(channelTable)
	for i := range t {
		t[i] = uint16(i)
		if f != nil {
			t[i] = deepValue(f(float64(i) / most))
		}
	}
	return t
}

// curves are one or three functions, whose tables are made when the first row
// wants them.
type curves struct {
	tables func() [3]*channelTable
}

func (f Curve) stage() stage {
	return &curves{sync.OnceValue(func() [3]*channelTable {
		t := f.table()
		return [3]*channelTable{t, t, t}
	})}
}

func (c Curves) stage() stage {
	return &curves{sync.OnceValue(func() [3]*channelTable {
		return [3]*channelTable{c.R.table(), c.G.table(), c.B.table()}
	})}
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
type matrix [3][4]int64

func (m Matrix) stage() stage {
	var fixed matrix
	for i, row := range m {
		for k, v := range row {
			v = max(-1024, min(1024, v))
			if k == 3 {
				v *= most
			}
			if v == v {
				fixed[i][k] = int64(math.Round(v * (1 << 32)))
			}
		}
		fixed[i][3] += 1 << 31
	}
	return &fixed
}

func (m *matrix) deep(r, g, b []uint16) {
	for i := range r {
		x, y, z := int64(r[i]), int64(g[i]), int64(b[i])
		var out [3]uint16
		for k := range out {
			out[k] = uint16(max(0, min(most, (m[k][0]*x+m[k][1]*y+m[k][2]*z+m[k][3])>>32)))
		}
		r[i], g[i], b[i] = out[0], out[1], out[2]
	}
}

// ramp holds the colours of all lumas.
type ramp struct {
	tables func() [3]*channelTable
}

func (f Ramp) stage() stage {
	return &ramp{sync.OnceValue(func() [3]*channelTable {
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

// gain holds the factors of all lumas, times 8192.
type gain struct {
	factors func() *channelTable
}

func (f Gain) stage() stage {
	return &gain{sync.OnceValue(func() *channelTable {
		t := new(channelTable)
		for i := range t {
			t[i] = deepValue(f(float64(i)/most) * 8192 / most)
		}
		return t
	})}
}

func (f *gain) deep(r, g, b []uint16) {
	t := f.factors()
	for i := range r {
		factor := uint32(t[deepLuma(r[i], g[i], b[i])])
		for _, row := range [3][]uint16{r, g, b} {
			row[i] = uint16(min(most, (uint64(row[i])*uint64(factor)+4096)>>13))
		}
	}
}

// colour calls its function for each pixel.
type colour struct{ f Colour }

func (f Colour) stage() stage { return &colour{f} }

func (c *colour) deep(r, g, b []uint16) {
	for i := range r {
		x, y, z := c.f(float64(r[i])/most, float64(g[i])/most, float64(b[i])/most)
		r[i], g[i], b[i] = deepValue(x), deepValue(y), deepValue(z)
	}
}
