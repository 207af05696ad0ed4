package icc

// matrix converts pixels of 8 bits by a profile of curves and a matrix: what
// each value of each sample adds to the light of the result is in a table, and
// so is the encoding of the sum.
type matrix struct {
	adds    [3][256][3]int32 // of light, in 2^-unitBits
	encoded []byte           // by the upper tableBits of light, one more at the end
}

const (
	unitBits  = 20
	tableBits = 14 // a step is at most a fifth of a level, where the curve is steepest
)

func newMatrix(w *way) *matrix {
	m := &matrix{encoded: make([]byte, 1<<tableBits+1)}
	for c, curve := range w.curves {
		for i := range 256 {
			light := curve(float64(i) / 255)
			for row := range 3 {
				m.adds[c][i][row] = bounded(light * w.matrix[3*row+c])
			}
		}
	}
	for i := range m.encoded {
		m.encoded[i] = byte(EncodeSRGB(float64(i)/(1<<tableBits))*255 + 0.5)
	}
	return m
}

// bounded is x in fixed point, at most so large that the sum of three fits.
func bounded(x float64) int32 {
	const most = 500
	if !(x > -most) {
		x = -most
	}
	return int32(min(x, most) * (1 << unitBits))
}

func (m *matrix) rgb(dst, src []byte) {
	const shift, half = unitBits - tableBits, 1 << (unitBits - tableBits - 1)
	table := (*[1<<tableBits + 1]byte)(m.encoded)
	at := func(sum int32) byte { return table[min(max(sum+half, 0), 1<<unitBits)>>shift] }
	for i := 0; i+4 <= len(src) && i+4 <= len(dst); i += 4 {
		from, to := src[i:i+4:i+4], dst[i:i+4:i+4]
		r, g, b := &m.adds[0][from[0]], &m.adds[1][from[1]], &m.adds[2][from[2]]
		to[0], to[1], to[2], to[3] = at(r[0]+g[0]+b[0]), at(r[1]+g[1]+b[1]), at(r[2]+g[2]+b[2]), from[3]
	}
}

// matrix16 is matrix for samples of 16 bits.
type matrix16 struct {
	light   [3][]float32 // of the 65536 values of each sample
	matrix  [9]float32
	encoded []float32 // of light in steps of 2^-16, one more at the end
}

func newMatrix16(w *way) *matrix16 {
	const steps = 1 << 16
	m := &matrix16{encoded: make([]float32, steps+2)}
	for i := range 9 {
		m.matrix[i] = float32(w.matrix[i])
	}
	for c, curve := range w.curves {
		m.light[c] = make([]float32, steps)
		for i := range m.light[c] {
			m.light[c][i] = float32(min(max(curve(float64(i)/65535), -500), 500))
		}
	}
	for i := range m.encoded {
		m.encoded[i] = float32(EncodeSRGB(float64(i)/steps) * 65535)
	}
	return m
}

func (m *matrix16) rgb(dst, src []byte) {
	for i := 0; i+8 <= len(src); i += 8 {
		r, g, b := m.light[0][get16(src[i:])], m.light[1][get16(src[i+2:])], m.light[2][get16(src[i+4:])]
		for row := range 3 {
			light := m.matrix[3*row]*r + m.matrix[3*row+1]*g + m.matrix[3*row+2]*b
			put16(dst[i+2*row:], m.encode(light))
		}
		dst[i+6], dst[i+7] = src[i+6], src[i+7]
	}
}

// encode interpolates in the table.
func (m *matrix16) encode(light float32) uint16 {
	if !(light > 0) {
		return 0
	}
	x := min(light, 1) * (1 << 16)
	n := int(x)
	low := m.encoded[n]
	return uint16(low + (x-float32(n))*(m.encoded[n+1]-low) + 0.5)
}
