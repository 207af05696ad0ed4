package builtin

import (
	"image"
	"math"

	"github.com/photoq/photoq/pkg/imageio"
)

// attend returns where a part of that size, in pixels of the photo's Size,
// shows most of what people look at. It looks at a grid of at most
// attendGrid cells a side.
func attend(p imageio.Photo, part image.Point) image.Rectangle {
	size := p.Size()
	cells := image.Pt(inside(size, attendGrid, attendGrid))
	worth := newSums(attraction(glance(p, cells), cells), cells)
	fx, fy := float64(cells.X)/float64(size.X), float64(cells.Y)/float64(size.Y)
	w, h := float64(part.X)*fx, float64(part.Y)*fy
	slack := size.Sub(part)
	best, most := image.Point{}, math.Inf(-1)
	for j := range steps(slack.Y, fy) + 1 {
		at := image.Point{Y: place(j, steps(slack.Y, fy), slack.Y)}
		for i := range steps(slack.X, fx) + 1 {
			at.X = place(i, steps(slack.X, fx), slack.X)
			const plain = 1e-6 // where there is nothing to see, the middle counts
			v := (plain + worth.window(float64(at.X)*fx, float64(at.Y)*fy, w, h)) * nearMiddle(at, slack)
			if v > most {
				best, most = at, v
			}
		}
	}
	return image.Rectangle{Min: best, Max: best.Add(part)}
}

// attendGrid is the most cells of a side that are looked at.
const attendGrid = 128

// steps is in how many steps a part is moved over the slack that it has, in
// pixels: one for each cell.
func steps(slack int, cells float64) int { return int(math.Ceil(float64(slack) * cells)) }

// place is where step i of n lies.
func place(i, n, slack int) int {
	if n == 0 {
		return 0
	}
	return (2*i*slack + n) / (2 * n)
}

// nearMiddle is how much a part counts where it lies: 1 in the middle, and
// less towards the edges, where photographers seldom put what matters. Above
// the middle is nearly as good as in it: heads are up.
func nearMiddle(at, slack image.Point) float64 {
	off := func(at, slack int, middle float64) float64 {
		if slack == 0 {
			return 0
		}
		d := float64(at)/float64(slack) - middle
		return d * d
	}
	return 1 - 0.6*off(at.X, slack.X, 0.5) - 0.6*off(at.Y, slack.Y, 0.4)
}

// sums holds, for each corner of cells, the sum of what lies left of it and
// above (F. Crow, "Summed-Area Tables for Texture Mapping", 1984).
type sums struct {
	at     []float64
	width  int
	bounds image.Point
}

func newSums(worth []float64, size image.Point) *sums {
	s := &sums{make([]float64, (size.X+1)*(size.Y+1)), size.X + 1, size}
	for y := range size.Y {
		row := 0.0
		for x := range size.X {
			row += worth[y*size.X+x]
			s.at[(y+1)*s.width+x+1] = s.at[y*s.width+x+1] + row
		}
	}
	return s
}

// window is what a part is worth: what lies in its middle counts three times,
// and at its edge once, so that little of what matters is cut through. These
// and the weights of attraction were tried on photos with known faces.
func (s *sums) window(x, y, w, h float64) float64 {
	total := 0.0
	for _, inset := range [3]float64{0, 0.15, 0.25} {
		total += s.sum(x+w*inset, y+h*inset, x+w*(1-inset), y+h*(1-inset))
	}
	return total
}

// sum is that of the cells, and shares of cells, between the edges.
func (s *sums) sum(x0, y0, x1, y1 float64) float64 {
	return s.corner(x1, y1) - s.corner(x0, y1) - s.corner(x1, y0) + s.corner(x0, y0)
}

func (s *sums) corner(x, y float64) float64 {
	x, y = min(max(x, 0), float64(s.bounds.X)), min(max(y, 0), float64(s.bounds.Y))
	i, j := min(int(x), s.bounds.X-1), min(int(y), s.bounds.Y-1)
	fx, fy := x-float64(i), y-float64(j)
	from := s.at[j*s.width+i:]
	return (from[0]*(1-fx)+from[1]*fx)*(1-fy) + (from[s.width]*(1-fx)+from[s.width+1]*fx)*fy
}
