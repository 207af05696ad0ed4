package jpeg

import (
	"bytes"
	"image"
	"reflect"
	"testing"
)

func TestSegmentsOfWholeAndDamagedFiles(t *testing.T) {
	given := []Segment{{Marker: 0xe1, Data: []byte("one")}, {Marker: 0xfe, Data: []byte("two")}, {Marker: 0xed, Data: []byte{}}}
	var b bytes.Buffer
	if err := Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), EncodeOptions{Segments: given}); err != nil {
		t.Fatal(err)
	}
	all := Segments(b.Bytes())
	if len(all) != 4 || all[0].Marker != 0xe0 { // JFIF comes first
		t.Fatalf("%v", all)
	}
	for i, want := range given {
		if got := all[i+1]; got.Marker != want.Marker || !bytes.Equal(got.Data, want.Data) {
			t.Errorf("segment %d: %v, want %v", i, got, want)
		}
	}
	cut := bytes.Index(b.Bytes(), []byte("two"))
	if got := Segments(b.Bytes()[:cut]); !reflect.DeepEqual(got, all[:2]) {
		t.Errorf("cut off: %v", got)
	}
	if got := Segments([]byte("no JPEG")); got != nil {
		t.Errorf("of something else: %v", got)
	}
}
