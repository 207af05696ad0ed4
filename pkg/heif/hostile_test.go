package heif

import (
	"strings"
	"testing"
)

// still is a picture of one piece, with more items, more entries of iloc and
// more references than it needs.
func still(items, places, references string, counts ...uint16) []byte {
	infe := boxOf("infe", words(2<<24), shorts(1, 0), "hvc1", "\x00")
	return []byte(boxOf("ftyp", "heic", words(0), "mif1heic") + boxOf("meta", words(0),
		boxOf("pitm", words(0), shorts(1)),
		boxOf("iinf", words(0), shorts(1+counts[0]), infe, items),
		boxOf("iloc", words(1<<24), shorts(counts[1], 1+counts[2]), shorts(1, 1, 0, 0), places),
		boxOf("iprp", boxOf("ipco", boxOf("ispe", words(0, 64, 64))), boxOf("ipma", words(0, 1), shorts(1), "\x01\x01")),
		boxOf("iref", words(0), references),
		boxOf("idat", "\x00\x00\x00\x00II*\x00and more"),
	))
}

func TestListsWhoseEntriesTakeNoBytesAreBounded(t *testing.T) {
	// No offset and no length is stored, so that 65535 extents are 8 bytes.
	entry := shorts(1, 1, 0, 65535)
	if _, err := Parse(still("", strings.Repeat(entry, 5), "", 0, 0, 5)); err == nil {
		t.Error("327675 extents are taken")
	}
	if _, err := Parse(still("", strings.Repeat(entry, 2), "", 0, 0, 2)); err != nil {
		t.Errorf("131070 extents: %v", err)
	}
}

func TestMetadataIsLookedForInFewItems(t *testing.T) {
	// Items whose EXIF lies past their end, and then one with an EXIF.
	file := func(bad uint16) []byte {
		items, places := "", ""
		for id := uint16(2); id < 2+bad; id++ {
			items += boxOf("infe", words(2<<24), shorts(id, 0), "Exif", "\x00")
			places += shorts(id, 1, 0, 1) + words(4, 12) // begins with "II*"
		}
		items += boxOf("infe", words(2<<24), shorts(2+bad, 0), "Exif", "\x00")
		places += shorts(2+bad, 1, 0, 1) + words(0, 16)
		return still(items, places, "", bad+1, 0x4400, bad+1)
	}
	for bad, want := range map[uint16]bool{0: true, 3: true, 100: false} {
		f, err := Parse(file(bad))
		if err != nil {
			t.Fatal(err)
		}
		if (f.EXIF != nil) != want {
			t.Errorf("after %d without one, the EXIF is %q", bad, f.EXIF)
		}
	}
}

func TestTransparencyIsLookedForInFewItems(t *testing.T) {
	file := func(bad int) []byte {
		items := boxOf("infe", words(2<<24), shorts(2, 0), "hvc1", "\x00") + boxOf("infe", words(2<<24), shorts(3, 0), "hvc1", "\x00")
		aux := boxOf("auxC", words(0), "urn:mpeg:hevc:2015:auxid:1\x00")
		references := strings.Repeat(boxOf("auxl", shorts(2, 1, 1)), bad) + boxOf("auxl", shorts(3, 1, 1))
		data := string(still(items, "", references, 2, 0, 0))
		// Item 2 has no size, item 3 has one.
		from := boxOf("iprp", boxOf("ipco", boxOf("ispe", words(0, 64, 64))), boxOf("ipma", words(0, 1), shorts(1), "\x01\x01"))
		to := boxOf("iprp", boxOf("ipco", boxOf("ispe", words(0, 64, 64)), aux),
			boxOf("ipma", words(0, 3), shorts(1), "\x01\x01", shorts(2), "\x01\x02", shorts(3), "\x02\x01\x02"))
		_, rest, _ := strings.Cut(data, "meta")
		meta := strings.Replace(rest, from, to, 1)
		return []byte(boxOf("ftyp", "heic", words(0), "mif1heic") + boxOf("meta", meta))
	}
	for bad, want := range map[int]bool{0: true, 3: true, 1000: false} {
		f, err := Parse(file(bad))
		if err != nil {
			t.Fatal(err)
		}
		if (f.Alpha != nil) != want {
			t.Errorf("after %d that cannot be read, transparency is %v", bad, f.Alpha)
		}
	}
}
