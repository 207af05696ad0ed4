package metadata

import (
	"encoding/binary"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/photoq/photoq/pkg/metadata/ifd"
)

// Facts are what a photo says of itself to people, as text in UTF-8 without
// control characters and without spaces at its ends. What it does not say is
// empty.
type Facts struct {
	// Taken is when the photo was taken, by the camera's clock: in the
	// camera's offset from UTC where it tells one, otherwise in UTC. Zero
	// when unknown.
	Taken       time.Time
	Make, Model string // of the camera, as it writes them
	Lens        string
	Title       string
	Description string
	Artist      string
	Copyright   string
}

// Camera is the camera's model with its maker in front, who is not named twice:
// "Canon EOS 5D", "NIKON D70".
func (f Facts) Camera() string {
	first, _, _ := strings.Cut(f.Make, " ")
	if first == "" || strings.HasPrefix(strings.ToLower(f.Model), strings.ToLower(first)) {
		return f.Model
	}
	return strings.TrimSpace(f.Make + " " + f.Model)
}

// Facts reads them. What is damaged is left out.
func (b Block) Facts() Facts {
	block, err := parse(b.EXIF)
	if err != nil {
		return Facts{}
	}
	first := block.First()
	exif := block.Directory(block.Lookup(first, ifd.ExifIFD))
	f := Facts{
		Make: text(first, 0x010f), Model: text(first, 0x0110), Lens: text(exif, 0xa434),
		Title: wideText(first, 0x9c9b), Description: text(first, 0x010e),
		Artist: text(first, 0x013b), Copyright: copyright(first),
		Taken: moment(text(exif, 0x9003), text(exif, 0x9291), text(exif, 0x9011)),
	}
	if f.Taken.IsZero() {
		f.Taken = moment(text(exif, 0x9004), text(exif, 0x9292), text(exif, 0x9012))
	}
	if f.Taken.IsZero() {
		f.Taken = moment(text(first, 0x0132), text(exif, 0x9290), text(exif, 0x9010))
	}
	if f.Artist == "" {
		f.Artist = wideText(first, 0x9c9d)
	}
	return f
}

// moment puts a point in time together from EXIF's "2006:01:02 15:04:05",
// digits after the point, and "+01:00".
func moment(clock, fraction, offset string) time.Time {
	zone := time.UTC
	if z, err := time.Parse("-07:00", offset); err == nil {
		_, seconds := z.Zone()
		zone = time.FixedZone("", seconds)
	}
	t, err := time.ParseInLocation("2006:01:02 15:04:05", clock, zone)
	if err != nil {
		return time.Time{}
	}
	if f, err := time.ParseDuration("0." + fraction + "s"); err == nil && f > 0 {
		t = t.Add(f)
	}
	return t
}

// text returns the text under a tag of the kind ASCII, up to the first zero.
func text(entries []ifd.Entry, tag uint16) string {
	e, ok := ifd.Find(entries, tag)
	if !ok || e.Kind != ifd.ASCII || len(e.Value) > maxValue {
		return ""
	}
	s, _, _ := strings.Cut(string(e.Value), "\x00")
	return clean(s)
}

// copyright returns both parts of the tag, the photographer's and the
// editor's, which a zero parts (EXIF 3.0, section 4.6.5).
func copyright(entries []ifd.Entry) string {
	e, ok := ifd.Find(entries, 0x8298)
	if !ok || e.Kind != ifd.ASCII || len(e.Value) > maxValue {
		return ""
	}
	photographer, rest, _ := strings.Cut(string(e.Value), "\x00")
	editor, _, _ := strings.Cut(rest, "\x00")
	photographer, editor = clean(photographer), clean(editor)
	if photographer == "" || editor == "" {
		return photographer + editor
	}
	return photographer + ", " + editor
}

// wideText returns the text under a tag of Windows', in UTF-16.
func wideText(entries []ifd.Entry, tag uint16) string {
	e, ok := ifd.Find(entries, tag)
	if !ok || len(e.Value) > maxValue {
		return ""
	}
	var units []uint16
	for i := 0; i+1 < len(e.Value); i += 2 {
		u := binary.LittleEndian.Uint16(e.Value[i:]) // in whatever order the block is
		if u == 0 {
			break
		}
		units = append(units, u)
	}
	return clean(string(utf16.Decode(units)))
}

// clean returns text in UTF-8, without control characters. What is not UTF-8
// is taken for Latin-1, which EXIF does not allow and cameras write.
func clean(s string) string {
	if !utf8.ValidString(s) {
		var b strings.Builder
		for _, c := range []byte(s) {
			b.WriteRune(rune(c))
		}
		s = b.String()
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case r < ' ' || r >= 0x7f && r < 0xa0:
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}
