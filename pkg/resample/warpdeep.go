package resample

// deepFormat is how a pixel's samples lie in its bytes. They are filtered at
// 16 bits, multiplied by alpha.
type deepFormat int

const (
	grey16Format     deepFormat = iota // one of 16 bits
	multipliedFormat                   // four of 16 bits, colours multiplied by alpha
	besideFormat                       // four of 16 bits
	byteFormat                         // four of 8 bits
)

// bytesOf is how many bytes a pixel has.
func (f deepFormat) bytesOf() int { return [4]int{2, 8, 8, 4}[f] }

// load reads a pixel.
func (f deepFormat) load(p []byte) (s [4]int64) {
	if f == grey16Format {
		return [4]int64{int64(p[0])<<8 | int64(p[1])}
	}
	if f == byteFormat {
		a := int64(p[3])
		for c := range 3 {
			s[c] = (int64(p[c])*a*257 + 127) / 255
		}
		s[3] = a * 257
		return s
	}
	for c := range s {
		s[c] = int64(p[2*c])<<8 | int64(p[2*c+1])
	}
	for c := 0; f == besideFormat && c < 3; c++ {
		s[c] = (s[c]*s[3] + 32767) / 65535
	}
	return s
}

// store writes a pixel.
func (f deepFormat) store(p []byte, s [4]uint16) {
	if f == grey16Format {
		put16(p, s[:1])
		return
	}
	capAlpha(s[:])
	if f != multipliedFormat {
		unmultiply(s[:])
	}
	if f == byteFormat {
		for c, v := range s {
			p[c] = byte((uint32(v)*255 + 32767) / 65535)
		}
		return
	}
	put16(p, s[:])
}

// deep fills a picture of that format.
func (k *phases) deep(dst, src samples, a steps, f deepFormat) {
	step := f.bytesOf()
	for y := range dst.size.Y {
		row := dst.pix[y*dst.stride:]
		u, v := a.row(y)
		for x := range dst.size.X {
			i, wx := k.tap(u)
			j, wy := k.tap(v)
			u, v = u+a.xx, v+a.yx
			var sum [4]int64
			for n, w := range wy {
				from := src.pix[clamp(j+n, src.size.Y)*src.stride:]
				var line [4]int64
				for c, w := range wx {
					for i, v := range f.load(from[step*clamp(i+c, src.size.X):]) {
						line[i] += v * int64(w)
					}
				}
				for c, v := range line {
					sum[c] += v * int64(w)
				}
			}
			var s [4]uint16
			for c, v := range sum {
				s[c] = uint16(min(max((v+1<<(2*weightBits-1))>>(2*weightBits), 0), 65535))
			}
			f.store(row[step*x:], s)
		}
	}
}
