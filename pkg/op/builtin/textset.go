package builtin

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"

	"github.com/photoq/photoq/pkg/filter"
	"github.com/photoq/photoq/pkg/lettering"
	"github.com/photoq/photoq/pkg/paint"
)

// The measures of a text's surroundings, in em.
const (
	boxPadding   = 0.35
	shadowSigma  = 0.09
	shadowOffset = 0.035
)

// readable is the size of letters, in pixels, below which nobody reads them.
const readable = 6

// setting is a text that has been set on a photo.
type setting struct {
	block  *lettering.Block
	em     float64 // in pixels
	x, y   float64 // of the upper left corner, in pixels
	wanted int     // how many lines were written
	shrunk float64 // to which share of its size
}

// fit sets the text on a photo of that size: in as many lines as it takes, and
// where that is not enough in smaller letters.
func (t *text) fit(shaped *lettering.Text, size image.Point) (setting, error) {
	shorter := float64(min(size.X, size.Y))
	margin := float64(t.Margin) / 100 * shorter
	width, height := float64(size.X)-2*margin, float64(size.Y)-2*margin
	padding := 0.0
	if t.Background.given {
		padding = boxPadding
	}
	em := float64(t.Size) / 100 * shorter
	var broken error
	try := func(share float64) (*lettering.Block, bool) {
		b, err := shaped.Set(width/(em*share)-2*padding, t.align())
		if err != nil {
			broken = err
			return nil, true
		}
		return b, b.Fits && (b.Height+2*padding)*em*share <= height && width > 2*padding*em*share
	}
	whole, err := shaped.Set(0, t.align())
	if err != nil {
		return setting{}, err
	}
	share := 1.0
	block, fits := try(share)
	if !fits {
		low := 0.0
		for step := 0.5; step > 1e-4 && broken == nil; step /= 2 {
			if b, ok := try(low + step); ok || low == 0 && step < 2e-4 { // on a photo of a few pixels nothing fits
				low, block = low+step, b
			}
		}
		share = low
	}
	if broken != nil || block == nil {
		return setting{}, broken
	}
	s := setting{block: block, em: em * share, wanted: whole.Lines, shrunk: share}
	s.place(t.Position, size, margin+padding*s.em)
	return s, nil
}

// place puts the block where it belongs, that far from the edges.
func (s *setting) place(position anchor, size image.Point, distance float64) {
	w, h := s.block.Width*s.em, s.block.Height*s.em
	s.x, s.y = (float64(size.X)-w)/2, (float64(size.Y)-h)/2
	name := string(position)
	switch {
	case strings.HasPrefix(name, "north"):
		s.y = distance
	case strings.HasPrefix(name, "south"):
		s.y = float64(size.Y) - distance - h
	}
	switch {
	case strings.HasSuffix(name, "west"):
		s.x = distance
	case strings.HasSuffix(name, "east"):
		s.x = float64(size.X) - distance - w
	}
}

func (t *text) align() lettering.Align {
	switch {
	case strings.HasSuffix(string(t.Position), "west"):
		return lettering.Left
	case strings.HasSuffix(string(t.Position), "east"):
		return lettering.Right
	}
	return lettering.Center
}

// remarks adds what there is to say of the setting.
func (s *setting) remarks(notes, warnings []string) ([]string, []string) {
	if s.block.Lines > s.wanted {
		notes = appended(notes, fmt.Sprintf("text: in %d lines, to fit", s.block.Lines))
	}
	if s.shrunk < 1 {
		notes = appended(notes, fmt.Sprintf("text: at %.0f%% of its size, to fit", math.Floor(s.shrunk*100)))
	}
	if s.em < readable {
		warnings = appended(warnings, fmt.Sprintf("text: its letters are %.1f pixels high, which is too small to be read", s.em))
	}
	return notes, warnings
}

// inks are colours in the photo's profile.
type inks struct{ letters, box color.NRGBA }

// paint puts box, shadow and letters on the picture, in bands, so that masks
// stay small on large photos.
func (t *text) paint(ctx context.Context, m image.Image, s setting, c inks) error {
	opacity := float64(t.Opacity) / 100
	if t.Background.given {
		paint.Over(m, paint.NewFill(s.around(boxPadding), c.box, opacity))
	}
	area := s.around(0.5).Intersect(m.Bounds()) // glyphs may reach out of their lines
	if area.Empty() {
		return nil
	}
	// A multiple of what a chroma sample covers, so that none is in two bands.
	rows := max(64, 4_000_000/area.Dx()) / 4 * 4
	for top := area.Min.Y / 4 * 4; top < area.Max.Y; top += rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		band := image.Rect(area.Min.X, top, area.Max.X, top+rows).Intersect(area)
		if t.Shadow > 0 {
			if err := t.paintShadow(ctx, m, s, band); err != nil {
				return err
			}
		}
		mask := s.block.Mask(band, s.x, s.y, s.em)
		paint.Over(m, paint.NewShape(mask, c.letters, opacity, paint.Weights(c.letters)))
	}
	return nil
}

// around is the block's rectangle with some em more on each side, in whole
// pixels.
func (s *setting) around(em float64) image.Rectangle {
	more := em * s.em
	return image.Rect(int(math.Round(s.x-more)), int(math.Round(s.y-more)),
		int(math.Round(s.x+s.block.Width*s.em+more)), int(math.Round(s.y+s.block.Height*s.em+more)))
}

// paintShadow paints what of the shadow falls into a band: the letters, a
// little to the right and below, and smoothed.
func (t *text) paintShadow(ctx context.Context, m image.Image, s setting, band image.Rectangle) error {
	sigma, offset := shadowSigma*s.em, shadowOffset*s.em
	reach := int(math.Ceil(4 * sigma))
	wide := band.Inset(-reach)
	mask := s.block.Mask(wide, s.x+offset, s.y+math.Round(offset), s.em)
	grey := &image.Gray{Pix: mask.Pix, Stride: mask.Stride, Rect: image.Rectangle{Max: wide.Size()}}
	if sigma >= 0.1 {
		if err := filter.Blur(ctx, grey, grey, sigma); err != nil {
			return err
		}
	}
	// Stronger than the blur leaves it, or thin strokes would have none.
	strength := float64(t.Shadow) / 100
	var weights [256]float64
	for i := range weights {
		weights[i] = min(1, 2*float64(i)/255)
	}
	dark := color.NRGBA{0, 0, 0, 255}
	if c := t.Color; 299*int(c.R)+587*int(c.G)+114*int(c.B) < 90*1000 {
		dark = color.NRGBA{255, 255, 255, 255}
	}
	inner := mask.SubImage(band).(*image.Alpha)
	paint.Over(m, paint.NewShape(inner, dark, strength*float64(t.Opacity)/100*float64(t.Color.A)/255, &weights))
	return nil
}
