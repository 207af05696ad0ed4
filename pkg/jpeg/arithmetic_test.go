package jpeg

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
)

// arithFile is a grey picture of 128 x 128, whose scans have drawn data.
func arithFile(marker byte, seed uint64, scans ...[4]byte) []byte {
	r := rand.New(rand.NewPCG(seed, 1))
	data := handFile()
	data = data[:len(data)-2]
	data = []byte(strings.Replace(string(data), "\xff\xc2\x00\x0b\x08\x00\x08\x00\x10", "\xff"+string([]byte{marker})+"\x00\x0b\x08\x00\x80\x00\x80", 1))
	for _, s := range scans {
		data = append(data, 0xff, 0xda, 0, 8, 1, 1, 0, s[0], s[1], s[2]<<4|s[3])
		b := byte(r.IntN(255))
		for range 4000 {
			if r.IntN(30) == 0 { // alike bytes lead the estimates astray
				b = byte(r.IntN(255))
			}
			data = append(data, b)
		}
	}
	return append(data, 0xff, 0xd9)
}

func TestArithmeticScansCanBeAtFault(t *testing.T) {
	for name, c := range map[string]struct {
		marker byte
		scans  [][4]byte
		what   string
		scan   int
	}{
		"a large coefficient":      {0xc9, [][4]byte{{0, 63, 0, 0}}, whatMagnitude, 1},
		"a large mean":             {0xca, [][4]byte{{0, 0, 0, 0}}, whatMagnitude, 1},
		"a band":                   {0xca, [][4]byte{{1, 2, 0, 0}}, whatBand, 1},
		"a refinement of a band":   {0xca, [][4]byte{{1, 2, 1, 0}}, whatBand, 1},
		"data behind the last MCU": {0xc9, [][4]byte{{0, 63, 0, 0}}, "extraneous bytes after the scan", 1},
	} {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(3000) {
				data := arithFile(c.marker, seed, c.scans...)
				_, strictErr := NewDecoder(context.Background(), data, DecodeOptions{})
				var fault *Fault
				if !errors.As(strictErr, &fault) {
					t.Fatalf("seed %d: %v, expected a fault", seed, strictErr)
				}
				_, faults, err := ReadCoefficients(context.Background(), data, DecodeOptions{Tolerant: true})
				if err != nil || len(faults) == 0 {
					t.Fatalf("seed %d, tolerant: %v %v", seed, faults, err)
				}
				for _, f := range faults {
					if strings.Contains(f.What, c.what) && f.Scan == c.scan && f.MCU < 256 {
						return
					}
				}
			}
			t.Errorf("no seed leads to %q", c.what)
		})
	}
}

func TestArithmeticStatesLeadToStates(t *testing.T) {
	states := arithStates()
	for i, s := range states {
		if int(s.nextLess) >= len(states) || int(s.nextMore) >= len(states) || s.turn&^arithTurn != 0 {
			t.Errorf("state %d is %+v", i, s)
		}
		// Only where the estimate is about a half do the symbols change places.
		if s.turn != 0 && s.qe < 0x5500 {
			t.Errorf("state %d turns at %x", i, s.qe)
		}
		if i < arithFixed && states[s.nextMore].qe > s.qe && s.turn == 0 && s.qe < 0x5000 {
			t.Errorf("state %d: the less probable symbol becomes more probable by not coming", i)
		}
	}
	if s := states[arithFixed]; s.nextLess != arithFixed || s.nextMore != arithFixed || s.turn != 0 {
		t.Errorf("the fixed state is %+v", s)
	}
}
