package heif

import (
	"errors"
	"image"
)

// parseMovie finds the first picture of a sequence that has no still picture
// beside it (ISO/IEC 14496-12, chapter 8): the first sample of its first
// track of pictures.
func parseMovie(file, movie []byte) (*File, error) {
	var found *File
	err := boxes(movie, func(b box) error {
		if b.kind == "trak" && found == nil {
			found = parseTrack(file, b.body)
		}
		return nil
	})
	if found == nil {
		return nil, errors.Join(errNoPicture, err)
	}
	return found, nil
}

// inner returns the body of the box that a path of types leads to; nil when
// there is none.
func inner(data []byte, path ...string) []byte {
	for _, kind := range path {
		var next []byte
		// What is behind damage is not there.
		_ = boxes(data, func(b box) error {
			if b.kind == kind && next == nil {
				next = b.body
			}
			return nil
		})
		data = next
	}
	return data
}

// parseTrack returns the track's first picture; nil if it has none.
func parseTrack(file, track []byte) *File {
	table := inner(track, "mdia", "minf", "stbl")
	description := inner(table, "stsd")
	if len(description) < 16 {
		return nil
	}
	entry, _, err := nextBox(description[8:])
	if err != nil || entry.kind != "av01" && entry.kind != "hvc1" || len(entry.body) < 78 {
		return nil
	}
	at, size, ok := firstSample(table)
	if !ok || at > uint64(len(file)) || size > uint64(len(file))-at {
		return nil
	}
	c := cursor{data: entry.body[24:]}
	p := &Picture{Codec: entry.kind, Columns: 1, Size: image.Pt(int(c.uint(2)), int(c.uint(2)))}
	if p.Size.X == 0 || p.Size.Y == 0 {
		return nil
	}
	p.Tile = p.Size
	i := &item{extents: []extent{{at, size}}}
	p.meta, p.tiles = &meta{file: file}, []*item{i}
	_ = boxes(entry.body[78:], func(b box) error {
		switch b.kind {
		case "hvcC", "av1C":
			p.Config = b.body
		case "colr":
			p.meta.properties = append(p.meta.properties, b)
			i.properties = append(i.properties, len(p.meta.properties))
		}
		return nil
	})
	p.readColour(i)
	return &File{Main: p}
}

// firstSample returns where a track's first sample lies.
func firstSample(table []byte) (at, size uint64, ok bool) {
	sizes, offsets, bytes := cursor{data: inner(table, "stsz")}, cursor{data: inner(table, "stco")}, 4
	if offsets.data == nil {
		offsets, bytes = cursor{data: inner(table, "co64")}, 8
	}
	sizes.fullBox()
	if size = sizes.uint(4); size == 0 {
		sizes.uint(4) // how many there are
		size = sizes.uint(4)
	}
	offsets.fullBox()
	offsets.uint(4) // how many there are
	at = offsets.uint(bytes)
	return at, size, size > 0 && !sizes.short && !offsets.short
}
