package png

// filter turns rows into differences from their neighbours, which are packed
// better (section 9). For each row it takes the kind of difference whose
// amounts are the least in sum, as the standard advises (section 12.7).
type filter struct {
	pixel int // bytes
	// The row and the one above, each behind a pixel of zeros, which is what
	// the standard has there.
	row, above []byte
	tries      [kinds][]byte // behind the byte that tells the kind
}

// kinds is how many ways of filtering there are: none, and by the pixel to the
// left, above, the mean of both, and Paeth's predictor.
const kinds = 5

func newFilter(row, pixel int) *filter {
	f := &filter{pixel: pixel, row: make([]byte, pixel+row), above: make([]byte, pixel+row)}
	for kind := range f.tries {
		f.tries[kind] = make([]byte, 1+row)
		f.tries[kind][0] = byte(kind)
	}
	return f
}

// next returns where the next row's samples go.
func (f *filter) next() []byte {
	f.row, f.above = f.above, f.row
	return f.row[f.pixel:]
}

// filtered returns the row as it stands in the file. It holds until the next
// call.
func (f *filter) filtered() []byte {
	x, left := f.row[f.pixel:], f.row[:len(f.row)-f.pixel]
	up, corner := f.above[f.pixel:], f.above[:len(f.row)-f.pixel]
	best, least := f.tries[0], copied(f.tries[0][1:], x)
	for kind, by := range [kinds - 1]func(dst, x, left, up, corner []byte) int{byLeft, byUp, byMean, byPaeth} {
		try := f.tries[kind+1]
		if sum := by(try[1:], x, left, up, corner); sum < least {
			best, least = try, sum
		}
	}
	return best
}

// amount is how far a difference is from none.
func amount(d byte) int {
	v := int(int8(d))
	sign := v >> 63
	return (v ^ sign) - sign
}

func copied(dst, x []byte) int {
	copy(dst, x)
	sum := 0
	for _, v := range x {
		sum += amount(v)
	}
	return sum
}

func byLeft(dst, x, left, _, _ []byte) int {
	sum := 0
	dst, left = dst[:len(x)], left[:len(x)]
	for i, v := range x {
		d := v - left[i]
		dst[i] = d
		sum += amount(d)
	}
	return sum
}

func byUp(dst, x, _, up, _ []byte) int {
	sum := 0
	dst, up = dst[:len(x)], up[:len(x)]
	for i, v := range x {
		d := v - up[i]
		dst[i] = d
		sum += amount(d)
	}
	return sum
}

func byMean(dst, x, left, up, _ []byte) int {
	sum := 0
	dst, left, up = dst[:len(x)], left[:len(x)], up[:len(x)]
	for i, v := range x {
		d := v - byte((uint(left[i])+uint(up[i]))/2)
		dst[i] = d
		sum += amount(d)
	}
	return sum
}

// byPaeth predicts with the one of three neighbours that is nearest to left +
// up - corner; of equals with the first. It is written so that nothing
// branches: what comes next cannot be guessed.
func byPaeth(dst, x, left, up, corner []byte) int {
	sum := 0
	dst, left, up, corner = dst[:len(x)], left[:len(x)], up[:len(x)], corner[:len(x)]
	for i, v := range x {
		a, b, c := int(left[i]), int(up[i]), int(corner[i])
		toLeft, toUp := b-c, a-c
		toCorner := distance(toLeft + toUp)
		toLeft, toUp = distance(toLeft), distance(toUp)
		nearest, how := b, toUp
		if toLeft <= toUp {
			nearest = a
		}
		how = min(how, toLeft)
		if toCorner < how {
			nearest = c
		}
		d := v - byte(nearest)
		dst[i] = d
		sum += amount(d)
	}
	return sum
}

func distance(v int) int {
	sign := v >> 63
	return (v ^ sign) - sign
}
