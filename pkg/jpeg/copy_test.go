package jpeg

import (
	"bytes"
	"errors"
	"image"
	"reflect"
	"testing"
)

func copied(t testing.TB, source []byte, o PatchOptions) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Copy(&b, source, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// fromTables returns what stands from the first quantization table on.
func fromTables(data []byte) []byte { return data[bytes.Index(data, []byte{0xff, markDQT}):] }

func TestCopyChangesSegmentsAndNothingElse(t *testing.T) {
	for _, o := range encModes(80) {
		m := encRough(61, 47, 9, image.YCbCrSubsampleRatio420)
		source := encBytes(t, m, o)
		camera := withSegments(source, Segment{0xe1, []byte("Exif\x00\x00II")}, Segment{0xe2, []byte("MPF\x00MM")}, Segment{0xfe, []byte("note")})
		out := copied(t, append(camera, camera...), PatchOptions{Segments: func(given []Segment) []Segment {
			if len(given) != 2 {
				t.Errorf("%s: given %q", encMode(o), given)
			}
			return []Segment{{0xe5, []byte("new")}}
		}})
		if !bytes.Equal(fromTables(out), fromTables(source)) {
			t.Errorf("%s: the picture's data are others", encMode(o))
		}
		var kept []byte
		for _, s := range segmentsOf(t, out) {
			kept = append(kept, s.Marker)
		}
		if !bytes.Equal(kept, []byte{0xe5, 0xe0}) && !bytes.Equal(kept, []byte{0xe0, 0xe5}) {
			t.Errorf("%s: segments %x", encMode(o), kept)
		}
	}
}

func TestCopyKeepsSegmentsButForMPF(t *testing.T) {
	source, _ := cameraFile(t, EncodeOptions{Progressive: true})
	out := copied(t, source, PatchOptions{})
	if n := bytes.Count(out, []byte("\xff\xd8")); n != 1 {
		t.Errorf("there are %d pictures", n)
	}
	var want []Segment
	for _, s := range segmentsOf(t, source) {
		if !s.isMPF() {
			want = append(want, s)
		}
	}
	if got := segmentsOf(t, out); !reflect.DeepEqual(got, want) {
		t.Errorf("segments %q, want %q", got, want)
	}
}

func TestCopyDropsSegmentsBetweenScans(t *testing.T) {
	source := encBytes(t, encRough(40, 40, 9, image.YCbCrSubsampleRatio420), EncodeOptions{Progressive: true})
	second := bytes.LastIndex(source, []byte{0xff, markDHT})
	between := append(bytes.Clone(source[:second]), "\xff\xff\xfe\x00\x06note"...)
	between = append(between, source[second:]...)
	out := copied(t, between, PatchOptions{Segments: func(all []Segment) []Segment { return all }})
	if !bytes.Equal(out, source) {
		t.Errorf("%d bytes, and there were %d", len(out), len(source))
	}
	if kept := copied(t, between, PatchOptions{}); !bytes.Equal(kept, between) {
		t.Error("the note is gone")
	}
}

func TestCopyRefusesWhatHasNoEnd(t *testing.T) {
	source := encBytes(t, encRough(40, 40, 9, image.YCbCrSubsampleRatio420), EncodeOptions{})
	var damage *Fault
	for name, data := range map[string][]byte{
		"cut in the scan":   source[:len(source)-20],
		"cut in the header": source[:100],
		"no end":            source[:len(source)-2],
	} {
		var b bytes.Buffer
		if err := Copy(&b, data, PatchOptions{}); !errors.As(err, &damage) || b.Len() > 0 {
			t.Errorf("%s: %v, and %d bytes", name, err, b.Len())
		}
	}
	if err := Copy(&bytes.Buffer{}, source, PatchOptions{Segments: func([]Segment) []Segment { return []Segment{{0xc0, nil}} }}); err == nil {
		t.Error("a frame was taken for a segment")
	}
}

// What is copied is decoded to the same picture, or with the same faults.
func FuzzCopy(f *testing.F) {
	for _, o := range []EncodeOptions{{}, {Progressive: true}, {Optimize: true}} {
		f.Add(encBytes(f, encRough(20, 20, 9, image.YCbCrSubsampleRatio420), o))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var b bytes.Buffer
		if Copy(&b, data, PatchOptions{}) != nil {
			return
		}
		limits := Limits{Pixels: 1 << 16}
		before, _, err := Decode(t.Context(), data, DecodeOptions{Limits: limits})
		after, _, err2 := Decode(t.Context(), b.Bytes(), DecodeOptions{Limits: limits})
		if err == nil && (err2 != nil || !reflect.DeepEqual(before, after)) {
			t.Errorf("decoding the copy: %v", err2)
		}
	})
}
