package metadata

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/photoq/photoq/pkg/metadata/ifd"
)

func FuzzEXIF(f *testing.F) {
	for _, order := range []ifd.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		f.Add(richEXIF(order))
	}
	f.Add([]byte("II*\x00\x08\x00\x00\x00\xff\xff"))
	f.Fuzz(func(t *testing.T, block []byte) {
		before := bytes.Clone(block)
		b, err := parse(block)
		if err != nil {
			return
		}
		Orientation(b.Data)
		kept := keptEXIF(block, Picture{})
		if kept != nil {
			again, err := parse(kept)
			if err != nil {
				t.Fatalf("what was kept: %v", err)
			}
			if twice := keptEXIF(kept, Picture{}); !bytes.Equal(kept, twice) {
				t.Errorf("kept %x, then %x", kept, twice)
			}
			if _, has := ifd.Find(again.First(), ifd.GPSIFD); has || Orientation(kept) != 0 {
				t.Error("kept too much")
			}
		}
		patched := allEXIF(block, Picture{Width: 10, Height: 20})
		if o := Orientation(patched); o > 1 {
			t.Errorf("orientation %d after it was patched", o)
		}
		if !bytes.Equal(block, before) {
			t.Error("wrote to the block")
		}
	})
}

func FuzzXMP(f *testing.F) {
	f.Add(packetOf(richXMP))
	f.Add([]byte(`<rdf:RDF xmlns:rdf="` + nsRDF + `"/>`))
	f.Fuzz(func(t *testing.T, packet []byte) {
		before := bytes.Clone(packet)
		if kept := keptXMP(packet); kept != nil && !bytes.Equal(keptXMP(kept), kept) {
			t.Errorf("kept %s, then %s", kept, keptXMP(kept))
		}
		if all := allXMP(packet, Picture{Width: 3, Height: 2}); all != nil && CheckXMP(all) != nil {
			t.Errorf("%s: %v", all, CheckXMP(all))
		}
		_ = Block{XMP: packet}.Facts()
		if !bytes.Equal(packet, before) {
			t.Error("wrote to the packet")
		}
	})
}

func FuzzExtendedXMP(f *testing.F) {
	f.Add(packetOf(richXMP), append([]byte(ExtendedMark), make([]byte, 60)...))
	f.Fuzz(func(t *testing.T, packet, segment []byte) {
		if whole, err := JoinXMP(packet, [][]byte{segment}); err == nil && CheckXMP(whole) != nil {
			t.Errorf("%s: %v", whole, CheckXMP(whole))
		}
	})
}

func FuzzIPTC(f *testing.F) {
	f.Add(records("\x1b%G", "\x05Title", "\x74(c)"))
	f.Add([]byte("8BIM\x04\x04\x00\x00\x00\x00\x00\x02\x1c\x02"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if kept := keptIPTC(data); kept != nil && !bytes.Equal(keptIPTC(kept), kept) {
			t.Errorf("kept %x, then %x", kept, keptIPTC(kept))
		}
		_ = Block{IPTC: data}.Facts()
		iptc, others := SplitPhotoshop(data)
		if others = allPhotoshop(others); !bytes.Equal(allPhotoshop(others), others) {
			t.Errorf("resources %x", others)
		}
		if again, rest := SplitPhotoshop(JoinPhotoshop(iptc, others)); !bytes.Equal(again, iptc) || !bytes.Equal(rest, others) {
			t.Errorf("%x and %x became %x and %x", iptc, others, again, rest)
		}
	})
}
