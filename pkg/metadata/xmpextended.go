package metadata

import (
	"bytes"
	"cmp"
	"crypto/md5"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ExtendedMark begins a segment of a JPEG that carries on a packet of XMP
// (XMP specification, part 3, section 1.1.3.1).
const ExtendedMark = "http://ns.adobe.com/xmp/extension/\x00"

// extendedHead is the length of what stands in front of such a segment's
// share: the mark, the checksum in 32 digits, the length of all and the share's
// offset in it, in 4 bytes each.
const extendedHead = len(ExtendedMark) + 32 + 4 + 4

// JoinXMP returns a packet with what extended segments, given with their
// marks, add to it. The error tells why they cannot be added; the packet is as
// it was then.
func JoinXMP(packet []byte, segments [][]byte) ([]byte, error) {
	if len(segments) == 0 {
		return packet, nil
	}
	rdf, err := parseXMP(packet)
	if err != nil {
		return packet, err
	}
	guid := ""
	for _, p := range rdf.properties() {
		if v := p.value(); p.space == nsNote && p.name == "HasExtendedXMP" && len(v.items) == 1 {
			guid = strings.TrimSpace(v.items[0].text)
		}
	}
	extension, err := gather(segments, guid)
	if err != nil {
		return packet, err
	}
	more, err := parseXMP(extension)
	if err != nil {
		return packet, err
	}
	edits := []edit{{rdf.shut, rdf.shut, string(descriptions(extension, more))}}
	if rdf.shut == rdf.open {
		return packet, errors.New("it has no room for its extension") // <rdf:RDF/>
	}
	return applied(packet, edits), nil
}

// gather puts the shares of an extension together.
func gather(segments [][]byte, guid string) ([]byte, error) {
	var whole []byte
	got := 0
	for _, s := range segments {
		if len(s) < extendedHead || string(s[len(ExtendedMark):len(ExtendedMark)+32]) != guid {
			continue
		}
		size := int(binary.BigEndian.Uint32(s[extendedHead-8:]))
		at := int(binary.BigEndian.Uint32(s[extendedHead-4:]))
		share := s[extendedHead:]
		if size > Max || at > size || len(share) > size-at {
			return nil, errors.New("its extension is too large, or has a damaged head")
		}
		if whole == nil {
			whole = make([]byte, size)
		}
		if len(whole) != size {
			return nil, errors.New("the parts of its extension do not fit")
		}
		got += copy(whole[at:], share)
	}
	if whole == nil || got < len(whole) {
		return nil, errors.New("a part of its extension is missing")
	}
	return whole, nil
}

// descriptions returns the descriptions of a packet, each with the namespaces
// that stand around it.
func descriptions(packet []byte, rdf *element) []byte {
	around := map[string]string{}
	for e := rdf; e != nil; e = e.parent {
		for _, a := range e.attrs {
			if _, has := around[a.name]; a.space == "xmlns" && !has {
				around[a.name] = string(packet[a.from:a.to])
			}
		}
	}
	var out []byte
	for _, d := range rdf.inside {
		name := d.from + 1 + bytes.IndexAny(packet[d.from+1:d.open], " \t\r\n/>")
		out = append(out, packet[d.from:name]...)
		var missing []string
		for prefix, declaration := range around {
			if d.attr("xmlns", prefix) == "" {
				missing = append(missing, declaration)
			}
		}
		slices.Sort(missing)
		out = append(out, strings.Join(missing, "")...)
		out = append(out, packet[name:d.to]...)
	}
	return out
}

// maxMainXMP is how long a packet can be in a JPEG without an extension: a
// segment, without the mark of XMP.
const maxMainXMP = 65502

// SplitXMP returns a packet as a JPEG holds it: one that fits into a segment,
// and the segments of its extension, with their marks. The largest
// descriptions go there until the rest fits.
func SplitXMP(packet []byte) (main []byte, segments [][]byte, err error) {
	if len(packet) <= maxMainXMP {
		return packet, nil, nil
	}
	rdf, err := parseXMP(packet)
	if err != nil {
		return nil, nil, err
	}
	packet = unpadded(packet, rdf)
	away, err := largest(rdf, len(packet)-maxMainXMP+300) // 300: the note that there is more
	if err != nil || len(away) == 0 {
		return packet, nil, err
	}
	extension := slices.Concat(
		[]byte(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="`+nsRDF+`">`),
		descriptions(packet, &element{attrs: rdf.attrs, parent: rdf.parent, inside: away}),
		[]byte(`</rdf:RDF></x:xmpmeta>`))
	guid := fmt.Sprintf("%X", md5.Sum(extension))
	note := `<rdf:Description xmlns:rdf="` + nsRDF + `" rdf:about="" xmlns:xmpNote="` + nsNote + `" xmpNote:HasExtendedXMP="` + guid + `"/>`
	edits := []edit{{rdf.shut, rdf.shut, note}}
	for _, d := range away {
		edits = append(edits, edit{d.from, d.to, ""})
	}
	return applied(packet, edits), cutExtension(extension, guid), nil
}

// largest returns the largest descriptions that are together that long, in
// the packet's order.
func largest(rdf *element, length int) ([]*element, error) {
	order := slices.Clone(rdf.inside)
	slices.SortStableFunc(order, func(x, y *element) int { return cmp.Compare(y.to-y.from, x.to-x.from) })
	var away []*element
	for _, d := range order {
		if length <= 0 {
			break
		}
		length -= d.to - d.from
		away = append(away, d)
	}
	if length > 0 {
		return nil, errors.New("it is too large without its descriptions")
	}
	slices.SortFunc(away, func(x, y *element) int { return cmp.Compare(x.from, y.from) })
	return away, nil
}

// unpadded returns a packet without the spaces at its end that leave room to
// those who edit it in place. They stand behind the RDF.
func unpadded(packet []byte, rdf *element) []byte {
	end := bytes.LastIndex(packet, []byte("<?xpacket"))
	if end < rdf.to {
		return packet
	}
	text := bytes.TrimRight(packet[rdf.to:end], " \t\r\n")
	return slices.Concat(packet[:rdf.to], text, packet[end:])
}

func cutExtension(extension []byte, guid string) [][]byte {
	const share = 65533 - extendedHead
	var segments [][]byte
	for at := 0; at < len(extension); at += share {
		s := append([]byte(ExtendedMark), guid...)
		s = binary.BigEndian.AppendUint32(s, uint32(len(extension)))
		s = binary.BigEndian.AppendUint32(s, uint32(at))
		segments = append(segments, append(s, extension[at:min(at+share, len(extension))]...))
	}
	return segments
}
