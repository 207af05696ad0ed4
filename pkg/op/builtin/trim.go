package builtin

import (
	"context"
	"image"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
)

func init() {
	specs = append(specs, op.Spec{
		Name:     "trim",
		Summary:  "cut off even borders",
		New:      func() op.Operation { return &trim{Tolerance: 10} },
		Examples: []string{"trim", "trim=25"},
	})
}

// trim cuts off the rows and columns at the edges that have the colour of the
// photo's corners; of that of most of them, if they differ.
type trim struct {
	Tolerance int `param:"tolerance,main" help:"how far each channel of a border may be from the corners' colour, in levels of 255"`
}

func (t *trim) Validate() error { return checkRange("tolerance", t.Tolerance, 0, 255) }

func (t *trim) Apply(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	part, err := t.content(ctx, p.Image)
	if err != nil {
		return p, err
	}
	if part.Empty() {
		p.Notes = append(p.Notes[:len(p.Notes):len(p.Notes)], "trim: the photo has one colour and stays as it is")
		return p, nil
	}
	return p.Cut(part), nil
}

// content returns the part within the borders, which is empty when all of the
// picture has the borders' colour.
func (t *trim) content(ctx context.Context, m image.Image) (image.Rectangle, error) {
	border := t.border(m)
	b := m.Bounds()
	content := image.Rectangle{Min: b.Max, Max: b.Min} // as yet nothing
	for y := b.Min.Y; y < b.Max.Y; y++ {
		if err := ctx.Err(); err != nil {
			return b, err
		}
		// Between the edges that are known of, a row is looked at only until
		// it is known to have something.
		x := b.Min.X
		for x < b.Max.X && border(x, y) {
			x++
		}
		if x == b.Max.X {
			continue
		}
		last := b.Max.X - 1
		for last >= content.Max.X && border(last, y) {
			last--
		}
		content.Min.X, content.Max.X = min(content.Min.X, x), max(content.Max.X, last+1)
		content.Min.Y, content.Max.Y = min(content.Min.Y, y), y+1
	}
	return content, nil
}

// border returns a function that tells whether a pixel has the borders'
// colour: that corner's with which most corners agree.
func (t *trim) border(m image.Image) func(x, y int) bool {
	at := channelsAt(m)
	b := m.Bounds()
	var corners [4][4]int
	for i, c := range [4]image.Point{b.Min, {X: b.Max.X - 1, Y: b.Min.Y}, b.Max.Sub(image.Pt(1, 1)), {X: b.Min.X, Y: b.Max.Y - 1}} {
		corners[i] = at(c.X, c.Y)
	}
	near := func(p, q [4]int) bool {
		for c := range p {
			if d := p[c] - q[c]; d < -257*t.Tolerance || d > 257*t.Tolerance {
				return false
			}
		}
		return true
	}
	colour, most := corners[0], 0
	for _, c := range corners {
		agree := 0
		for _, other := range corners {
			if near(c, other) {
				agree++
			}
		}
		if agree > most {
			colour, most = c, agree
		}
	}
	return func(x, y int) bool { return near(at(x, y), colour) }
}

// channelsAt returns a function that returns a pixel's channels in 65535ths:
// of YCbCr those that it has, of other pictures red, green, blue and alpha.
func channelsAt(m image.Image) func(x, y int) [4]int {
	if planes, ok := m.(*image.YCbCr); ok {
		return func(x, y int) [4]int {
			c := planes.COffset(x, y)
			return [4]int{257 * int(planes.Y[planes.YOffset(x, y)]), 257 * int(planes.Cb[c]), 257 * int(planes.Cr[c])}
		}
	}
	pixels := m.(image.RGBA64Image) // as all types of Photo.Image are
	return func(x, y int) [4]int {
		c := pixels.RGBA64At(x, y)
		return [4]int{int(c.R), int(c.G), int(c.B), int(c.A)}
	}
}
