package jpeg

import (
	"bytes"
	"context"
	"errors"
	"image"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/jpeg/dct"
)

// handScan is a scan written by hand, of a grey picture.
type handScan struct {
	ss, se, ah, al byte
	values         string // of the codes 00, 01, 10 and 110
	bits           string // blanks between them are only to be read more easily
	after          string // bytes that follow
}

// handFile is a progressive file of two blocks side by side.
func handFile(scans ...handScan) []byte {
	data := []byte("\xff\xd8\xff\xdb\x00\x43\x00")
	data = append(data, bytes.Repeat([]byte{1}, 64)...)
	data = append(data, "\xff\xc2\x00\x0b\x08\x00\x08\x00\x10\x01\x01\x11\x00"...)
	for _, s := range scans {
		data = s.write(data)
	}
	return append(data, 0xff, 0xd9)
}

func (s handScan) write(data []byte) []byte {
	var counts [16]byte
	counts[1] = byte(min(3, len(s.values)))
	counts[2] = byte(len(s.values)) - counts[1]
	class := byte(0x10)
	if s.ss == 0 {
		class = 0
	}
	data = append(data, 0xff, 0xc4, 0, byte(19+len(s.values)), class)
	data = append(append(data, counts[:]...), s.values...)
	data = append(data, 0xff, 0xda, 0, 8, 1, 1, 0, s.ss, s.se, s.ah<<4|s.al)
	bits := strings.ReplaceAll(s.bits, " ", "")
	for len(bits)%8 != 0 {
		bits += "1"
	}
	for ; bits != ""; bits = bits[8:] {
		var b byte
		for _, bit := range []byte(bits[:8]) {
			b = b<<1 | (bit - '0')
		}
		if data = append(data, b); b == 0xff {
			data = append(data, 0)
		}
	}
	return append(data, s.after...)
}

// meanScan is a first scan after which both blocks have a mean of 1.
func meanScan() handScan { return handScan{values: "\x00\x01", bits: "01 1  00"} }

func TestScansAreDecodedBitByBit(t *testing.T) {
	for name, c := range map[string]struct {
		scans []handScan
		want  [2]dct.Block // by the file's order
	}{
		"means": {[]handScan{meanScan()}, [2]dct.Block{{1}, {1}}},
		"means in two steps": {[]handScan{
			{al: 1, values: "\x00\x02", bits: "01 11  01 00"}, {al: 0, ah: 1, bits: "1 0"},
		}, [2]dct.Block{{7}, {0}}},
		"a band": {[]handScan{
			meanScan(), {ss: 1, se: 5, al: 1, values: "\x11\x02\x00", bits: "00 0 01 10 10  00 1 00 1 10"},
		}, [2]dct.Block{{1, 0, -2, 4}, {1, 0, 2, 0, 2}}},
		"a run of empty blocks": {[]handScan{
			meanScan(), {ss: 1, se: 63, values: "\x10\x01", bits: "00 0"},
		}, [2]dct.Block{{1}, {1}}},
		"sixteen zeros": {[]handScan{
			meanScan(), {ss: 1, se: 63, values: "\xf0\x01\x00", bits: "00 01 1 10  00 00 00 01 0 10"},
		}, [2]dct.Block{{0: 1, 17: 1}, {0: 1, 49: -1}}},
		"a refinement": {[]handScan{
			meanScan(),
			{ss: 1, se: 4, al: 1, values: "\x01\x11\x00", bits: "00 1 01 0 10  00 0 10"}, // 2 0 -2 | -2
			// Behind symbol and sign, a bit for each coefficient that is passed.
			{ss: 1, se: 4, ah: 1, values: "\x11\x01\x00", bits: "01 0 1 10 0  00 1 0 10"},
		}, [2]dct.Block{{1, 3, -1, -2}, {1, -2, 0, 1}}},
		"a refinement in a run of empty blocks": {[]handScan{
			meanScan(),
			{ss: 1, se: 4, al: 1, values: "\x01\x11\x00", bits: "00 1 01 0 10  00 0 10"},
			{ss: 1, se: 4, ah: 1, values: "\x10", bits: "00 0  1 0  1"},
		}, [2]dct.Block{{1, 3, 0, -2}, {1, -3}}},
		"large coefficients": {[]handScan{
			meanScan(),
			{ss: 1, se: 2, al: 5, values: "\x0a\x00", bits: "00 1111111111 01  00 0000000000 01"},
			{ss: 1, se: 2, ah: 5, al: 4, values: "\x00", bits: "00 1  00 1"},
		}, [2]dct.Block{{1, 1023*32 + 16}, {1, -1023*32 - 16}}},
	} {
		t.Run(name, func(t *testing.T) {
			got := mustCoefficients(t, handFile(c.scans...))
			for i, b := range c.want {
				var want dct.Block
				for k, v := range b {
					want[zigzag[k]] = v
				}
				if got.Planes[0].Blocks[i] != want {
					t.Errorf("block %d is %v, expected %v", i, got.Planes[0].Blocks[i], want)
				}
			}
		})
	}
}

func TestFaultsInScansAreToldWithTheirPlace(t *testing.T) {
	ac := func(se byte, values, bits string) handScan {
		return handScan{ss: 1, se: se, values: values, bits: bits}
	}
	firstBit := handScan{ss: 1, se: 2, al: 1, values: "\x00", bits: "00 00"}
	for name, c := range map[string]struct {
		scans     []handScan
		what      string
		scan, mcu int
	}{
		"a bad code":                        {[]handScan{meanScan(), ac(63, "\x00", "00 11111111111111")}, "bad Huffman code", 2, 1},
		"a bad code for a mean":             {[]handScan{{values: "\x00", bits: "00 1111111111111111"}}, "bad Huffman code", 1, 1},
		"a bad code in a refinement":        {[]handScan{meanScan(), firstBit, {ss: 1, se: 2, ah: 1, values: "\x00", bits: "11111111 11111111"}}, "bad Huffman code", 3, 0},
		"a refinement by 2":                 {[]handScan{meanScan(), firstBit, {ss: 1, se: 2, ah: 1, values: "\x02", bits: "00 11"}}, "refinement by other than 1", 3, 0},
		"an early end":                      {[]handScan{meanScan(), ac(63, "\x01\x00", "00 1 01 00 1")}, "marker 0xd9 in the midst", 2, 1},
		"an early end of means":             {[]handScan{{values: "\x08", bits: "00 111111"}}, "marker 0xd9 in the midst", 1, 0},
		"an early end of a refinement":      {[]handScan{meanScan(), {ss: 1, se: 63, al: 1, values: "\x01", bits: strings.Repeat("001", 126)}, {ss: 1, se: 63, ah: 1, values: "\x00", bits: "00"}}, "marker 0xd9 in the midst", 3, 0},
		"bytes behind the scan":             {[]handScan{{values: "\x00", bits: "00 00", after: "12345678"}}, "extraneous bytes", 1, 1},
		"coefficients before the mean":      {[]handScan{ac(5, "\x00", "00 00"), meanScan()}, "inconsistent progression", 1, 0},
		"the same band twice":               {[]handScan{meanScan(), firstBit, firstBit}, "inconsistent progression", 3, 0},
		"a refinement of nothing":           {[]handScan{meanScan(), {ss: 1, se: 2, ah: 1, values: "\x00", bits: "00 00"}}, "inconsistent progression", 2, 0},
		"a refinement of another bit":       {[]handScan{meanScan(), firstBit, {ss: 1, se: 2, ah: 3, al: 2, values: "\x00", bits: "00 00"}}, "inconsistent progression", 3, 0},
		"a refinement by two bits":          {[]handScan{meanScan(), {ss: 1, se: 2, ah: 2, values: "\x00", bits: "00 00"}}, "impossible parameters", 0, 0},
		"a band past the block":             {[]handScan{meanScan(), ac(64, "\x00", "00 00")}, "impossible parameters", 0, 0},
		"a band that ends before it begins": {[]handScan{meanScan(), {ss: 3, se: 2, values: "\x00", bits: "00 00"}}, "impossible parameters", 0, 0},
		"means with coefficients":           {[]handScan{{se: 5, values: "\x00", bits: "00 00"}}, "impossible parameters", 0, 0},
		"a bit out of range":                {[]handScan{{al: 14, values: "\x00", bits: "00 00"}}, "impossible parameters", 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			data := handFile(c.scans...)
			for _, scale := range []int{1, 2, 4, 8} {
				_, err := NewDecoder(context.Background(), data, DecodeOptions{Scale: scale})
				var fault *Fault
				if !errors.As(err, &fault) || !strings.Contains(fault.What, c.what) {
					t.Fatalf("at 1/%d: %v, expected %q", scale, err, c.what)
				}
				if c.scan > 0 && (fault.Scan != c.scan || fault.MCU != c.mcu) {
					t.Errorf("at 1/%d: %v, expected scan %d, MCU %d", scale, err, c.scan, c.mcu)
				}
				if fault.Offset < 80 || fault.Offset > len(data) {
					t.Errorf("at 1/%d: %v, but the file has %d bytes", scale, err, len(data))
				}
				d, err := NewDecoder(context.Background(), data, DecodeOptions{Scale: scale, Tolerant: true})
				if err != nil {
					t.Fatalf("tolerant, at 1/%d: %v", scale, err)
				}
				if faults := d.Faults(); len(faults) == 0 || faults[0].What != fault.What {
					t.Errorf("tolerant, at 1/%d: %v, expected %v first", scale, faults, fault)
				}
				if rows, err := d.Next(); err != nil || rows.Planes[0].Height != 8/scale {
					t.Errorf("tolerant, at 1/%d: %v, %v", scale, rows.Planes, err)
				}
			}
		})
	}
}

// What leads past the end of a band or of the picture is taken as libjpeg
// takes it.
func TestRunsPastTheEnd(t *testing.T) {
	for name, c := range map[string]struct {
		scans []handScan
		want  dct.Block // the first, by the file's order
	}{
		"a coefficient behind the band":  {[]handScan{meanScan(), {ss: 1, se: 5, values: "\x51\x00", bits: "00 1 01"}}, dct.Block{0: 1, 6: 1}},
		"a coefficient behind the block": {[]handScan{meanScan(), {ss: 60, se: 63, values: "\x51\x00", bits: "00 1 01"}}, dct.Block{0: 1, 63: 1}},
		"zeros behind the band":          {[]handScan{meanScan(), {ss: 1, se: 5, values: "\xf0\x00", bits: "00 01"}}, dct.Block{0: 1}},
		"a refinement behind the band": {[]handScan{
			meanScan(), {ss: 1, se: 2, al: 1, values: "\x00", bits: "00 00"}, {ss: 1, se: 2, ah: 1, values: "\x21\x00", bits: "00 1 01"},
		}, dct.Block{0: 1, 3: 1}},
		"a run of blocks behind the last": {[]handScan{meanScan(), {ss: 1, se: 5, values: "\x20", bits: "00 11"}}, dct.Block{0: 1}},
	} {
		var want dct.Block
		for k, v := range c.want {
			want[zigzag[k]] = v
		}
		if got := mustCoefficients(t, handFile(c.scans...)).Planes[0].Blocks[0]; got != want {
			t.Errorf("%s: %v, expected %v", name, got, want)
		}
	}
}

func TestAFileWithoutAComponentsScanIsAtFault(t *testing.T) {
	encTool(t, "cjpeg")
	encTool(t, "jpegtran")
	baseline := encRun(t, ppm(image.Pt(40, 24), 10), "cjpeg")
	data := encRun(t, baseline, "jpegtran", "-scans", scanScript(t, "0; 1; 2;"))
	last := bytes.LastIndex(data, []byte("\xff\xda"))
	data = append(data[:last:last], 0xff, 0xd9)
	const what = "no scan tells the mean values of component 3"
	if _, _, err := ReadCoefficients(context.Background(), data, DecodeOptions{}); err == nil || !strings.Contains(err.Error(), what) {
		t.Errorf("strict: %v, expected %q", err, what)
	}
	c, faults, err := ReadCoefficients(context.Background(), data, DecodeOptions{Tolerant: true})
	if err != nil || len(faults) != 1 || faults[0].What != what {
		t.Fatalf("tolerant: %v %v, expected %q", faults, err, what)
	}
	if want := mustCoefficients(t, baseline); c.Planes[0].Blocks[0] != want.Planes[0].Blocks[0] {
		t.Error("tolerant reading has lost what is there")
	}
	if _, err := NewDecoder(context.Background(), data, DecodeOptions{}); err == nil {
		t.Error("a decoder takes the file")
	}
}

// Scans over a large picture are refused before there are many of them.
func TestScansAreRefusedByTheirBlocks(t *testing.T) {
	data := handFile(meanScan(), handScan{ss: 1, se: 5, values: "\x00", bits: "00 00"})
	for most, ok := range map[int64]bool{0: true, 4: true, 3: false} {
		_, _, err := Decode(context.Background(), data, DecodeOptions{Limits: Limits{Blocks: most}})
		var limit *LimitError
		if ok && err != nil || !ok && (!errors.As(err, &limit) || limit.Limit != most) {
			t.Errorf("at most %d blocks: %v", most, err)
		}
	}
}

func TestManyScansAreRefusedByCount(t *testing.T) {
	scans := []handScan{{al: 13, values: "\x00", bits: "00 00"}}
	for range 600 {
		scans = append(scans, handScan{al: 12, ah: 13, bits: "0 0"})
	}
	data := handFile(scans...)
	for _, tolerant := range []bool{false, true} {
		_, err := NewDecoder(context.Background(), data, DecodeOptions{Tolerant: tolerant})
		var limit *LimitError
		var fault *Fault
		switch {
		case tolerant && (!errors.As(err, &limit) || limit.Limit != 500):
			t.Errorf("tolerant: %v, expected the limit of 500 scans", err)
		case !tolerant && !errors.As(err, &fault):
			t.Errorf("strict: %v, expected a fault of the third scan", err)
		}
	}
}
