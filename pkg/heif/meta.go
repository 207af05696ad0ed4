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
