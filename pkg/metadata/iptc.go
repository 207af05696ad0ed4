package metadata

import (
	"bytes"
	"encoding/binary"
	"iter"
	"strings"
	"unicode/utf8"
)

// dataset is a piece of IPTC (IIM 4.2, chapter 3).
type dataset struct {
	record, number byte
	whole          []byte // with its head
	value          []byte
}

// iptcDatasets walks the datasets of a row of records, as far as they can be
// followed.
func iptcDatasets(records []byte) iter.Seq[dataset] {
	return func(yield func(dataset) bool) {
		for rest := records; len(rest) >= 5 && rest[0] == 0x1c; {
			head, size := 5, int(binary.BigEndian.Uint16(rest[3:]))
			if size >= 0x8000 { // the length of the length follows
				n := size & 0x7fff
				if n > 4 || len(rest) < 5+n {
					return
				}
				head, size = 5+n, 0
				for _, b := range rest[5 : 5+n] {
					size = size<<8 | int(b)
				}
			}
			if size > len(rest)-head {
				return
			}
			d := dataset{rest[1], rest[2], rest[:head+size], rest[head : head+size]}
			if !yield(d) {
				return
			}
			rest = rest[head+size:]
		}
	}
}

// keptIPTC returns what Keep leaves of a row of records: the author, dates,
// titles, the caption and the copyright. It is nil when none of these is there.
func keptIPTC(records []byte) []byte {
	var out []byte
	says := false
	for d := range iptcDatasets(records) {
		formal := d.record == 1 && (d.number == 0 || d.number == 90) || d.record == 2 && d.number == 0
		if !formal && !(d.record == 2 && keptDataset(d.number)) {
			continue
		}
		says = says || !formal
		out = append(out, d.whole...)
	}
	if !says {
		return nil
	}
	return out
}

func keptDataset(number byte) bool {
	switch number {
	case 5, 105, 120, // title, headline, caption
		55, 60, 62, 63, // when it was made, and digitized
		80, 110, 115, 116: // author, credit, source, copyright
		return true
	}
	return false
}

// iptcText returns the values of a dataset of the second record, as text.
func iptcText(records []byte, number byte) []string {
	var texts []string
	utf := false
	for d := range iptcDatasets(records) {
		switch {
		case d.record == 1 && d.number == 90:
			utf = bytes.Equal(d.value, []byte("\x1b%G"))
		case d.record == 2 && d.number == number && len(d.value) <= maxValue:
			s := string(d.value)
			if utf {
				s = strings.ToValidUTF8(s, string(utf8.RuneError))
			}
			if s = clean(s); s != "" {
				texts = append(texts, s)
			}
		}
	}
	return texts
}
