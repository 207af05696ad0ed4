package jxl

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"
)

func TestModuleIsTheOneThatChecksumsNames(t *testing.T) {
	list, err := os.ReadFile("checksums")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(module)
	if !strings.HasPrefix(string(list), hex.EncodeToString(sum[:])+"  jxl.wasm.gz") {
		t.Errorf("the checksum is %x", sum)
	}
}

func TestHeaders(t *testing.T) {
	// From the lowest bit on: small, height 8 x (1+1), ratio 1, all as usual.
	h, err := ReadHeader([]byte{0xff, 0x0a, 0x43, 0x02})
	if err != nil || h.Width != 16 || h.Height != 16 || h.Orientation != 1 {
		t.Errorf("%+v, %v", h, err)
	}
	for _, data := range []string{"", "\xff\x0a", "\x00\x00\x00\x0cJXL \r\n\x87\n", "\x00\x00\x00\x00jxlc", "\xff\x0b\x43\x02"} {
		if h, err := ReadHeader([]byte(data)); err == nil {
			t.Errorf("%q: %+v", data, h)
		}
	}
}

func FuzzReadHeader(f *testing.F) {
	f.Add([]byte{0xff, 0x0a, 0x43, 0x02})
	for _, name := range []string{"p3.jxl", "gamma.jxl", "alpha.jxl"} {
		_, data := read(f, name)
		f.Add(data)
	}
	f.Add([]byte("\x00\x00\x00\x0cJXL \r\n\x87\n\x00\x00\x00\x0cjxlc\xff\x0a\x43\x02"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if h, err := ReadHeader(data); err == nil && (h.Width < 1 || h.Height < 1 || h.Orientation < 1 || h.Orientation > 8) {
			t.Errorf("%+v", h)
		}
	})
}
