package resample

import "math"

const (
	lobes      = 3
	warpTaps   = 2 * lobes
	phaseBits  = 8
	phaseCount = 1 << phaseBits
)

// phases holds the filter's weights for each place between two samples. They
// sum up to 1 << weightBits.
type phases [phaseCount][warpTaps]int32

func newPhases() *phases {
	var k phases
	for p := range k {
		var raw [warpTaps]float64
		sum, fixed := 0.0, int32(0)
		for i := range raw {
			raw[i] = sinc3(float64(i-lobes+1) - float64(p)/phaseCount)
			sum += raw[i]
		}
		for i, w := range raw {
			k[p][i] = int32(math.Round(w / sum * (1 << weightBits)))
			fixed += k[p][i]
		}
		k[p][lobes-1+p*2/phaseCount] += 1<<weightBits - fixed
	}
	return &k
}

// sinc3 is the sinc within a sinc window of three lobes.
func sinc3(x float64) float64 {
	if x == 0 {
		return 1
	}
	if math.Abs(x) >= lobes {
		return 0
	}
	x *= math.Pi
	return lobes * math.Sin(x) * math.Sin(x/lobes) / (x * x)
}

// tap is the place of a pixel's first sample, and the weights of it and
// those beside it.
func (k *phases) tap(at int64) (first int, weights *[warpTaps]int32) {
	at += 1 << (fraction - phaseBits - 1) // to the nearest phase
	return int(at>>fraction) - (lobes - 1), &k[at>>(fraction-phaseBits)&(phaseCount-1)]
}

// Sums are of weightBits more than a sample after the first pass, of which
// betweenWarp are taken away, and of the rest after the second.
const (
	betweenWarp = 6
	finalWarp   = 2*weightBits - betweenWarp
)

func finalByte(sum int64) byte {
	return byte(min(max((sum+1<<(finalWarp-1))>>finalWarp, 0), 255))
}

// bytes fills a plane of bytes.
func (k *phases) bytes(dst, src samples, a steps) {
	for y := range dst.size.Y {
		row := dst.pix[y*dst.stride:][:dst.size.X]
		u, v := a.row(y)
		for x := range row {
			i, wx := k.tap(u)
			j, wy := k.tap(v)
			u, v = u+a.xx, v+a.yx
			if i < 0 || j < 0 || i+warpTaps > src.size.X || j+warpTaps > src.size.Y {
				row[x] = k.edge(src, i, j, wx, wy)
				continue
			}
			from := src.pix[j*src.stride+i:]
			var sum int64
			for _, w := range wy {
				s := (*[warpTaps]byte)(from)
				line := int32(s[0])*wx[0] + int32(s[1])*wx[1] + int32(s[2])*wx[2] + int32(s[3])*wx[3] + int32(s[4])*wx[4] + int32(s[5])*wx[5]
				sum += int64(line>>betweenWarp) * int64(w)
				from = from[min(src.stride, len(from)):]
			}
			row[x] = finalByte(sum)
		}
	}
}

// edge is a sample of a plane's result near its edge, beyond which the plane
// goes on as at the edge.
func (k *phases) edge(src samples, i, j int, wx, wy *[warpTaps]int32) byte {
	var sum int64
	for n, w := range wy {
		from := src.pix[clamp(j+n, src.size.Y)*src.stride:]
		var line int32
		for c, w := range wx {
			line += int32(from[clamp(i+c, src.size.X)]) * w
		}
		sum += int64(line>>betweenWarp) * int64(w)
	}
	return finalByte(sum)
}

// pixels fills a picture with four bytes a pixel, and calls finish with each
// row.
func (k *phases) pixels(dst, src samples, a steps, finish func(row []byte)) {
	for y := range dst.size.Y {
		row := dst.pix[y*dst.stride:][:4*dst.size.X]
		u, v := a.row(y)
		for x := range dst.size.X {
			i, wx := k.tap(u)
			j, wy := k.tap(v)
			u, v = u+a.xx, v+a.yx
			var sum [4]int64
			for n, w := range wy {
				from := src.pix[clamp(j+n, src.size.Y)*src.stride:]
				var line [4]int32
				for c, w := range wx {
					p := (*[4]byte)(from[4*clamp(i+c, src.size.X):])
					line[0] += int32(p[0]) * w
					line[1] += int32(p[1]) * w
					line[2] += int32(p[2]) * w
					line[3] += int32(p[3]) * w
				}
				for c, v := range line {
					sum[c] += int64(v>>betweenWarp) * int64(w)
				}
			}
			for c, v := range sum {
				row[4*x+c] = finalByte(v)
			}
		}
		finish(row)
	}
}
