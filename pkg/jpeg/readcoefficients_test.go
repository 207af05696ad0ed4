package jpeg

import (
	"bytes"
	"context"
	"reflect"
	"testing"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
	"github.com/photoq/photoq/pkg/sample"
	"image"
)

// withoutTables leaves the Huffman tables out, as cameras do in Motion JPEG.
func withoutTables(data []byte) []byte {
	for {
		at := bytes.Index(data, []byte{0xff, markDHT})
		if at < 0 {
			return data
		}
		size := int(data[at+2])<<8 | int(data[at+3])
		data = append(data[:at:at], data[at+2+size:]...)
	}
}

// A file without Huffman tables means those of Annex K, whichever way it is
// read.
func TestFilesWithoutHuffmanTables(t *testing.T) {
	var b bytes.Buffer
	m := ycc.FromImage(sample.Scene(60, 40, 1), image.YCbCrSubsampleRatio420)
	if err := Encode(&b, m, EncodeOptions{}); err != nil {
		t.Fatal(err)
	}
	whole, bare := b.Bytes(), withoutTables(b.Bytes())
	if len(bare) >= len(whole) {
		t.Fatal("no table was left out")
	}
	got, _, err := ReadCoefficients(context.Background(), bare, DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if want := mustCoefficients(t, whole); !reflect.DeepEqual(got.Planes, want.Planes) {
		t.Error("the coefficients differ")
	}
	picture, _, err := Decode(context.Background(), bare, DecodeOptions{})
	if err != nil || picture.Bounds() != m.Rect {
		t.Errorf("%v", err)
	}
	var out bytes.Buffer
	if err := Patch(context.Background(), &out, bare, picture, []image.Rectangle{image.Rect(20, 20, 30, 30)}, PatchOptions{}); err != nil {
		t.Error(err)
	}
}

// What looks like harmless bytes may be the table that is missing.
func TestBytesInPlaceOfATableAreNotHarmless(t *testing.T) {
	var b bytes.Buffer
	if err := Encode(&b, image.NewGray(image.Rect(0, 0, 16, 16)), EncodeOptions{}); err != nil {
		t.Fatal(err)
	}
	broken := bytes.Replace(b.Bytes(), []byte{0xff, markDHT}, []byte{0, 0}, 1)
	_, faults, err := Decode(context.Background(), broken, DecodeOptions{Tolerant: true})
	if err != nil || len(faults) == 0 || faults[0].Harmless {
		t.Errorf("%v %v", faults, err)
	}
	odd := bytes.Replace(b.Bytes(), []byte{0xff, markDHT}, []byte{0, 0, 0xff, markDHT}, 1)
	_, faults, err = Decode(context.Background(), odd, DecodeOptions{Tolerant: true})
	if err != nil || len(faults) != 1 || !faults[0].Harmless {
		t.Errorf("beside a table: %v %v", faults, err)
	}
}
