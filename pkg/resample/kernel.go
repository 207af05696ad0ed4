package resample

import "math"

// kernel computes the weights of one position after the other.
type kernel struct {
	kind Filter
	wide float64 // the scale when shrinking, or 1
	raw  []float64
	// inside holds the weights of the positions that exist.
	inside []float64
	// For Lanczos3: the sine and cosine of the step from one weight to the
	// next, and those of a third of it.
	sin, cos, sin3, cos3 float64
}

func newKernel(kind Filter, scale float64) *kernel {
	k := &kernel{kind: kind, wide: math.Max(1, scale)}
	k.sin, k.cos = math.Sincos(math.Pi / k.wide)
	k.sin3, k.cos3 = math.Sincos(math.Pi / 3 / k.wide)
	k.raw, k.inside = make([]float64, 0, k.longest()), make([]float64, 0, k.longest())
	return k
}

// longest is the most weights that a position may have.
func (k *kernel) longest() int { return int(2*k.kind.radius()*k.wide) + 2 }

// at returns the weights around centre, the first of them for source position
// from. The weights of positions outside of the src that exist are given to
// the nearest inside.
func (k *kernel) at(centre float64, src int) (from int, weights []float64) {
	reach := k.kind.radius() * k.wide
	low, high := int(math.Ceil(centre-reach)), int(math.Floor(centre+reach))
	k.raw = k.raw[:high-low+1]
	switch at := float64(low) - centre; k.kind {
	case Cubic:
		k.cubic(at / k.wide)
	case Area:
		k.area(at)
	default:
		k.lanczos(at / k.wide)
	}
	if low >= 0 && high < src {
		return low, k.raw
	}
	from, to := clamp(low, src), clamp(high, src)
	k.inside = k.inside[:to-from+1]
	clear(k.inside)
	for i, w := range k.raw {
		k.inside[clamp(low+i, src)-from] += w
	}
	return from, k.inside
}

// lanczos is sinc(x) * sinc(x/3) at x and what follows. The sines of a row
// of angles come from the first by rotation; what that loses is far below
// the weights' 14 bits.
func (k *kernel) lanczos(x float64) {
	step := 1 / k.wide
	s, c := math.Sincos(math.Pi * x)
	s3, c3 := math.Sincos(math.Pi / 3 * x)
	for i := range k.raw {
		at := x + float64(i)*step
		k.raw[i] = 3 / (math.Pi * math.Pi) * s * s3 / (at * at)
		s, c = s*k.cos+c*k.sin, c*k.cos-s*k.sin
		s3, c3 = s3*k.cos3+c3*k.sin3, c3*k.cos3-s3*k.sin3
	}
	if i := clamp(int(math.Round(-x*k.wide)), len(k.raw)); math.Abs(x+float64(i)*step) < 1e-6 {
		k.raw[i] = 1 // where both sines are 0
	}
}

func (k *kernel) cubic(x float64) {
	for i := range k.raw {
		switch at := math.Abs(x + float64(i)/k.wide); {
		case at < 1:
			k.raw[i] = 1 + at*at*(1.5*at-2.5)
		case at < 2:
			k.raw[i] = 2 + at*(-4+at*(2.5-0.5*at))
		default:
			k.raw[i] = 0
		}
	}
}

// area is how much of a sample, which is one wide and begins half before x,
// lies within wide around 0.
func (k *kernel) area(x float64) {
	half := k.wide / 2
	for i := range k.raw {
		at := x + float64(i)
		k.raw[i] = math.Max(0, math.Min(at+0.5, half)-math.Max(at-0.5, -half))
	}
}
