// Package lettering sets text in a font: shaped as its script wants it, with
// kerning, ligatures, joined Arabic and right-to-left lines, wrapped to a
// width, and drawn as a mask of any size.
//
// All measures of a text are in em, the font's size; only Mask knows pixels.
package lettering

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"

	"github.com/go-text/typesetting/font"
)

//go:embed DejaVuSans.ttf
var dejaVuSans []byte

// Font is a font that text can be set in. It may be used by several
// goroutines at once.
type Font struct {
	parsed *font.Font
	em     float64 // in the font's units
	// ascent, descent and gap of a line, in em and as distances.
	ascent, descent, gap float64
}

// DejaVuSans returns the font that comes with photoq. It has the letters of
// most scripts of Europe and its neighbours, Arabic and Hebrew among them,
// and signs of many kinds; it has none of Chinese, Japanese, Korean or the
// scripts of India, and no emoji in colour.
func DejaVuSans() (*Font, error) { return Parse(dejaVuSans) }

// Parse reads an OpenType or TrueType font, or the first one of a collection.
// It keeps data, which must not change. A font that is damaged, or that no
// letter can be drawn from, is an error.
func Parse(data []byte) (f *Font, err error) {
	defer func() {
		if r := recover(); r != nil {
			f, err = nil, fmt.Errorf("read the font: the reader panicked: %v", r)
		}
	}()
	if err := checkComposites(data); err != nil {
		return nil, fmt.Errorf("read the font: %w", err)
	}
	faces, err := font.ParseTTC(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("read the font: %w", err)
	}
	if len(faces) == 0 {
		return nil, errors.New("read the font: there is none in the collection")
	}
	f = &Font{parsed: faces[0].Font, em: float64(faces[0].Upem())}
	if f.em < 16 || f.em > 16384 {
		return nil, fmt.Errorf("read the font: an em of %.0f units, where 16 to 16384 are allowed", f.em)
	}
	f.measure(faces[0])
	return f, nil
}

// measure finds the height of lines. Fonts that tell nonsense get usual
// values: a line must neither vanish nor fill the photo.
func (f *Font) measure(face *font.Face) {
	f.ascent, f.descent = 0.9, 0.25
	if e, ok := face.FontHExtents(); ok {
		ascent, descent, gap := float64(e.Ascender)/f.em, -float64(e.Descender)/f.em, float64(e.LineGap)/f.em
		if ascent >= 0.3 && ascent <= 3 && descent >= 0 && descent <= 3 {
			f.ascent, f.descent = ascent, descent
		}
		if gap > 0 && gap <= 1 {
			f.gap = gap
		}
	}
}
