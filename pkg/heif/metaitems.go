package heif

// The parsers of items, and of what belongs to them (ISO/IEC 14496-12, section
// 8.11; ISO/IEC 23008-12).

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
