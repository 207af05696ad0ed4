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
