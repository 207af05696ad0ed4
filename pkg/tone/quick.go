package tone

import (
	"math"
	"sync"
)

// quickMask is what indices of quick tables are cut to, which no value of a
// quick row needs.
const quickMask = 8191

// quickTable holds results for all values of quick rows.
type quickTable [quickMask + 1]uint16

// quickValue rounds a channel of 0 to 1 to quick units.
func quickValue(v uint16) uint16 {
	return uint16((uint32(v)*quickest + most/2) / most)
}

// filled is n brought to whole blocks, for which a tile has room.
func filled(n int) int { return (n + block - 1) &^ (block - 1) }

func (c *curves) quick(t *rows, n int) {
	tables := c.quickTables()
	for i, table := range tables {
		table.look(t[i][:filled(n)])
	}
}

// look replaces each value of a row by what the table has for it.
func (t *quickTable) look(row []uint16) {
	for len(row) >= 8 {
		v := row[:8:8]
		v[0], v[1], v[2], v[3] = t[v[0]&quickMask], t[v[1]&quickMask], t[v[2]&quickMask], t[v[3]&quickMask]
		v[4], v[5], v[6], v[7] = t[v[4]&quickMask], t[v[5]&quickMask], t[v[6]&quickMask], t[v[7]&quickMask]
		row = row[8:]
	}
	for i, v := range row {
		row[i] = t[v&quickMask]
	}
}

// quickMatrix is a matrix for quick rows, laid out for vectors: for each
// channel eight times the shares of red and green as words, that of blue, and
// the constant with what rounds.
type quickMatrix struct {
	channels [3]struct{ redGreen, blue, constant [8]int32 }
	shift    int64
}

// newQuickMatrix takes as many bits for the shares as fit 16, with a sign.
func newQuickMatrix(m Matrix) *quickMatrix {
	q := &quickMatrix{shift: 15}
	for _, row := range m {
		for _, v := range row[:3] {
			for q.shift > 4 && math.Abs(v)*float64(int64(1)<<q.shift) > 32767 {
				q.shift--
			}
		}
	}
	one := float64(int64(1) << q.shift)
	share := func(v float64) int32 {
		return int32(math.Round(max(-32767, min(32767, number(v)*one))))
	}
	for i, row := range m {
		// A constant of four times the largest share is more than enough to
		// leave the range, and keeps the sum within 32 bits.
		constant := max(-4*32768, min(4*32768, number(row[3])*one)) * quickest
		for k := range 8 {
			q.channels[i].redGreen[k] = share(row[0])&0xffff | share(row[1])<<16
			q.channels[i].blue[k] = share(row[2]) & 0xffff
			q.channels[i].constant[k] = int32(math.Round(constant)) + 1<<(q.shift-1)
		}
	}
	return q
}

// number returns v, and 0 for what is no number.
func number(v float64) float64 {
	if v != v {
		return 0
	}
	return v
}

func (m *matrix) quick(t *rows, n int) {
	n = filled(n)
	if !vectorMix(m.fast, t[0][:n], t[1][:n], t[2][:n]) {
		plainMix(m.fast, t[0][:n], t[1][:n], t[2][:n])
	}
}

func plainMix(m *quickMatrix, r, g, b []uint16) {
	for i := range r {
		x, y, z := int32(r[i]), int32(g[i]), int32(b[i])
		var out [3]uint16
		for k := range m.channels {
			c := &m.channels[k]
			v := int32(int16(c.redGreen[0]))*x + c.redGreen[0]>>16*y + int32(int16(c.blue[0]))*z + c.constant[0]
			out[k] = quickClamp(v >> m.shift)
		}
		r[i], g[i], b[i] = out[0], out[1], out[2]
	}
}

// lumas gives the luma of quick rows, in quick units.
func lumas(luma, r, g, b []uint16) {
	if !vectorLumas(luma, r, g, b) {
		plainLumas(luma, r, g, b)
	}
}

func plainLumas(luma, r, g, b []uint16) {
	for i := range luma {
		v := scaled(int32(r[i])<<2, lumaR) + scaled(int32(g[i])<<2, lumaG) + scaled(int32(b[i])<<2, lumaB)
		luma[i] = uint16(v+2) >> 2
	}
}

func (f *ramp) quick(t *rows, n int) {
	n = filled(n)
	tables := f.quickTables()
	lumas(t[0][:n], t[0][:n], t[1][:n], t[2][:n])
	copy(t[1][:n], t[0][:n])
	copy(t[2][:n], t[0][:n])
	for i, table := range tables {
		table.look(t[i][:n])
	}
}

func (f Ramp) quickTables() func() [3]*quickTable {
	return sync.OnceValue(func() (t [3]*quickTable) {
		t = [3]*quickTable{new(quickTable), new(quickTable), new(quickTable)}
		for i := range quickest + 1 {
			r, g, b := f(float64(i) / quickest)
			for k, v := range [3]float64{r, g, b} {
				t[k][i] = quickValue(deepValue(v))
			}
		}
		return t
	})
}

// quick has factors with 13 bits behind the point.
func (f *gain) quick(t *rows, n int) {
	n = filled(n)
	var factors [tile]uint16
	lumas(factors[:n], t[0][:n], t[1][:n], t[2][:n])
	f.quickFactors().look(factors[:n])
	if !vectorScale(t[0][:n], t[1][:n], t[2][:n], factors[:n]) {
		plainScale(t[0][:n], t[1][:n], t[2][:n], factors[:n])
	}
}

func plainScale(r, g, b, factors []uint16) {
	for i, f := range factors {
		r[i] = uint16(min(quickest, uint32(r[i]<<3)*uint32(f)>>16))
		g[i] = uint16(min(quickest, uint32(g[i]<<3)*uint32(f)>>16))
		b[i] = uint16(min(quickest, uint32(b[i]<<3)*uint32(f)>>16))
	}
}
