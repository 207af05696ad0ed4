package lettering

import (
	"math"

	"github.com/go-text/typesetting/font/opentype"
	"golang.org/x/image/vector"
)

// pen draws outlines at a place. It takes curves apart itself: the rasterizer
// would do so too, but with chords that are up to a seventh of a pixel off.
type pen struct {
	r          *vector.Rasterizer
	x, y, size float32
	at         point // the last point
}

// point is a place in pixels.
type point struct{ x, y float32 }

// flatness is how far a chord may be from its curve, in pixels; maxChords,
// how many a curve is taken apart into at the most.
const (
	flatness  = 0.01
	maxChords = 100
)

func (p *pen) draw(o *outline) {
	open := false
	for _, s := range o.segments {
		a, b, c := p.place(s.Args[0]), p.place(s.Args[1]), p.place(s.Args[2])
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			if open {
				p.r.ClosePath()
			}
			p.r.MoveTo(a.x, a.y)
			p.at, open = a, true
		case opentype.SegmentOpLineTo:
			p.line(a)
		case opentype.SegmentOpQuadTo:
			p.quad(a, b)
		case opentype.SegmentOpCubeTo:
			p.cube(a, b, c)
		}
	}
	if open {
		p.r.ClosePath()
	}
}

func (p *pen) place(at opentype.SegmentPoint) point {
	return point{p.x + at.X*p.size, p.y + at.Y*p.size}
}

func (p *pen) line(to point) {
	p.r.LineTo(to.x, to.y)
	p.at = to
}

// quad draws a quadratic Bezier curve. It is a quarter of its second
// difference away from its chord, and n parts of it an n-th of that, squared.
func (p *pen) quad(control, end point) {
	from := p.at
	n := chords(bend(from, control, end) / 4)
	for i := 1; i < n; i++ {
		t := float32(i) / float32(n)
		u := 1 - t
		p.line(point{u*u*from.x + 2*u*t*control.x + t*t*end.x, u*u*from.y + 2*u*t*control.y + t*t*end.y})
	}
	p.line(end)
}

// cube draws a cubic one, which is at most three quarters of the larger of its
// second differences away.
func (p *pen) cube(first, second, end point) {
	from := p.at
	n := chords(max(bend(from, first, second), bend(first, second, end)) * 3 / 4)
	for i := 1; i < n; i++ {
		t := float32(i) / float32(n)
		u := 1 - t
		a, b, c, d := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
		p.line(point{a*from.x + b*first.x + c*second.x + d*end.x, a*from.y + b*first.y + c*second.y + d*end.y})
	}
	p.line(end)
}

// bend is the length of the second difference of three points.
func bend(a, b, c point) float64 {
	return math.Hypot(float64(a.x-2*b.x+c.x), float64(a.y-2*b.y+c.y))
}

// chords is how many chords keep a curve flat enough that is that far from
// its only chord.
func chords(distance float64) int {
	return int(min(maxChords, max(1, math.Ceil(math.Sqrt(distance/flatness)))))
}
