package jpeg

import "math/bits"

// encSpec is a Huffman table as a DHT segment holds it: how many codes there
// are of each length from 1 to 16, and the symbols in the order of codes.
type encSpec struct {
	counts [16]byte
	values []byte
}

// encHuffman is a table for writing. An entry is made for a symbol whose low
// four bits say how many bits of a value follow the code: it holds the code,
// shifted left by that number and by 5 more, and in the 5 lowest bits the
// length of code and value together. 0 means that there is no code.
type encHuffman [256]uint32

// newEncHuffman assigns the codes: T.81, Annex C.
func newEncHuffman(s *encSpec) *encHuffman {
	h, code, next := new(encHuffman), uint32(0), 0
	for length, n := range s.counts {
		for range n {
			symbol := s.values[next]
			size := uint32(symbol & 15)
			h[symbol] = code<<(size+5) | (uint32(length) + 1 + size)
			code++
			next++
		}
		code <<= 1
	}
	return h
}

// encAC is a table for AC coefficients that are written at once. Small holds,
// for a run of zeros and a value of -32 to 31 behind it, the code and the
// value's bits together, shifted left by 5, and below them their length: at
// run<<6 + value + 32. Nearly all coefficients are found there.
type encAC struct {
	encHuffman
	small [16 << 6]uint32
}

func newEncAC(s *encSpec) *encAC {
	a := &encAC{encHuffman: *newEncHuffman(s)}
	for v := int32(-32); v < 32; v++ {
		size, value := encValue(v)
		for run := range 16 {
			a.small[run<<6+int(v)+32] = a.encHuffman[run<<4|size] | value<<5
		}
	}
	return a
}

// encValue returns the size of a value, which is the number of bits that tell
// it, and these bits (T.81, table F.1): of a negative value, the lowest ones
// of the value less 1.
func encValue(v int32) (size int, value uint32) {
	sign := v >> 31
	size = bits.Len32(uint32((v ^ sign) - sign))
	return size, uint32(v+sign) & (1<<(size&31) - 1)
}

// The tables that T.81 gives as examples, K.3 to K.6. They have a code for
// each symbol that a baseline picture of 8 bits can need. Symbols of DC are
// 0 to 11, in both tables.
const (
	annexKDCLumaCounts   = "\x00\x01\x05\x01\x01\x01\x01\x01\x01\x00\x00\x00\x00\x00\x00\x00"
	annexKDCChromaCounts = "\x00\x03\x01\x01\x01\x01\x01\x01\x01\x01\x01\x00\x00\x00\x00\x00"
	annexKDCValues       = "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b"

	annexKACLumaCounts = "\x00\x02\x01\x03\x03\x02\x04\x03\x05\x05\x04\x04\x00\x00\x01\x7d"
	annexKACLumaValues = "" +
		"\x01\x02\x03\x00\x04\x11\x05\x12\x21\x31\x41\x06\x13\x51\x61\x07\x22\x71\x14\x32\x81\x91\xa1\x08" +
		"\x23\x42\xb1\xc1\x15\x52\xd1\xf0\x24\x33\x62\x72\x82\x09\x0a\x16\x17\x18\x19\x1a\x25\x26\x27\x28" +
		"\x29\x2a\x34\x35\x36\x37\x38\x39\x3a\x43\x44\x45\x46\x47\x48\x49\x4a\x53\x54\x55\x56\x57\x58\x59" +
		"\x5a\x63\x64\x65\x66\x67\x68\x69\x6a\x73\x74\x75\x76\x77\x78\x79\x7a\x83\x84\x85\x86\x87\x88\x89" +
		"\x8a\x92\x93\x94\x95\x96\x97\x98\x99\x9a\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xb2\xb3\xb4\xb5\xb6" +
		"\xb7\xb8\xb9\xba\xc2\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xca\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xd9\xda\xe1\xe2" +
		"\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa"

	annexKACChromaCounts = "\x00\x02\x01\x02\x04\x04\x03\x04\x07\x05\x04\x04\x00\x01\x02\x77"
	annexKACChromaValues = "" +
		"\x00\x01\x02\x03\x11\x04\x05\x21\x31\x06\x12\x41\x51\x07\x61\x71\x13\x22\x32\x81\x08\x14\x42\x91" +
		"\xa1\xb1\xc1\x09\x23\x33\x52\xf0\x15\x62\x72\xd1\x0a\x16\x24\x34\xe1\x25\xf1\x17\x18\x19\x1a\x26" +
		"\x27\x28\x29\x2a\x35\x36\x37\x38\x39\x3a\x43\x44\x45\x46\x47\x48\x49\x4a\x53\x54\x55\x56\x57\x58" +
		"\x59\x5a\x63\x64\x65\x66\x67\x68\x69\x6a\x73\x74\x75\x76\x77\x78\x79\x7a\x82\x83\x84\x85\x86\x87" +
		"\x88\x89\x8a\x92\x93\x94\x95\x96\x97\x98\x99\x9a\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xb2\xb3\xb4" +
		"\xb5\xb6\xb7\xb8\xb9\xba\xc2\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xca\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xd9\xda" +
		"\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa"
)

// encTables are the Huffman tables of a scan, by their number: 0 for luma, 1
// for chroma.
type encTables struct {
	dc, ac [2]*encSpec
}

// annexKTables returns the example tables.
func annexKTables() encTables {
	spec := func(counts, values string) *encSpec {
		s := &encSpec{values: []byte(values)}
		copy(s.counts[:], counts)
		return s
	}
	return encTables{
		dc: [2]*encSpec{spec(annexKDCLumaCounts, annexKDCValues), spec(annexKDCChromaCounts, annexKDCValues)},
		ac: [2]*encSpec{spec(annexKACLumaCounts, annexKACLumaValues), spec(annexKACChromaCounts, annexKACChromaValues)},
	}
}
