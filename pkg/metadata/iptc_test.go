package metadata

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// records makes IPTC of the second record.
func records(charset string, datasets ...string) []byte {
	var out []byte
	if charset != "" {
		out = fmt.Appendf(nil, "\x1c\x01\x5a\x00%c%s", len(charset), charset)
	}
	for _, d := range datasets { // the number, then the text
		out = fmt.Appendf(out, "\x1c\x02%c", d[0])
		out = append(out, byte((len(d)-1)>>8), byte(len(d)-1))
		out = append(out, d[1:]...)
	}
	return out
}

func TestKeptIPTC(t *testing.T) {
	all := records("\x1b%G", "\x05Title", "\x19Keyword", "\x50Ann", "\x5aTown", "\x65Country", "\x74(c) Ann", "\x78Caption", "\x7aWriter")
	want := records("\x1b%G", "\x05Title", "\x50Ann", "\x74(c) Ann", "\x78Caption")
	if got := keptIPTC(all); !bytes.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got := keptIPTC(records("\x1b%G", "\x5aTown")); got != nil {
		t.Errorf("of a place: %q", got)
	}
	if got := keptIPTC([]byte("\x1c\x02\x74\xff\xffno end")); got != nil {
		t.Errorf("of one that is cut off: %q", got)
	}
}

func TestIPTCText(t *testing.T) {
	long := strings.Repeat("x", 40000)
	extended := append([]byte("\x1c\x02\x78\x80\x04\x00\x00\x9c\x40"), long...)
	for name, c := range map[string]struct {
		records []byte
		want    []string
	}{
		"UTF-8":     {records("\x1b%G", "\x78Caf\xc3\xa9"), []string{"Caf\u00e9"}},
		"Latin-1":   {records("", "\x78Caf\xe9"), []string{"Caf\u00e9"}},
		"several":   {records("", "\x78one", "\x78two"), []string{"one", "two"}},
		"too long":  {extended, nil},
		"after it":  {append(extended, records("", "\x78next")...), []string{"next"}},
		"not there": {records("", "\x05Title"), nil},
	} {
		if got := iptcText(c.records, 120); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestPhotoshopResources(t *testing.T) {
	iptc := records("", "\x74(c)!")
	row := []byte("8BIM\x04\x04\x00\x00\x00\x00\x00\x09" + string(iptc) + "\x00" +
		"8BIM\x04\x0c\x00\x00\x00\x00\x00\x02\xff\xd8" + // a thumbnail
		"8BIM\x03\xed\x04name\x00\x00\x00\x00\x03abc") // padding is missing
	gotIPTC, others := SplitPhotoshop(row)
	if !bytes.Equal(gotIPTC, iptc) {
		t.Errorf("IPTC %q", gotIPTC)
	}
	left := allPhotoshop(others)
	if want := "8BIM\x03\xed\x04name\x00\x00\x00\x00\x03abc\x00"; string(left) != want {
		t.Errorf("%q", left)
	}
	again, rest := SplitPhotoshop(JoinPhotoshop(gotIPTC, left))
	if !bytes.Equal(again, iptc) || !bytes.Equal(rest, left) {
		t.Errorf("%q and %q", again, rest)
	}
	if JoinPhotoshop(nil, nil) != nil {
		t.Error("something of nothing")
	}
}
