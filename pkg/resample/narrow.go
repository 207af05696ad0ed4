package resample

// narrow is for scales up to 2, enlarging too: where eight samples hold a
// pair of taps of each of four neighbouring outputs, so that one permutation
// picks them.
type narrow struct {
	first []int32 // samples: the lowest of each four outputs
	// picks says where in the eight samples from first on the pair of taps
	// begins, for each four outputs: 16 numbers of bytes.
	picks []byte
	// weights of each group of outputs, for each pair of taps: two for each
	// output in order.
	weights []int16
	pairs   int
}

// isNarrow reports whether the taps of all four neighbours are as near to
// each other as that.
func isNarrow(t *taps) bool {
	for x := 0; x < len(t.first); x += 4 {
		if low, high := t.four(x); high-low > 6 {
			return false
		}
	}
	return true
}

// four returns the lowest and the highest first tap of four outputs. Where
// zeros were left out, later ones may begin earlier.
func (t *taps) four(x int) (low, high int32) {
	low, high = t.first[x], t.first[x]
	for _, first := range t.first[x:min(x+4, len(t.first))] {
		low, high = min(low, first), max(high, first)
	}
	return low, high
}

func newNarrow(t *taps) *narrow {
	pairs, outputs := (t.longest()+1)/2, roundUp(len(t.first), group)
	a := &narrow{make([]int32, outputs/4), make([]byte, outputs*4), make([]int16, outputs*pairs*2), pairs}
	for x, first := range t.first {
		if x%4 == 0 {
			a.first[x/4], _ = t.four(x)
		}
		apart := byte(2 * (first - a.first[x/4]))
		copy(a.picks[4*x:4*x+4], []byte{apart, apart + 1, apart + 2, apart + 3})
		a.put(t, x)
	}
	return a
}

// put stores the weights of output x.
func (a *narrow) put(t *taps, x int) {
	_, weights := t.of(x)
	at := a.place(x)
	for i, w := range weights {
		a.weights[at+i/2*2*group+i%2] = w
	}
}

// place is where the weights of output x begin. Its pairs are group pairs
// apart.
func (a *narrow) place(x int) int { return x/group*group*2*a.pairs + x%group*2 }

func (a *narrow) slack() int { return 2*a.pairs + 8 }

func (a *narrow) room() int { return 4 * len(a.first) }

func (a *narrow) row(dst []byte, mid []int16) { acrossNarrow(dst[:4*len(a.first)], mid, a) }

// acrossNarrowGo computes the outputs.
func acrossNarrowGo(dst []byte, mid []int16, a *narrow) {
	for x := range dst {
		from := mid[int(a.first[x/4])+int(a.picks[4*x]/2):][:2*a.pairs]
		at := a.place(x)
		var sum int32
		for ; len(from) >= 2; from = from[2:] {
			sum += int32(from[0])*int32(a.weights[at]) + int32(from[1])*int32(a.weights[at+1])
			at += 2 * group
		}
		dst[x] = final(sum)
	}
}
