package heif

import (
	"encoding/binary"
	"errors"
	"image"
	"math"
)

// Coded is a picture in AV1, in one piece.
type Coded struct {
	Config   []byte // the body of the property av1C
	Data     []byte
	Channels int // 1 or 3
	Bits     int // of a sample
}

// Still is what WriteAVIF makes a file of.
type Still struct {
	Size  image.Point
	Main  Coded
	Alpha *Coded // of the same size, in the full range; nil when all is opaque
	// Colour is how numbers become colours; with ICC, its Matrix and FullRange.
	Colour    Colour
	ICC       []byte // nil when there is none
	EXIF, XMP []byte // nil where there is none; EXIF begins with II or MM
}

// alphaKind says that a picture is another one's transparency (ISO/IEC
// 23000-22, section 7.3.5.2).
const alphaKind = "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"

// WriteAVIF returns the file: what describes the photo, and then the items'
// bytes, the picture's last.
func WriteAVIF(s Still) ([]byte, error) {
	items := s.items()
	size := int64(4096 + len(s.ICC)) // more than what is beside the items takes
	for _, i := range items {
		size += int64(len(i.data))
	}
	if size > math.MaxUint32 {
		return nil, errors.New("the file would be larger than 4 GiB")
	}
	head := appendBox(nil, "ftyp", []byte("avif\x00\x00\x00\x00avifmif1miaf"))
	// Where the items lie does not change how long it takes to say so.
	at := len(head) + len(s.meta(items, 0)) + 8
	out := append(make([]byte, 0, size), head...)
	out = append(out, s.meta(items, at)...)
	begin := len(out)
	out = append(out, "\x00\x00\x00\x00mdat"...)
	for n := range items {
		out = append(out, items[len(items)-1-n].data...)
	}
	binary.BigEndian.PutUint32(out[begin:], uint32(len(out)-begin))
	return out, nil
}

// part is an item of a file that is written. Its number is its place in the
// list, from 1 on; the first is the photo.
type part struct {
	kind, mime string
	refers     string // how it belongs to the photo
	data       []byte
	properties []property
}

// property is one of a picture, as a box.
type property struct {
	box       []byte
	essential bool
}

func (s Still) items() []part {
	items := []part{{kind: "av01", data: s.Main.Data, properties: s.properties(s.Main)}}
	if s.Alpha != nil {
		kind := property{box: appendBox(nil, "auxC", []byte("\x00\x00\x00\x00"+alphaKind+"\x00"))}
		items = append(items, part{
			kind: "av01", refers: "auxl", data: s.Alpha.Data,
			properties: append(s.common(*s.Alpha), kind),
		})
	}
	if s.EXIF != nil {
		// The TIFF structure begins right after the number that says where.
		items = append(items, part{kind: "Exif", refers: "cdsc", data: append(make([]byte, 4), s.EXIF...)})
	}
	if s.XMP != nil {
		items = append(items, part{kind: "mime", mime: "application/rdf+xml", refers: "cdsc", data: s.XMP})
	}
	return items
}

// common are the properties that each picture has.
func (s Still) common(c Coded) []property {
	size := binary.BigEndian.AppendUint32(make([]byte, 4), uint32(s.Size.X))
	depth := []byte{0, 0, 0, 0, byte(c.Channels)}
	for range c.Channels {
		depth = append(depth, byte(c.Bits))
	}
	return []property{
		{box: appendBox(nil, "ispe", binary.BigEndian.AppendUint32(size, uint32(s.Size.Y)))},
		{box: appendBox(nil, "pixi", depth)},
		{box: appendBox(nil, "av1C", c.Config), essential: true},
	}
}

// properties are those of the photo.
func (s Still) properties(c Coded) []property {
	const unspecified = 2
	colour := s.Colour
	if s.ICC != nil {
		colour.Primaries, colour.Transfer = unspecified, unspecified
	}
	nclx := []byte("nclx")
	for _, v := range []int{colour.Primaries, colour.Transfer, colour.Matrix} {
		nclx = binary.BigEndian.AppendUint16(nclx, uint16(v))
	}
	if nclx = append(nclx, 0); colour.FullRange {
		nclx[len(nclx)-1] = 0x80
	}
	all := append(s.common(c), property{box: appendBox(nil, "colr", nclx)})
	if s.ICC != nil {
		all = append(all, property{box: appendBox(nil, "colr", append([]byte("prof"), s.ICC...))})
	}
	return all
}

// meta returns the box of that name, for items that lie from there on, the
// last one first.
func (s Still) meta(items []part, at int) []byte {
	body := make([]byte, 4)
	body = appendBox(body, "hdlr", []byte("\x00\x00\x00\x00\x00\x00\x00\x00pict\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"))
	body = appendBox(body, "pitm", []byte{0, 0, 0, 0, 0, 1})
	body = appendBox(body, "iloc", places(items, at))
	list := []byte{0, 0, 0, 0, 0, byte(len(items))}
	references := make([]byte, 4)
	for n, i := range items {
		id := byte(n + 1)
		entry := append([]byte{2, 0, 0, 0, 0, id, 0, 0}, i.kind...)
		entry = append(entry, 0) // no name
		if i.mime != "" {
			entry = append(append(entry, i.mime...), 0)
		}
		list = appendBox(list, "infe", entry)
		if i.refers != "" {
			references = appendBox(references, i.refers, []byte{0, id, 0, 1, 0, 1})
		}
	}
	body = appendBox(body, "iinf", list)
	if len(items) > 1 {
		body = appendBox(body, "iref", references)
	}
	return appendBox(nil, "meta", appendBox(body, "iprp", associations(items)))
}

// places is the body of iloc, with 4 bytes for an offset and for a length.
func places(items []part, at int) []byte {
	body := []byte{0, 0, 0, 0, 0x44, 0, 0, byte(len(items))}
	for n := len(items) - 1; n >= 0; n-- {
		body = append(body, 0, byte(n+1), 0, 0, 0, 1)
		body = binary.BigEndian.AppendUint32(body, uint32(at))
		body = binary.BigEndian.AppendUint32(body, uint32(len(items[n].data)))
		at += len(items[n].data)
	}
	return body
}

// associations is the body of iprp: all properties, each once, and which item
// has which.
func associations(items []part) []byte {
	var boxes []byte
	numbers := map[string]byte{}
	pictures := byte(0)
	var list []byte
	for n, i := range items {
		if len(i.properties) == 0 {
			continue
		}
		pictures++
		list = append(list, 0, byte(n+1), byte(len(i.properties)))
		for _, p := range i.properties {
			number := numbers[string(p.box)]
			if number == 0 {
				boxes = append(boxes, p.box...)
				number = byte(len(numbers) + 1)
				numbers[string(p.box)] = number
			}
			if p.essential {
				number |= 0x80
			}
			list = append(list, number)
		}
	}
	body := appendBox(nil, "ipco", boxes)
	return appendBox(body, "ipma", append([]byte{0, 0, 0, 0, 0, 0, 0, pictures}, list...))
}

func appendBox(out []byte, kind string, body []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(8+len(body)))
	return append(append(out, kind...), body...)
}
