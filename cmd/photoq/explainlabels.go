package main

import (
	"cmp"
	"fmt"
	"image"
	"math"
	"slices"
	"strings"

	"github.com/photoq/photoq/pkg/face"
	"github.com/photoq/photoq/pkg/lettering"
	"github.com/photoq/photoq/pkg/paint"
	"github.com/photoq/photoq/pkg/retouch"
)

// note is a label, and what it is about.
type note struct {
	of    image.Rectangle
	whole bool // the label may lie over what it is about: a face is large
	color uint32
	text  string
	block *lettering.Block
	size  image.Point // of the plate
	at    image.Point
}

// label puts a label down, to be drawn when all are known.
func (d *drawing) label(of image.Rectangle, c uint32, text string) *note {
	n := &note{of: of, color: c, text: text}
	d.labels = append(d.labels, n)
	return n
}

// crowded is from how many faces on labels are short.
const crowded = 7

func (s *seen) eyeText(e *retouch.RedEye) string {
	if e.Red {
		if len(s.faces) >= crowded {
			return fmt.Sprintf("red %.0f", e.Contrast)
		}
		return fmt.Sprintf("red: contrast %.0f, peak %.0f, round %.2f", e.Contrast, e.Peak, e.Round)
	}
	return s.left(e.Reason)
}

func (s *seen) mouthText(t *retouch.Teeth) string {
	if t.Shown {
		if len(s.faces) >= crowded {
			return "teeth"
		}
		return fmt.Sprintf("teeth: open %.2f, share %.2f, yellow %.0f", t.Open, t.Share, t.Yellow)
	}
	return s.left(t.Reason)
}

// left is why something is left alone, in few words: of many only how far it
// is from being taken.
func (s *seen) left(reason string) string {
	_, figures, has := strings.Cut(reason, ": ")
	if len(s.faces) >= crowded && has {
		return "no: " + figures
	}
	return "no: " + strings.TrimPrefix(reason, "it is ")
}

func faceText(i int, f face.Face) string {
	what := "face"
	if !f.Certain() {
		what = "doubtful"
	}
	return fmt.Sprintf("%s %d: %.2f %.2f %.2f", what, i, f.Score, f.Second, f.Mesh)
}

// letter sets the labels, finds room for them and draws them: small letters
// where there are many, but none that cannot be read.
func (d *drawing) letter(font *lettering.Font) error {
	long := float64(max(d.m.Rect.Dx(), d.m.Rect.Dy()))
	em := max(11, long/85*min(1, math.Sqrt(16/float64(max(1, len(d.labels))))))
	em = max(em, long/140)
	pad := int(em / 3)
	for _, n := range d.labels {
		text, err := lettering.Shape(n.text, font)
		if err != nil {
			return err
		}
		if n.block, err = text.Set(16, lettering.Left); err != nil {
			return err
		}
		n.size = image.Pt(int(math.Ceil(n.block.Width*em))+2*pad, int(math.Ceil(n.block.Height*em))+pad)
	}
	// Small things first: what lies next to them is theirs.
	order := slices.Clone(d.labels)
	slices.SortStableFunc(order, func(a, b *note) int { return cmp.Compare(area(a.of), area(b.of)) })
	var placed []image.Rectangle
	for _, n := range order {
		n.at = d.room(n, placed, int(em))
		placed = append(placed, n.plate())
	}
	for _, n := range order {
		d.connect(n)
	}
	for _, n := range order {
		plate := n.plate()
		paint.Over(d.m, paint.NewFill(plate, rgba(0x000000ff), 0.65))
		mask := n.block.Mask(plate.Intersect(d.m.Rect), float64(plate.Min.X+pad), float64(plate.Min.Y+pad/2), em)
		ink := rgba(n.color) // half way to white: magenta is dark
		ink.R, ink.G, ink.B = 128+ink.R/2, 128+ink.G/2, 128+ink.B/2
		paint.Over(d.m, paint.NewShape(mask, ink, 1, paint.Weights(ink)))
	}
	return nil
}

func (n *note) plate() image.Rectangle { return image.Rectangle{Min: n.at, Max: n.at.Add(n.size)} }

func area(r image.Rectangle) int { return r.Dx() * r.Dy() }

// room returns where a label lies best: near what it is about, and over as
// little as can be of other labels, and of what is seen.
func (d *drawing) room(n *note, placed []image.Rectangle, step int) image.Point {
	best, least := n.of.Min, math.Inf(1)
	middle := n.of.Min.Add(n.of.Max).Div(2)
	for far := range 14 {
		gap := step/3 + far*step
		for _, side := range [...]image.Point{{0, 1}, {0, -1}, {1, 0}, {-1, 0}, {1, 1}, {-1, 1}, {1, -1}, {-1, -1}} {
			c := middle.Add(image.Pt(side.X*((n.of.Dx()+n.size.X)/2+gap), side.Y*((n.of.Dy()+n.size.Y)/2+gap)))
			at := d.inside(c.Sub(n.size.Div(2)), n.size)
			cost := d.cost(n, image.Rectangle{Min: at, Max: at.Add(n.size)}, placed) + float64(far*far)/200
			if cost < least {
				best, least = at, cost
			}
		}
	}
	return best
}

// connect draws a line from a label to what it is about, where that is not next
// to it.
func (d *drawing) connect(n *note) {
	from, to := nearest(n.plate(), n.of), nearest(n.of, n.plate())
	steps := max(abs(to.X-from.X), abs(to.Y-from.Y))
	for i := range steps + 1 {
		p := from
		if steps > 0 {
			p = from.Add(to.Sub(from).Mul(i).Div(steps))
		}
		paint.Over(d.m, paint.NewFill(image.Rectangle{Min: p, Max: p.Add(image.Pt(d.line, d.line))}, rgba(n.color), 1))
	}
}

// nearest is the point of r that is nearest to the middle of another box.
func nearest(r, other image.Rectangle) image.Point {
	c := other.Min.Add(other.Max).Div(2)
	return image.Pt(max(r.Min.X, min(c.X, r.Max.X)), max(r.Min.Y, min(c.Y, r.Max.Y)))
}

func abs(v int) int { return max(v, -v) }

// inside moves a label into the drawing, as far as it fits.
func (d *drawing) inside(at, size image.Point) image.Point {
	return image.Pt(max(0, min(at.X, d.m.Rect.Dx()-size.X)), max(0, min(at.Y, d.m.Rect.Dy()-size.Y)))
}

// cost is how much a label there would hide, in its own areas: other labels
// count four times, eyes and mouths as often, and faces, which are large, a
// fifth.
func (d *drawing) cost(n *note, plate image.Rectangle, placed []image.Rectangle) float64 {
	hidden := 0.0
	for _, p := range placed {
		hidden += 4 * float64(area(plate.Intersect(p)))
	}
	for _, o := range d.labels {
		share := 4.0
		if o.whole {
			share = 0.2
		}
		hidden += share * float64(area(plate.Intersect(o.of)))
	}
	return hidden / float64(max(1, n.size.X*n.size.Y))
}
