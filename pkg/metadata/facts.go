package metadata

import (
	"cmp"
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

// Facts reads them, from EXIF first, then from XMP, then from IPTC. What is
// damaged is left out.
func (b Block) Facts() Facts {
	f := exifFacts(b.EXIF)
	if len(b.XMP) > 0 {
		f = f.or(xmpFacts(b.XMP))
	}
	return f.or(iptcFacts(b.IPTC))
}

// or returns f, with what it lacks from other.
func (f Facts) or(other Facts) Facts {
	if f.Taken.IsZero() {
		f.Taken = other.Taken
	}
	return Facts{
		Taken: f.Taken,
		Make:  cmp.Or(f.Make, other.Make), Model: cmp.Or(f.Model, other.Model), Lens: cmp.Or(f.Lens, other.Lens),
		Title: cmp.Or(f.Title, other.Title), Description: cmp.Or(f.Description, other.Description),
		Artist: cmp.Or(f.Artist, other.Artist), Copyright: cmp.Or(f.Copyright, other.Copyright),
	}
}

func exifFacts(exifBlock []byte) Facts {
	block, err := parse(exifBlock)
	if err != nil {
		return Facts{}
	}
	first := block.First()
	exif := block.Directory(block.Lookup(first, ifd.ExifIFD))
	f := Facts{
		Make: text(first, 0x010f), Model: text(first, 0x0110), Lens: text(exif, 0xa434),
		Title: wideText(first, 0x9c9b), Description: text(first, 0x010e),
		Artist: cmp.Or(text(first, 0x013b), wideText(first, 0x9c9d)), Copyright: copyright(first),
		Taken: moment(text(exif, 0x9003), text(exif, 0x9291), text(exif, 0x9011)),
	}
	if f.Taken.IsZero() {
		f.Taken = moment(text(exif, 0x9004), text(exif, 0x9292), text(exif, 0x9012))
	}
	if f.Taken.IsZero() {
		f.Taken = moment(text(first, 0x0132), text(exif, 0x9290), text(exif, 0x9010))
	}
	return f
}

func iptcFacts(records []byte) Facts {
	one := func(number byte) string { return strings.Join(iptcText(records, number), ", ") }
	taken, err := time.Parse("20060102150405-0700", one(55)+one(60))
	if err != nil {
		taken, _ = time.Parse("20060102", one(55)) // zero if it is no date
	}
	return Facts{Title: one(5), Description: one(120), Artist: one(80), Copyright: one(116), Taken: taken}
}

func xmpFacts(packet []byte) Facts {
	rdf, err := parseXMP(packet)
	if err != nil {
		return Facts{}
	}
	said := map[string]string{}
	for _, p := range rdf.properties() {
		var texts []string
		v := p.value()
		for _, i := range v.items {
			texts = append(texts, clean(i.text))
		}
		if v.list == "Alt" && len(texts) > 0 {
			texts = texts[:1] // the first is the default
		}
		if name := keptPrefix(p.space, p.name) + ":" + p.name; said[name] == "" {
			said[name] = strings.Join(texts, ", ")
		}
	}
	f := Facts{
		Make: said["tiff:Make"], Model: said["tiff:Model"], Lens: cmp.Or(said["exifEX:LensModel"], said["aux:Lens"]),
		Title: said["dc:title"], Description: said["dc:description"], Artist: said["dc:creator"], Copyright: said["dc:rights"],
	}
	taken := cmp.Or(said["exif:DateTimeOriginal"], said["photoshop:DateCreated"], said["xmp:CreateDate"])
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, taken); err == nil {
			f.Taken = t
			break
		}
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
