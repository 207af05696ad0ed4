package jpeg

import (
	"bytes"
	"encoding/binary"
	"image"
	"reflect"
	"strings"
	"testing"
)

// withSegments puts segments behind SOI.
func withSegments(data []byte, segments ...Segment) []byte {
	var b bytes.Buffer
	b.Write(data[:2])
	for _, s := range segments {
		b.Write(binary.BigEndian.AppendUint16([]byte{0xff, 0xff, s.Marker}, uint16(len(s.Data)+2)))
		b.Write(s.Data)
	}
	b.Write(data[2:])
	return b.Bytes()
}

// cameraFile has EXIF before JFIF, an MPF index, an Adobe segment, and
// another picture behind its own.
func cameraFile(t *testing.T, o EncodeOptions) (data []byte, m image.Image) {
	m = encRough(50, 40, 9, image.YCbCrSubsampleRatio420)
	data = withSegments(encBytes(t, m, o),
		Segment{0xe1, []byte("Exif\x00\x00II")}, Segment{0xe2, []byte("MPF\x00MM")},
		Segment{0xee, []byte("Adobe\x00\x64\x00\x00\x00\x00\x01")}, Segment{0xe2, []byte("ICC_PROFILE\x00")}, Segment{0xfe, []byte("note")})
	return append(data, data...), m
}

// segmentsOf lists all APPn and COM segments of a file.
func segmentsOf(t *testing.T, data []byte) (all []Segment) {
	t.Helper()
	d, err := NewDecoder(t.Context(), data, DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return d.Segments()
}

func TestPatchKeepsSegmentsButForMPF(t *testing.T) {
	for _, o := range []EncodeOptions{{}, {Progressive: true}} {
		source, m := cameraFile(t, o)
		out := patched(t, source, m, nil, PatchOptions{})
		var kept []string
		for _, s := range segmentsOf(t, out) {
			name, _, _ := strings.Cut(string(s.Data), "\x00")
			kept = append(kept, name)
		}
		want := []string{"Exif", "Adobe", "ICC_PROFILE", "note", "JFIF"}
		if o.Progressive { // written anew, in the order of the encoder
			want = []string{"JFIF", "Exif", "ICC_PROFILE", "note"}
		}
		if !reflect.DeepEqual(kept, want) {
			t.Errorf("progressive=%t: %q, not %q", o.Progressive, kept, want)
		}
		if n := bytes.Count(out, []byte("\xff\xd8")); n != 1 {
			t.Errorf("progressive=%t: %d pictures are in the file", o.Progressive, n)
		}
	}
}

func TestPatchReplacesSegments(t *testing.T) {
	for _, o := range []EncodeOptions{{}, {Progressive: true}} {
		source, m := cameraFile(t, o)
		own := []Segment{{0xe1, []byte("mine")}, {0xfe, bytes.Repeat([]byte{0xff}, 65533)}}
		var given []Segment
		out := patched(t, source, m, nil, PatchOptions{Segments: func(s []Segment) []Segment {
			given = s
			return own
		}})
		if want := []Segment{{0xe1, []byte("Exif\x00\x00II")}, {0xe2, []byte("ICC_PROFILE\x00")}, {0xfe, []byte("note")}}; !reflect.DeepEqual(given, want) {
			t.Errorf("progressive=%t: %v was handed over, not %v", o.Progressive, given, want)
		}
		var written []Segment
		for _, s := range segmentsOf(t, out) {
			if !s.isWrittenAnew() {
				written = append(written, s)
			}
		}
		if !reflect.DeepEqual(written, own) {
			t.Errorf("progressive=%t: %d segments were written, not the two", o.Progressive, len(written))
		}
		checkPatched(t, source, out, nil, nil)
	}
}

// JFIF must come first, where it did.
func TestPatchLeavesJFIFInFront(t *testing.T) {
	m := encGray(20, 20, 9, 1)
	source := encBytes(t, m, EncodeOptions{Segments: []Segment{{0xfe, []byte("old")}}})
	out := patched(t, source, m, nil, PatchOptions{Segments: func([]Segment) []Segment { return []Segment{{0xfe, []byte("new")}} }})
	if want := bytes.Replace(source, []byte("old"), []byte("new"), 1); !bytes.Equal(out, want) {
		t.Errorf("% x, not % x", out, want)
	}
}

func TestPatchRefusesSegmentsThatAreNone(t *testing.T) {
	m := encGray(20, 20, 9, 1)
	for _, s := range []Segment{{0xdb, nil}, {0xe1, make([]byte, 65534)}, {0xee, []byte("Adobe\x00\x64\x00\x00\x00\x00\x00")}} {
		var written counter
		err := Patch(t.Context(), &written, encBytes(t, m, EncodeOptions{}), m, nil, PatchOptions{
			Segments: func([]Segment) []Segment { return []Segment{s} },
		})
		if err == nil || !strings.Contains(err.Error(), "segment 0") || written > 0 {
			t.Errorf("%#x with %d bytes: %v", s.Marker, len(s.Data), err)
		}
	}
}
