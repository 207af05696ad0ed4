package lettering

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/bidi"
)

// MaxRunes is how many runes of a text are set.
const MaxRunes = 2000

// The bounds of what a font may make of a text, which keep a hostile one from
// taking all memory and time.
const (
	maxGlyphs   = 10 * MaxRunes
	maxSegments = 1_000_000
)

// unit is the size that text is shaped at: one that glyphs' advances are
// exact enough at. What is drawn is this, scaled.
const unit = 1024

// Text is text that has been shaped, and can be set at any width.
type Text struct {
	// Missing are the runes that none of the fonts has a glyph for, in the
	// order of the text, each once. They are left out.
	Missing []rune

	fonts      []*Font
	faces      []*font.Face
	paragraphs []paragraph
	outlines   map[outlineKey]*outline
	segments   int
}

// paragraph is what stands between line breaks.
type paragraph struct {
	runes     []rune
	direction di.Direction
	runs      []shaping.Output
}

// Shape shapes a text in the first of the fonts, and what that has no glyph
// for in the next one that has. Lines are ended by "\n". The direction of
// each is that of its first letter that has one. Control characters are left
// out, tabs become spaces, and a text of more than MaxRunes is an error.
func Shape(text string, fonts ...*Font) (t *Text, err error) {
	defer func() {
		if r := recover(); r != nil {
			t, err = nil, fmt.Errorf("shape the text: the font makes the shaper panic: %v", r)
		}
	}()
	runes := []rune(strings.ToValidUTF8(text, "\ufffd"))
	if len(runes) > MaxRunes {
		return nil, fmt.Errorf("shape the text: it has %d characters, more than %d", len(runes), MaxRunes)
	}
	t = &Text{fonts: fonts, outlines: map[outlineKey]*outline{}}
	for _, f := range fonts {
		t.faces = append(t.faces, font.NewFace(f.parsed))
	}
	lines := strings.Split(strings.ReplaceAll(string(runes), "\r\n", "\n"), "\n")
	for _, line := range lines {
		p, err := t.paragraph(clean(line))
		if err != nil {
			return nil, fmt.Errorf("shape the text: %w", err)
		}
		t.paragraphs = append(t.paragraphs, p)
	}
	return t, nil
}

// clean leaves out what controls terminals rather than text.
func clean(line string) []rune {
	return []rune(strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, line))
}

// paragraph shapes a line. What has no glyph is taken out, and the rest is
// shaped again: its neighbours may join now.
func (t *Text) paragraph(runes []rune) (paragraph, error) {
	for {
		p := paragraph{runes: runes, direction: direction(runes)}
		if len(runes) == 0 {
			return p, nil
		}
		p.runs = t.shape(p)
		missing, err := t.missing(p)
		if err != nil || len(missing) == 0 {
			return p, err
		}
		var left []rune
		for i, r := range runes {
			if !missing[i] {
				left = append(left, r)
			} else if !slices.Contains(t.Missing, r) {
				t.Missing = append(t.Missing, r)
			}
		}
		runes = []rune(strings.TrimSpace(string(left)))
	}
}

// direction is that of the first letter that has one.
func direction(runes []rune) di.Direction {
	for _, r := range runes {
		p, _ := bidi.LookupRune(r)
		switch p.Class() {
		case bidi.L:
			return di.DirectionLTR
		case bidi.R, bidi.AL:
			return di.DirectionRTL
		}
	}
	return di.DirectionLTR
}

func (t *Text) shape(p paragraph) []shaping.Output {
	var segmenter shaping.Segmenter
	var shaper shaping.HarfbuzzShaper
	inputs := segmenter.Split(shaping.Input{Text: p.runes, RunEnd: len(p.runes), Direction: p.direction, Size: fixed.I(unit)}, faceMap(t.faces))
	runs := make([]shaping.Output, len(inputs))
	for i, input := range inputs {
		runs[i] = shaper.Shape(input)
	}
	return runs
}

// faceMap gives each rune the first face that has a glyph for it.
type faceMap []*font.Face

// ResolveFace returns the first face for a rune that no face has.
func (m faceMap) ResolveFace(r rune) *font.Face {
	for _, f := range m {
		if _, has := f.NominalGlyph(r); has {
			return f
		}
	}
	return m[0]
}

// missing finds the runes of a shaped line that nothing can be drawn for, by
// their place, and notes the outlines of the others.
func (t *Text) missing(p paragraph) (map[int]bool, error) {
	missing, glyphs := map[int]bool{}, 0
	for _, run := range p.runs {
		if glyphs += len(run.Glyphs); glyphs > maxGlyphs {
			return nil, errors.New("the font makes too many glyphs of it")
		}
		for _, g := range run.Glyphs {
			drawn, err := t.outlineOf(run.Face, g.GlyphID)
			if err != nil {
				return nil, err
			}
			if g.GlyphID != 0 && drawn != nil {
				continue
			}
			for i := g.TextIndex(); i < min(len(p.runes), g.TextIndex()+max(1, g.RunesCount())); i++ {
				if !unicode.IsSpace(p.runes[i]) || drawn == nil {
					missing[i] = true
				}
			}
		}
	}
	return missing, nil
}
