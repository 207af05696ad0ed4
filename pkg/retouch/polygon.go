package retouch

import (
	"image"
	"math"

	"github.com/photoq/photoq/pkg/face"
)

// extent is the smallest rectangle of pixels around points.
func extent(points []face.Point) image.Rectangle {
	r := image.Rectangle{}
	for i, p := range points {
		q := image.Rect(int(math.Floor(p.X)), int(math.Floor(p.Y)), int(math.Floor(p.X))+1, int(math.Floor(p.Y))+1)
		if i == 0 {
			r = q
		}
		r = r.Union(q)
	}
	return r
}

// area is a polygon's.
func area(ring []face.Point) float64 {
	sum := 0.0
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		sum += p.X*q.Y - q.X*p.Y
	}
	return math.Abs(sum) / 2
}

// within is how far a point is from the edge of a polygon: over 0 inside it,
// and under 0 outside.
func within(ring []face.Point, p face.Point) float64 {
	in, nearest := false, math.Inf(1) // squared
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		if (a.Y > p.Y) != (b.Y > p.Y) && p.X < a.X+(p.Y-a.Y)/(b.Y-a.Y)*(b.X-a.X) {
			in = !in
		}
		dx, dy := b.X-a.X, b.Y-a.Y
		s := 0.0
		if long := dx*dx + dy*dy; long > 0 {
			s = min(max(((p.X-a.X)*dx+(p.Y-a.Y)*dy)/long, 0), 1)
		}
		x, y := p.X-a.X-s*dx, p.Y-a.Y-s*dy
		nearest = min(nearest, x*x+y*y)
	}
	if in {
		return math.Sqrt(nearest)
	}
	return -math.Sqrt(nearest)
}
