package lettering

import (
	"errors"
	"math"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
)

// maxExtent is how far from its origin a glyph may reach, in em. The longest
// ligatures of Arabic have about ten.
const maxExtent = 20

type outlineKey struct {
	face  *font.Face
	glyph font.GID
}

// outline is the shape of a glyph, in em, with y downwards.
type outline struct {
	segments               []opentype.Segment
	left, top, right, down float32
}

// outlineOf returns a glyph's outline, or nil where it has none that can be
// drawn: it is a bitmap, or reaches too far.
func (t *Text) outlineOf(face *font.Face, glyph font.GID) (*outline, error) {
	key := outlineKey{face, glyph}
	o, known := t.outlines[key]
	if known {
		return o, nil
	}
	data, ok := face.GlyphDataOutline(glyph)
	if t.segments += len(data.Segments); t.segments > maxSegments {
		return nil, errors.New("the font's glyphs are too intricate")
	}
	if ok {
		o = scaledOutline(data.Segments, 1/float32(face.Upem()))
	}
	t.outlines[key] = o
	return o, nil
}

func scaledOutline(segments []opentype.Segment, scale float32) *outline {
	o := &outline{segments: make([]opentype.Segment, len(segments))}
	for i, s := range segments {
		points := s.ArgsSlice()
		for n := range points {
			p := &points[n]
			p.X, p.Y = p.X*scale, -p.Y*scale
			if !(math.Abs(float64(p.X)) <= maxExtent && math.Abs(float64(p.Y)) <= maxExtent) {
				return nil
			}
			o.left, o.right = min(o.left, p.X), max(o.right, p.X)
			o.top, o.down = min(o.top, p.Y), max(o.down, p.Y)
		}
		o.segments[i] = s
	}
	return o
}
