package codec

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/heif"
	"github.com/photoq/photoq/pkg/wasm"
)

func TestModulesAreTheOnesThatChecksumsNames(t *testing.T) {
	list, err := os.ReadFile("checksums")
	if err != nil {
		t.Fatal(err)
	}
	for name, module := range map[string][]byte{"hevc.wasm.gz": hevcModule, "av1.wasm.gz": av1Module} {
		sum := sha256.Sum256(module)
		if !strings.Contains(string(list), hex.EncodeToString(sum[:])+"  "+name+"\n") {
			t.Errorf("%s has the checksum %x", name, sum)
		}
	}
}

// coded returns the picture of a file.
func coded(t testing.TB, name string) (p *heif.Picture, data []byte) {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("..", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	f, err := heif.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	if data, err = f.Main.Data(0); err != nil {
		t.Fatal(err)
	}
	return f.Main, data
}

func open(t testing.TB, p *heif.Picture) *Decoder {
	t.Helper()
	d, err := Open(t.Context(), Kind(p.Codec), 64*64, p.Bits)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

func TestPicturesAreDecodedOneAfterTheOther(t *testing.T) {
	for name, want := range map[string]struct{ bits, chroma int }{
		"colour.heic": {8, 1}, "full444.heic": {8, 3}, "deep.heic": {10, 3}, "colour.avif": {8, 1}, "full444.avif": {8, 3},
	} {
		p, data := coded(t, name)
		d := open(t, p)
		var first []byte
		for range 3 {
			f, err := d.Decode(t.Context(), p.Config, data)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if f.Width != 64 || f.Height < 48 || f.Bits != want.bits || f.Chroma != want.chroma || f.Damaged {
				t.Errorf("%s: %+v", name, f)
			}
			luma := make([]byte, 2*64*48)
			if err := d.Copy(f, 0, luma, 128, 64, 48); err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = luma
			}
			if string(first) != string(luma) {
				t.Errorf("%s: a second time it is another", name)
			}
		}
	}
}

func TestDamagedPicturesAreErrors(t *testing.T) {
	for _, name := range []string{"colour.heic", "colour.avif"} {
		p, data := coded(t, name)
		for cut := range len(data) / 16 {
			damaged := append([]byte{}, data[:16*cut]...)
			d := open(t, p)
			f, err := d.Decode(t.Context(), p.Config, damaged)
			if err == nil && name == "colour.heic" && !f.Damaged {
				t.Errorf("%s cut to %d bytes is taken", name, len(damaged))
			}
			if err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, wasm.ErrTrap) && !errors.Is(err, wasm.ErrMemory) {
				t.Errorf("%s cut to %d bytes: %v", name, len(damaged), err)
			}
			d.Close()
		}
	}
}

func TestDecodingEndsWithItsContext(t *testing.T) {
	for _, name := range []string{"colour.heic", "colour.avif"} {
		p, data := coded(t, name)
		d := open(t, p)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := d.Decode(ctx, p.Config, data); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, name := range []string{"colour.heic", "colour.avif"} {
		p, data := coded(f, name)
		f.Add(p.Codec == string(AV1), p.Config, data)
	}
	f.Fuzz(func(t *testing.T, av1 bool, config, data []byte) {
		kind := HEVC
		if av1 {
			kind = AV1
		}
		d, err := Open(t.Context(), kind, 64*64, 8)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		frame, err := d.Decode(t.Context(), config, data)
		if err != nil {
			return
		}
		for i := range frame.Planes() {
			w, h := min(64, frame.Width), min(64, frame.Height)
			_ = d.Copy(frame, i, make([]byte, 2*w*h), 2*w, w, h) // an error or not, it must not crash
		}
	})
}
