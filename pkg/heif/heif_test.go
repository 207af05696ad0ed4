package heif

import (
	"encoding/binary"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestContainersAreRead(t *testing.T) {
	for name, c := range map[string]struct {
		codec string
		alpha bool
	}{
		"colour.heic": {"hvc1", false}, "alpha.heic": {"hvc1", true}, "deep.heic": {"hvc1", false},
		"colour.avif": {"av01", false}, "alpha.avif": {"av01", true},
	} {
		f, err := Parse(read(t, name))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if f.Main.Codec != c.codec || f.Main.Size != image.Pt(64, 48) || f.Main.Config == nil || f.Main.Tiles() != 1 {
			t.Errorf("%s: %+v", name, f.Main)
		}
		if (f.Alpha != nil) != c.alpha {
			t.Errorf("%s: alpha is %v", name, f.Alpha)
		}
		if data, err := f.Main.Data(0); err != nil || len(data) < 100 {
			t.Errorf("%s: %d bytes, %v", name, len(data), err)
		}
	}
}

// boxOf writes a box.
func boxOf(kind string, parts ...string) string {
	body := strings.Join(parts, "")
	return string(binary.BigEndian.AppendUint32(nil, uint32(8+len(body)))) + kind + body
}

func words(n ...uint32) string {
	var out []byte
	for _, v := range n {
		out = binary.BigEndian.AppendUint32(out, v)
	}
	return string(out)
}

func shorts(n ...uint16) string {
	var out []byte
	for _, v := range n {
		out = binary.BigEndian.AppendUint16(out, v)
	}
	return string(out)
}

// gridFile is a picture of 3 x 2 tiles of 64 x 64 pixels, of which 150 x 100
// are shown, with the properties given.
func gridFile(properties ...string) []byte {
	infe := func(id uint16, kind string) string {
		return boxOf("infe", words(2<<24), shorts(id, 0), kind, "\x00")
	}
	place := func(id uint16, at uint32, size uint32) string {
		return shorts(id, 1, 0, 1) + words(at, size)
	}
	items, places := infe(7, "grid"), place(7, 0, 8)
	for id := uint16(1); id <= 6; id++ {
		items += infe(id, "hvc1")
		places += place(id, uint32(8+id), 1)
	}
	ipco := boxOf("ispe", words(0, 64, 64)) + boxOf("ispe", words(0, 150, 100))
	associations := ""
	for id := uint16(1); id <= 6; id++ {
		associations += shorts(id) + "\x01\x01"
	}
	associations += shorts(7) + string([]byte{byte(1 + len(properties)), 2})
	for i, p := range properties {
		ipco += p
		associations += string([]byte{byte(3 + i)})
	}
	return []byte(boxOf("ftyp", "heic", words(0), "mif1heic") + boxOf("meta", words(0),
		boxOf("pitm", words(0), shorts(7)),
		boxOf("iinf", words(0), shorts(7), items),
		boxOf("iloc", words(1<<24), shorts(0x4400, 7), places),
		boxOf("iprp", boxOf("ipco", ipco), boxOf("ipma", words(0, 7), associations)),
		boxOf("iref", words(0), boxOf("dimg", shorts(7, 6, 1, 2, 3, 4, 5, 6))),
		boxOf("idat", "\x00\x00\x01\x02", shorts(150, 100), "\x00abcdef"),
	))
}

func TestGridsAreRead(t *testing.T) {
	f, err := Parse(gridFile())
	if err != nil {
		t.Fatal(err)
	}
	m := f.Main
	if m.Tiles() != 6 || m.Columns != 3 || m.Tile != image.Pt(64, 64) || m.Size != image.Pt(150, 100) || m.Codec != "hvc1" {
		t.Errorf("%+v", m)
	}
	for i, want := range []string{"a", "b", "c", "d", "e", "f"} {
		if data, err := m.Data(i); err != nil || string(data) != want {
			t.Errorf("tile %d is %q, %v", i, data, err)
		}
	}
}

func TestPropertiesAreReadInTheirOrder(t *testing.T) {
	f, err := Parse(gridFile(
		boxOf("clap", words(100, 1, 50, 1, 5, 1, 0xffffffff-9, 1)),
		boxOf("irot", "\x01"), boxOf("imir", "\x01"), boxOf("imir", "\x00"),
		boxOf("colr", "nclx", shorts(12, 13, 6), "\x80"), boxOf("colr", "prof", "profile"),
	))
	if err != nil {
		t.Fatal(err)
	}
	m := f.Main
	want := []Change{{Crop: image.Rect(30, 15, 130, 65)}, {Turn: 1}, {Mirror: 'x'}, {Mirror: 'y'}}
	if len(m.Changes) != len(want) {
		t.Fatalf("changes are %v", m.Changes)
	}
	for i, c := range want {
		if m.Changes[i] != c {
			t.Errorf("change %d is %v, want %v", i, m.Changes[i], c)
		}
	}
	if m.Colour == nil || *m.Colour != (Colour{12, 13, 6, true}) || string(m.ICC) != "profile" {
		t.Errorf("colours are %v, %q", m.Colour, m.ICC)
	}
}

func TestDamagedContainersAreErrors(t *testing.T) {
	whole := string(gridFile())
	for name, data := range map[string]string{
		"nothing":                "",
		"no picture":             whole[:24],
		"a tile less":            strings.Replace(whole, shorts(7, 6, 1, 2, 3, 4, 5, 6), shorts(7, 5, 1, 2, 3, 4, 5, 6), 1),
		"another size":           strings.Replace(whole, words(0, 150, 100), words(0, 151, 100), 1),
		"tiles too small":        strings.Replace(whole, words(0, 64, 64), words(0, 4, 4), 1),
		"no size":                strings.Replace(whole, words(0, 150, 100), words(0, 0, 100), 1),
		"a size past all":        strings.Replace(whole, words(0, 64, 64), words(0, 1<<31, 1<<31), 1),
		"an aperture of no size": string(gridFile(boxOf("clap", words(0, 1, 0, 1, 0, 1, 0, 1)))),
		"an aperture by zero":    string(gridFile(boxOf("clap", words(1, 0, 1, 0, 0, 0, 0, 0)))),
		"an empty turn":          string(gridFile(boxOf("irot"))),
	} {
		if f, err := Parse([]byte(data)); err == nil {
			t.Errorf("%s: no error, but %+v", name, f.Main)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range []string{"colour.heic", "alpha.avif"} {
		f.Add(read(f, name))
	}
	f.Add(gridFile(boxOf("irot", "\x01"), boxOf("clap", words(100, 1, 50, 1, 0, 1, 0, 1))))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Parse(data)
		if err != nil {
			return
		}
		for i := range min(file.Main.Tiles(), 100) {
			if tile, err := file.Main.Data(i); err == nil && len(tile) > len(data) {
				t.Errorf("tile %d has %d bytes of %d", i, len(tile), len(data))
			}
		}
	})
}
