package jpeg

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"runtime"
	"strings"
	"testing"
)

// verdict decodes strictly at all scales, which must agree, and returns the
// error.
func verdict(t testing.TB, data []byte) error {
	t.Helper()
	_, _, first := Decode(context.Background(), data, DecodeOptions{Limits: Limits{Pixels: 1 << 24}})
	for _, scale := range []int{2, 4, 8} {
		_, _, err := Decode(context.Background(), data, DecodeOptions{Scale: scale, Limits: Limits{Pixels: 1 << 24}})
		if (err == nil) != (first == nil) || err != nil && err.Error() != first.Error() {
			t.Errorf("at 1/%d: %v, and at full size: %v", scale, err, first)
		}
	}
	return first
}

func TestStrictDecodingRefusesEveryTruncation(t *testing.T) {
	for name, o := range map[string]EncodeOptions{"plain": {}, "restarts": {Restart: 2}, "progressive": {Progressive: true}} {
		data := oddFile(t, image.Pt(40, 30), oddSamplings()["4:2:0"], o)
		for n := range data {
			err := verdict(t, data[:n])
			var fault *Fault
			if err == nil || !errors.As(err, &fault) && !errors.Is(err, errNoSOI) {
				t.Fatalf("%s: %d of %d bytes: %v", name, n, len(data), err)
			}
			if fault != nil && (fault.Offset < 0 || fault.Offset > n) {
				t.Fatalf("%s: %d of %d bytes: the fault is at %d", name, n, len(data), fault.Offset)
			}
		}
		if err := verdict(t, data); err != nil {
			t.Errorf("%s: the whole file: %v", name, err)
		}
	}
}

func TestTolerantDecodingKeepsWhatStandsBeforeATruncation(t *testing.T) {
	size := image.Pt(64, 64)
	data := oddFile(t, size, oddSamplings()["grey"], EncodeOptions{})
	whole := mustDecode(t, data, DecodeOptions{}).(*image.Gray)
	m, faults, err := Decode(context.Background(), data[:len(data)*2/3], DecodeOptions{Tolerant: true})
	if err != nil || len(faults) == 0 || m.Bounds().Max != size {
		t.Fatalf("%v %v", err, faults)
	}
	g := m.(*image.Gray)
	if first := faults[0]; first.Scan != 1 || first.MCU < 30 || first.MCU > 50 {
		t.Errorf("the fault is %v", first)
	}
	for x := range size.X {
		if g.Pix[x] != whole.Pix[x] {
			t.Fatalf("the first row differs at %d", x)
		}
		if last := g.Pix[(size.Y-1)*g.Stride+x]; last != 128 {
			t.Fatalf("the last row is %d at %d, not grey", last, x)
		}
	}
}

// edit replaces the first occurrence behind the first scan's header.
func edit(t *testing.T, data []byte, old, new string) []byte {
	t.Helper()
	scan := bytes.Index(data, []byte{0xff, markSOS})
	at := bytes.Index(data[scan:], []byte(old))
	if scan < 0 || at < 0 {
		t.Fatalf("there is no %x", old)
	}
	return append(append(bytes.Clone(data[:scan+at]), new...), data[scan+at+len(old):]...)
}

func TestFaultsAreNamedAndBorne(t *testing.T) {
	plain := oddFile(t, image.Pt(80, 60), oddSamplings()["grey"], EncodeOptions{})
	restarts := oddFile(t, image.Pt(80, 60), oddSamplings()["grey"], EncodeOptions{Restart: 10})
	eoi := "\xff\xd9"
	for name, c := range map[string]struct {
		data []byte
		what string // "": no fault
	}{
		"nothing wrong":               {restarts, ""},
		"no end":                      {plain[:len(plain)-2], "premature end of the file"},
		"garbage behind the end":      {append(bytes.Clone(plain), "garbage \xff\xd8\xff"...), ""},
		"fill bytes":                  {edit(t, plain, eoi, "\xff\xff\xff"+eoi), ""},
		"fill bytes before a restart": {edit(t, restarts, "\xff\xd1", "\xff\xff\xff\xd1"), ""},
		"a comment behind the scan":   {edit(t, plain, eoi, "\xff\xfe\x00\x04ab"+eoi), ""},
		"a stray restart at the end":  {edit(t, plain, eoi, "\xff\xd3"+eoi), ""},
		"padding at the end":          {edit(t, plain, eoi, "\x00\x00"+eoi), ""},
		"much padding at the end":     {edit(t, plain, eoi, strings.Repeat("\x00", 40)+eoi), "extraneous bytes"},
		"a second scan":               {edit(t, plain, eoi, "\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00abc"+eoi), "a scan after the last"},
		"a second start":              {edit(t, plain, eoi, "\xff\xd8"+eoi), "second start"},
		"a restart left out":          {edit(t, restarts, "\xff\xd2", ""), "extraneous bytes before a restart marker"},
		"a restart for another":       {edit(t, restarts, "\xff\xd2", "\xff\xd6"), "restart marker 2 is missing"},
		"a restart twice":             {edit(t, restarts, "\xff\xd1", "\xff\xd1\xff\xd1"), "in the midst of the data"},
		"a byte before a restart":     {edit(t, restarts, "\xff\xd1", "\x55\xff\xd1"), "1 extraneous bytes before a restart marker"},
		"a marker in the data":        {edit(t, restarts, "\xff\xd1", "\xff\xfe\x00\x02"), "restart marker 1 is missing"},
	} {
		err := verdict(t, c.data)
		var fault *Fault
		if c.what == "" && err != nil || c.what != "" && (!errors.As(err, &fault) || !strings.Contains(fault.What, c.what)) {
			t.Errorf("%s: %v", name, err)
		}
		m, faults, err := Decode(context.Background(), c.data, DecodeOptions{Tolerant: true})
		if err != nil || m == nil || (len(faults) > 0) != (c.what != "") {
			t.Errorf("%s: tolerant: %v %v", name, err, faults)
		}
	}
}

func TestTolerantDecodingFindsItsPlaceAtRestarts(t *testing.T) {
	size := image.Pt(80, 80) // ten rows of ten blocks, a restart after each
	data := oddFile(t, size, oddSamplings()["grey"], EncodeOptions{Restart: 10})
	whole := mustDecode(t, data, DecodeOptions{}).(*image.Gray)
	from, to := bytes.Index(data, []byte("\xff\xd1"))+2, bytes.Index(data, []byte("\xff\xd3"))+2
	for name, c := range map[string]struct {
		data []byte
		lost int // rows of blocks, from the third on
	}{
		"an empty interval": {append(bytes.Clone(data[:from]), data[bytes.Index(data, []byte("\xff\xd2")):]...), 1},
		"two gone":          {append(bytes.Clone(data[:from-2]), data[to-2:]...), 2},
		"a bad one":         {edit(t, data, string(data[from:from+3]), "\xff\x00\xff\x00\xff\x00"), 1},
	} {
		m, faults, err := Decode(context.Background(), c.data, DecodeOptions{Tolerant: true})
		if err != nil || len(faults) == 0 {
			t.Errorf("%s: %v %v", name, err, faults)
			continue
		}
		g := m.(*image.Gray)
		for y := range size.Y {
			if row := y / 8; row >= 2 && row < 2+c.lost {
				continue
			}
			if !bytes.Equal(g.Pix[y*g.Stride:][:size.X], whole.Pix[y*whole.Stride:][:size.X]) {
				t.Errorf("%s: row %d differs; %v", name, y, faults)
				break
			}
		}
	}
}

func TestManyFaultsAreCounted(t *testing.T) {
	l := faultList{}
	for i := range 100 {
		if err := l.add(i, 1, i, "fault"); err != nil {
			t.Fatal(err)
		}
	}
	all := l.all()
	if len(all) != maxFaults+1 || all[maxFaults].What != "80 more faults after this" || len(l.all()) != maxFaults+1 {
		t.Errorf("%d faults, the last: %v", len(all), all[len(all)-1])
	}
}

// resized sets the size in the frame header.
func resized(t *testing.T, data []byte, w, h int) []byte {
	t.Helper()
	at := bytes.Index(data, []byte{0xff, markSOF0, 0, 17, 8})
	if at < 0 {
		t.Fatal("there is no frame header")
	}
	out := bytes.Clone(data)
	binary.BigEndian.PutUint16(out[at+5:], uint16(h))
	binary.BigEndian.PutUint16(out[at+7:], uint16(w))
	return out
}

func TestAHugeHeaderCostsNothing(t *testing.T) {
	data := resized(t, standardJPEG(t, 400, 300), 65535, 65535)
	for name, o := range map[string]DecodeOptions{
		"strict":            {},
		"pixels, tolerant":  {Tolerant: true, Limits: Limits{Pixels: 1e9}},
		"memory, tolerant":  {Tolerant: true, Limits: Limits{Memory: 1e9}},
		"memory, at eighth": {Tolerant: true, Scale: 8, Limits: Limits{Memory: 50e6}},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _, err := Decode(context.Background(), data, o)
		runtime.ReadMemStats(&after)
		var limit *LimitError
		var fault *Fault
		if !errors.As(err, &limit) && (o.Tolerant || !errors.As(err, &fault)) {
			t.Errorf("%s: %v", name, err)
		}
		if n := after.TotalAlloc - before.TotalAlloc; n > 1<<20 {
			t.Errorf("%s: %d bytes are allocated", name, n)
		}
	}
	if h, err := ReadHeader(data); err != nil || h.Width != 65535 {
		t.Errorf("the header: %v", err)
	}
}

func TestScansAreLimited(t *testing.T) {
	data := oddFile(t, image.Pt(40, 30), oddSamplings()["4:2:0"], EncodeOptions{Progressive: true})
	var limit *LimitError
	for _, tolerant := range []bool{false, true} {
		_, _, err := Decode(context.Background(), data, DecodeOptions{Tolerant: tolerant, Limits: Limits{Scans: 3}})
		if !errors.As(err, &limit) || limit.What != "scans" || limit.Limit != 3 {
			t.Errorf("tolerant %v: %v", tolerant, err)
		}
	}
	mustDecode(t, data, DecodeOptions{Limits: Limits{Scans: 10}})
}

func TestMemoryIsOnTheSafeSide(t *testing.T) {
	samplings := oddSamplings()
	samplings["across and down"] = []Component{{1, 4, 1}, {2, 1, 4}, {3, 1, 1}} // none is as large as the picture
	for name, components := range samplings {
		for _, e := range []EncodeOptions{{}, {Progressive: true}} {
			data := oddFile(t, image.Pt(1000, 600), components, e)
			h, err := ReadHeader(data)
			if err != nil {
				t.Fatal(err)
			}
			for _, scale := range []int{1, 2, 8} {
				o := DecodeOptions{Scale: scale}
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				mustDecode(t, data, o)
				runtime.ReadMemStats(&after)
				// What is allocated over all is more than what is held at a time.
				if used, most := int64(after.TotalAlloc-before.TotalAlloc), h.Memory(o)+h.PictureBytes(o); used > most {
					t.Errorf("%s at 1/%d, %v: %d bytes are allocated, and the estimate is %d", name, scale, h.Process, used, most)
				}
				o.Limits.Memory = 1000
				var limit *LimitError
				if _, _, err := Decode(context.Background(), data, o); !errors.As(err, &limit) {
					t.Errorf("%s: with a limit: %v", name, err)
				}
			}
		}
	}
}
