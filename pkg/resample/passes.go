package resample

// extraBits is the precision that rows keep between the two passes.
const extraBits = 6

// horizontal filters a row across, from the precision between the passes to
// samples, which it clamps to what they can hold.
func horizontal[T sample](dst []T, src []int32, f *filter, channels int) {
	switch channels {
	case 1:
		horizontal1(dst, src, f)
	case 4:
		horizontal4(dst, src, f)
	default:
		panic("resample: planes have 1 or 4 channels")
	}
}

const (
	finalShift = weightBits + extraBits
	finalHalf  = 1 << (finalShift - 1)
)

func horizontal1[T sample](dst []T, src []int32, f *filter) {
	most := int(^T(0))
	for x := range dst {
		first, weights := f.taps(x)
		from := src[first : first+len(weights)]
		sum, i := finalHalf, 0
		for ; i+4 <= len(from); i += 4 {
			v, w := (*[4]int32)(from[i:]), (*[4]int32)(weights[i:])
			sum += int(v[0])*int(w[0]) + int(v[1])*int(w[1]) + int(v[2])*int(w[2]) + int(v[3])*int(w[3])
		}
		for ; i < len(from) && i < len(weights); i++ {
			sum += int(from[i]) * int(weights[i])
		}
		dst[x] = T(min(max(sum>>finalShift, 0), most))
	}
}

func horizontal4[T sample](dst []T, src []int32, f *filter) {
	most := int(^T(0))
	final := func(sum int) T { return T(min(max((sum+finalHalf)>>finalShift, 0), most)) }
	for x := range f.first {
		first, weights := f.taps(x)
		from := src[4*first : 4*(first+len(weights))]
		var a, b, c, d int
		for _, weight := range weights {
			if len(from) < 4 {
				break // never; it spares checks below
			}
			w := int(weight)
			a += int(from[0]) * w
			b += int(from[1]) * w
			c += int(from[2]) * w
			d += int(from[3]) * w
			from = from[4:]
		}
		to := dst[4*x : 4*x+4]
		to[0], to[1], to[2], to[3] = final(a), final(b), final(c), final(d)
	}
}
