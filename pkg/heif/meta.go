package heif

import (
	"errors"
	"fmt"
)

// meta is what the box of that name says: items, where they lie, what they
// are like, and how they hang together.
type meta struct {
	file       []byte
	primary    uint32
	items      map[uint32]*item
	order      []uint32 // as the file lists them
	inside     []byte   // the idat box
	properties []box
	references map[link][]uint32 // what an item refers to
	auxiliary  []reference       // those of the type auxl, as the file lists them
}

// link is a type of references and the item that they come from.
type link struct {
	kind string
	from uint32
}

type item struct {
	id         uint32
	kind       string // "hvc1", "grid", "Exif"
	mime       string
	extents    []extent
	inIdat     bool
	derived    bool // its bytes are in another item: not read
	properties []int
}

type extent struct{ at, size uint64 }

// reference says that one item belongs to others.
type reference struct {
	from uint32
	to   []uint32
}

// Bounds of lists whose entries need few bytes of the file, or none.
const (
	most        = 65536
	mostExtents = 4 * most // of all items; a grid has up to 65536 tiles
	// mostTries is how many items are looked at for one thing of which there
	// should be one. Each look may cost as much as the file is long.
	mostTries = 16
)

func parseMeta(file, body []byte) (*meta, error) {
	m := &meta{file: file, items: map[uint32]*item{}, references: map[link][]uint32{}}
	c := cursor{data: body}
	c.fullBox()
	found := map[string][]byte{}
	err := boxes(c.data, func(b box) error {
		if found[b.kind] == nil {
			found[b.kind] = b.body
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	m.inside = found["idat"]
	for _, part := range []struct {
		kind  string
		parse func([]byte) error
	}{
		{"pitm", m.parsePrimary}, {"iinf", m.parseItems}, {"iloc", m.parsePlaces},
		{"iprp", m.parseProperties}, {"iref", m.parseReferences},
	} {
		if body, ok := found[part.kind]; ok {
			if err := part.parse(body); err != nil {
				return nil, fmt.Errorf("box %q: %w", part.kind, err)
			}
		}
	}
	return m, nil
}

func (m *meta) parsePrimary(body []byte) error {
	c := cursor{data: body}
	version, _ := c.fullBox()
	m.primary = uint32(c.uint(idBytes(version == 0)))
	return c.err()
}

// idBytes is the length of an item's number.
func idBytes(short bool) int {
	if short {
		return 2
	}
	return 4
}

var errCut = errors.New("it is cut off")

func (c *cursor) err() error {
	if c.short {
		return errCut
	}
	return nil
}

func (m *meta) parseItems(body []byte) error {
	c := cursor{data: body}
	version, _ := c.fullBox()
	c.uint(idBytes(version == 0))
	return boxes(c.data, func(b box) error {
		if b.kind != "infe" {
			return nil
		}
		c := cursor{data: b.body}
		version, _ := c.fullBox()
		if version < 2 {
			return nil // of a time before pictures
		}
		i := &item{id: uint32(c.uint(idBytes(version == 2)))}
		c.uint(2) // protection
		i.kind = fourCC(c.uint(4))
		c.text() // name
		if i.kind == "mime" {
			i.mime = c.text()
		}
		if c.short || len(m.items) >= most {
			return errCut
		}
		if m.items[i.id] == nil {
			m.items[i.id] = i
			m.order = append(m.order, i.id)
		}
		return nil
	})
}

func fourCC(n uint64) string {
	return string([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
}

func (m *meta) parsePlaces(body []byte) error {
	c := cursor{data: body}
	version, _ := c.fullBox()
	sizes := c.uint(2)
	offsetBytes, lengthBytes, baseBytes := int(sizes>>12), int(sizes>>8&15), int(sizes>>4&15)
	indexBytes := 0
	if version > 0 {
		indexBytes = int(sizes & 15)
	}
	if max(offsetBytes, lengthBytes, baseBytes, indexBytes) > 8 {
		return errCut
	}
	extents := 0
	for n := c.uint(idBytes(version < 2)); n > 0 && !c.short; n-- {
		i := m.items[uint32(c.uint(idBytes(version < 2)))]
		if i == nil {
			i = &item{} // read over it
		}
		if version > 0 {
			method := c.uint(2) & 15
			i.inIdat, i.derived = method == 1, method > 1
		}
		c.uint(2) // data reference
		base := c.uint(baseBytes)
		for e := c.uint(2); e > 0 && !c.short; e-- {
			c.uint(indexBytes)
			at := base + c.uint(offsetBytes)
			i.extents = append(i.extents, extent{at, c.uint(lengthBytes)})
			if extents++; extents > mostExtents {
				return errCut // entries may take no bytes
			}
		}
	}
	return c.err()
}

func (m *meta) parseReferences(body []byte) error {
	c := cursor{data: body}
	version, _ := c.fullBox()
	id := idBytes(version == 0)
	return boxes(c.data, func(b box) error {
		c := cursor{data: b.body}
		r := reference{from: uint32(c.uint(id))}
		for n := c.uint(2); n > 0 && !c.short; n-- {
			r.to = append(r.to, uint32(c.uint(id)))
		}
		if at := (link{b.kind, r.from}); m.references[at] == nil {
			m.references[at] = r.to
		}
		if b.kind == "auxl" {
			m.auxiliary = append(m.auxiliary, r)
		}
		return c.err()
	})
}

func (m *meta) parseProperties(body []byte) error {
	return boxes(body, func(b box) error {
		switch b.kind {
		case "ipco":
			return boxes(b.body, func(p box) error {
				m.properties = append(m.properties, p)
				return nil
			})
		case "ipma":
			return m.parseAssociations(b.body)
		}
		return nil
	})
}

func (m *meta) parseAssociations(body []byte) error {
	c := cursor{data: body}
	version, flags := c.fullBox()
	for n := c.uint(4); n > 0 && !c.short; n-- {
		i := m.items[uint32(c.uint(idBytes(version < 1)))]
		if i == nil {
			i = &item{}
		}
		for k := c.uint(1); k > 0 && !c.short; k-- {
			index := int(c.uint(1)) & 0x7f
			if flags&1 != 0 {
				index = index<<8 | int(c.uint(1))
			}
			if len(i.properties) < 256 {
				i.properties = append(i.properties, index)
			}
		}
	}
	return c.err()
}

// property returns the first property of a kind.
func (m *meta) property(i *item, kind string) ([]byte, bool) {
	for _, n := range i.properties {
		if n >= 1 && n <= len(m.properties) && m.properties[n-1].kind == kind {
			return m.properties[n-1].body, true
		}
	}
	return nil, false
}

// targets returns what an item refers to.
func (m *meta) targets(kind string, from uint32) []uint32 {
	return m.references[link{kind, from}]
}

// bytes returns an item's bytes, as a part of the file if they lie together.
func (m *meta) bytes(i *item) ([]byte, error) {
	from := m.file
	if i.inIdat {
		from = m.inside
	}
	if i.derived || len(i.extents) == 0 {
		return nil, fmt.Errorf("item %d has no bytes", i.id)
	}
	var joined []byte
	for _, e := range i.extents {
		if e.at > uint64(len(from)) {
			return nil, fmt.Errorf("item %d lies past the end", i.id)
		}
		if e.size == 0 {
			e.size = uint64(len(from)) - e.at
		}
		if e.size > uint64(len(from))-e.at {
			return nil, fmt.Errorf("item %d is cut off", i.id)
		}
		part := from[e.at : e.at+e.size]
		if len(i.extents) == 1 {
			return part, nil
		}
		if len(joined)+len(part) > len(m.file) {
			return nil, fmt.Errorf("item %d is longer than the file", i.id)
		}
		joined = append(joined, part...)
	}
	return joined, nil
}
