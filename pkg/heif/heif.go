package heif

import (
	"encoding/binary"
	"errors"
	"fmt"
	"image"
)

// Picture is a picture that is coded in one piece or as a grid of tiles.
type Picture struct {
	// Codec is the type of its items: "hvc1" (HEVC), "av01" (AV1), "jpeg" or
	// another that no decoder here knows.
	Codec string
	// Config is the body of the property that configures the decoder, of type
	// hvcC or av1C; nil when there is none.
	Config []byte
	// Size is the picture's in pixels, before anything of Changes.
	Size image.Point
	// Tile is the size of a tile; of the last column and row a part may lie
	// outside of the picture. It is Size for a picture in one piece.
	Tile image.Point
	// Columns is how many tiles there are in a row; 1 for one piece.
	Columns int
	// Changes are to be done in this order.
	Changes []Change
	// Colour is how numbers become colours; nil when the container leaves
	// that to the coded picture.
	Colour *Colour
	// ICC is the colour profile; nil when there is none.
	ICC []byte
	// Bits is the depth of a sample; 0 when the container does not say.
	Bits int

	meta  *meta
	tiles []*item
}

// Change is a change that makes the photo of the coded picture: one field is
// set.
type Change struct {
	Crop   image.Rectangle // keep this part; in pixels of the picture at this point
	Turn   int             // turn counter-clockwise by that many times 90 degrees
	Mirror byte            // 'x': exchange left and right; 'y': top and bottom
}

// Colour are code points of ITU-T H.273.
type Colour struct {
	Primaries, Transfer, Matrix int
	FullRange                   bool
}

// File is what a container holds of its photo.
type File struct {
	Main  *Picture
	Alpha *Picture // nil when there is no transparency
	// Premultiplied says that the colours are multiplied by Alpha.
	Premultiplied bool
	EXIF, XMP     []byte // nil where there is none; EXIF begins with II or MM
}

var errNoPicture = errors.New("it has no picture")

// Parse reads a file's container. What describes the photo and is damaged is
// left out; anything else that is damaged is an error.
func Parse(data []byte) (*File, error) {
	var body, movie []byte
	err := boxes(data, func(b box) error {
		switch {
		case b.kind == "meta" && body == nil:
			body = b.body
		case b.kind == "moov" && movie == nil:
			movie = b.body
		}
		return nil
	})
	if body == nil {
		if movie != nil {
			return parseMovie(data, movie)
		}
		if err != nil {
			return nil, err
		}
		return nil, errNoPicture
	}
	m, err := parseMeta(data, body)
	if err != nil {
		return nil, err
	}
	main := m.items[m.primary]
	if main == nil {
		if movie != nil {
			return parseMovie(data, movie)
		}
		return nil, errNoPicture
	}
	f := &File{}
	if f.Main, err = m.picture(main); err != nil {
		return nil, err
	}
	f.findAlpha(m)
	f.findMetadata(m)
	return f, nil
}

// picture collects what is said of an item.
func (m *meta) picture(i *item) (*Picture, error) {
	p := &Picture{Codec: i.kind, Columns: 1, meta: m, tiles: []*item{i}}
	var err error
	if p.Size, err = m.size(i); err != nil {
		return nil, err
	}
	p.Tile = p.Size
	coded := i
	if i.kind == "iden" {
		to := m.targets("dimg", i.id)
		if len(to) != 1 || m.items[to[0]] == nil {
			return nil, errNoPicture
		}
		coded = m.items[to[0]]
		p.tiles[0], p.Codec = coded, coded.kind
	}
	if i.kind == "grid" {
		if err := p.readGrid(i); err != nil {
			return nil, err
		}
		coded = p.tiles[0]
	}
	for _, kind := range []string{"hvcC", "av1C"} {
		if body, ok := m.property(coded, kind); ok && p.Config == nil {
			p.Config = body
		}
	}
	p.readColour(i)
	if coded != i && p.Colour == nil && p.ICC == nil {
		p.readColour(coded)
	}
	if body, ok := m.property(coded, "pixi"); ok && len(body) >= 6 {
		p.Bits = int(body[5])
	}
	return p, p.readChanges(i)
}

func (m *meta) size(i *item) (image.Point, error) {
	body, ok := m.property(i, "ispe")
	if !ok || len(body) < 12 {
		return image.Point{}, errors.New("a picture has no size")
	}
	w, h := binary.BigEndian.Uint32(body[4:]), binary.BigEndian.Uint32(body[8:])
	if w == 0 || h == 0 || w > 1<<24 || h > 1<<24 {
		return image.Point{}, fmt.Errorf("a picture of %d x %d pixels", w, h)
	}
	return image.Pt(int(w), int(h)), nil
}

// readGrid reads the item of a grid (ISO/IEC 23008-12, section 6.6.2.3).
func (p *Picture) readGrid(i *item) error {
	body, err := p.meta.bytes(i)
	if err != nil {
		return err
	}
	c := cursor{data: body}
	head := c.uint(4)
	bytes := 2
	if head>>16&1 != 0 {
		bytes = 4
	}
	rows, columns := int(head>>8&255)+1, int(head&255)+1
	width, height := c.uint(bytes), c.uint(bytes)
	if c.short || width != uint64(p.Size.X) || height != uint64(p.Size.Y) {
		return errors.New("a grid contradicts itself")
	}
	to := p.meta.targets("dimg", i.id)
	if len(to) != rows*columns {
		return fmt.Errorf("a grid of %d x %d has %d tiles", columns, rows, len(to))
	}
	p.tiles = nil
	for _, id := range to {
		t := p.meta.items[id]
		if t == nil || len(p.tiles) > 0 && t.kind != p.tiles[0].kind {
			return errors.New("a grid's tiles do not fit together")
		}
		p.tiles = append(p.tiles, t)
	}
	p.Codec, p.Columns = p.tiles[0].kind, columns
	if p.Tile, err = p.meta.size(p.tiles[0]); err != nil {
		return err
	}
	// In 64 bits, so that nothing overflows.
	if int64(p.Tile.X)*int64(columns) < int64(p.Size.X) || int64(p.Tile.Y)*int64(rows) < int64(p.Size.Y) {
		return errors.New("a grid's tiles do not cover it")
	}
	return nil
}

// Tiles is how many pieces the picture is coded in, row by row.
func (p *Picture) Tiles() int { return len(p.tiles) }

// Data returns the coded bytes of a piece.
func (p *Picture) Data(tile int) ([]byte, error) {
	t := p.tiles[tile]
	if len(p.tiles) > 1 {
		if size, err := p.meta.size(t); err != nil || size != p.Tile {
			return nil, errors.New("a grid's tiles do not fit together")
		}
	}
	return p.meta.bytes(t)
}
