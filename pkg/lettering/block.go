package lettering

import (
	"cmp"
	"fmt"
	"image"
	"image/draw"
	"math"
	"slices"

	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// Align is how lines of different lengths stand below each other.
type Align int

// The alignments. They are the same for all directions of writing.
const (
	Left Align = iota
	Center
	Right
)

// Block is text that has been set: lines of glyphs at their places.
type Block struct {
	Width, Height float64 // in em
	Lines         int
	// Fits reports whether no line is wider than it was to be: whether each
	// word found room on a line.
	Fits   bool
	glyphs []placed
	ascent float64
	line   float64 // from one baseline to the next
}

// placed is a glyph's origin, in em: x from the left, y downwards from the
// baseline of its line.
type placed struct {
	outline *outline
	line    int
	x, y    float64
}

// maxWidth is what the widest line can be set to, in em.
const maxWidth = 30_000

// Set breaks the lines where words end, so that none is wider than width, in
// em, as far as that can be; 0 stands for any width.
func (t *Text) Set(width float64, align Align) (b *Block, err error) {
	defer func() {
		if r := recover(); r != nil {
			b, err = nil, fmt.Errorf("set the text: the font makes the setter panic: %v", r)
		}
	}()
	if width <= 0 || width > maxWidth {
		width = maxWidth
	}
	first := t.fonts[0]
	b = &Block{Fits: true, ascent: first.ascent, line: first.ascent + first.descent + first.gap}
	var widths []float64
	for _, p := range t.paragraphs {
		if len(p.runes) == 0 {
			widths = append(widths, 0)
			continue
		}
		var wrapper shaping.LineWrapper
		config := shaping.WrapConfig{Direction: p.direction, BreakPolicy: shaping.Never}
		runs := slices.Clone(p.runs)
		lines, _ := wrapper.WrapParagraphF(config, fixed.Int26_6(width*unit*64), p.runes, shaping.NewSliceIterator(runs))
		for _, line := range lines {
			widths = append(widths, t.place(b, line, len(widths)))
		}
	}
	b.Lines = len(widths)
	b.Width = slices.Max(widths)
	b.Fits = b.Width <= width*1.000001
	b.Height = float64(b.Lines)*b.line - first.gap
	b.align(widths, align)
	return b, nil
}

// place adds a line's glyphs to the block, from the left, and returns its
// width.
func (t *Text) place(b *Block, line shaping.Line, number int) float64 {
	runs := slices.Clone(line)
	slices.SortFunc(runs, func(a, b shaping.Output) int { return cmp.Compare(a.VisualIndex, b.VisualIndex) })
	em := func(v fixed.Int26_6) float64 { return float64(v) / (64 * unit) }
	x := 0.0
	for _, run := range runs {
		for _, g := range run.Glyphs {
			if o := t.outlines[outlineKey{run.Face, g.GlyphID}]; o != nil && len(o.segments) > 0 {
				b.glyphs = append(b.glyphs, placed{o, number, x + em(g.XOffset), -em(g.YOffset)})
			}
			x += em(g.Advance)
		}
	}
	return x
}

func (b *Block) align(widths []float64, align Align) {
	share := map[Align]float64{Left: 0, Center: 0.5, Right: 1}[align]
	for i := range b.glyphs {
		g := &b.glyphs[i]
		g.x += share * (b.Width - widths[g.line])
	}
}

// Mask draws the block with its upper left corner at (x, y) pixels and an em
// of size pixels, and returns what of it falls into area: 255 where a pixel is
// covered, less where it is in part. Baselines are moved to whole pixels, so
// that the feet of letters are sharp.
func (b *Block) Mask(area image.Rectangle, x, y, size float64) *image.Alpha {
	mask := image.NewAlpha(area)
	if area.Empty() {
		return mask
	}
	r := vector.NewRasterizer(area.Dx(), area.Dy())
	r.DrawOp = draw.Src
	drawn := false
	for _, g := range b.glyphs {
		baseline := math.Round(y + (b.ascent+float64(g.line)*b.line)*size)
		gx, gy := x+g.x*size-float64(area.Min.X), baseline+g.y*size-float64(area.Min.Y)
		if g.outline.outside(gx, gy, size, area.Size()) {
			continue
		}
		drawn = true
		(&pen{r: r, x: float32(gx), y: float32(gy), size: float32(size)}).draw(g.outline)
	}
	if drawn {
		r.Draw(mask, area, image.Opaque, image.Point{})
	}
	return mask
}

// outside reports whether nothing of a glyph at that place is to be seen.
func (o *outline) outside(x, y, size float64, area image.Point) bool {
	return x+float64(o.right)*size <= 0 || x+float64(o.left)*size >= float64(area.X) ||
		y+float64(o.down)*size <= 0 || y+float64(o.top)*size >= float64(area.Y)
}
