package ifd

import (
	"bytes"
	"encoding/binary"
	"testing"
)

func both() []ByteOrder { return []ByteOrder{binary.LittleEndian, binary.BigEndian} }

// structure writes directories and reads them.
func structure(t *testing.T, order ByteOrder, dirs Dirs) Block {
	t.Helper()
	b, err := Parse(Write(order, dirs))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWrittenDirectoriesAreFound(t *testing.T) {
	for _, order := range both() {
		b := structure(t, order, Dirs{
			{Text(0x0110, "Model"), Text(0x010f, "M")}, // out of order
			{Bytes(0x9000, []byte("0232")), Ratio(order, 0x829a, 1, 125)},
			{Text(1, "N")},
			{Text(1, "R98")},
		})
		first := b.First()
		exif := b.Directory(b.Lookup(first, ExifIFD))
		for _, c := range []struct {
			in   []Entry
			tag  uint16
			want string
		}{
			{first, 0x010f, "M\x00"}, {first, 0x0110, "Model\x00"}, {exif, 0x9000, "0232"},
			{b.Directory(b.Lookup(first, GPSIFD)), 1, "N\x00"}, {b.Directory(b.Lookup(exif, InteropIFD)), 1, "R98\x00"},
		} {
			if e, ok := Find(c.in, c.tag); !ok || string(e.Value) != c.want || e.Start%2 != 0 && len(e.Value) > 4 {
				t.Errorf("%v, tag %#x: %q at %d", order, c.tag, e.Value, e.Start)
			}
		}
		for i := range first[1:] {
			if first[i].Tag >= first[i+1].Tag {
				t.Errorf("%v: %#x stands before %#x", order, first[i].Tag, first[i+1].Tag)
			}
		}
	}
}

func TestMakerNotesStayAtTheirOffset(t *testing.T) {
	for _, order := range both() {
		for at, stays := range map[int]bool{0: false, 9: true, 700: true, maxPinned + 1: false} {
			notes := Bytes(MakerNote, []byte("Maker's own notes"))
			notes.Start = at
			b := structure(t, order, Dirs{{Text(0x010f, "Maker")}, {notes}})
			e, ok := Find(b.Directory(b.Lookup(b.First(), ExifIFD)), MakerNote)
			if !ok || string(e.Value) != "Maker's own notes" || (e.Start == at) != stays {
				t.Errorf("%v: %q at %d, before at %d", order, e.Value, e.Start, at)
			}
		}
	}
}

func TestAddFirstLeavesAllElseInPlace(t *testing.T) {
	for _, order := range both() {
		before := structure(t, order, Dirs{{Text(0x010f, "Maker"), Text(0x0131, "Software")}, {Text(0xa434, "Lens 50mm")}})
		data := bytes.Clone(before.Data)
		after, err := Parse(before.AddFirst(Bytes(IPTC, []byte("records")), Text(0x0131, "Other"), Shorts(order, Orientation, 1)))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(before.Data, data) {
			t.Fatal("wrote to the block")
		}
		first := after.First()
		for tag, want := range map[uint16]string{0x010f: "Maker\x00", 0x0131: "Other\x00", IPTC: "records"} {
			if e, ok := Find(first, tag); !ok || string(e.Value) != want {
				t.Errorf("%v, tag %#x: %q", order, tag, e.Value)
			}
		}
		if len(first) != 5 || after.Lookup(first, Orientation) != 1 {
			t.Errorf("%v: %d entries", order, len(first))
		}
		if !bytes.Equal(after.Data[8:len(data)], data[8:]) {
			t.Errorf("%v: what was there has moved", order)
		}
	}
}
