// Package face finds faces in photos: where they are, and in each the eyes
// with their irises, the lips and the mouth.
package face

import "math"

// Point is a place in a photo, in pixels from its upper left corner. The
// middle of the first pixel is at (0.5, 0.5).
type Point struct{ X, Y float64 }

func (p Point) sub(q Point) Point        { return Point{p.X - q.X, p.Y - q.Y} }
func (p Point) distance(q Point) float64 { return math.Hypot(p.X-q.X, p.Y-q.Y) }

// Box is a rectangle of a photo, in pixels; it may reach over the edges.
type Box struct{ X, Y, Width, Height float64 }

// overlap is the share of both boxes' union that both have.
func (b Box) overlap(c Box) float64 {
	w := min(b.X+b.Width, c.X+c.Width) - max(b.X, c.X)
	h := min(b.Y+b.Height, c.Y+c.Height) - max(b.Y, c.Y)
	if w <= 0 || h <= 0 {
		return 0
	}
	return w * h / (b.Width*b.Height + c.Width*c.Height - w*h)
}

// union is the smallest box around both.
func (b Box) union(c Box) Box {
	x, y := min(b.X, c.X), min(b.Y, c.Y)
	return Box{x, y, max(b.X+b.Width, c.X+c.Width) - x, max(b.Y+b.Height, c.Y+c.Height) - y}
}

func (b Box) center() Point { return Point{b.X + b.Width/2, b.Y + b.Height/2} }

// Eye is an eye of a face.
type Eye struct {
	Iris    Point
	Radius  float64 // of the iris, in pixels
	Outline []Point // of the opening between the lids
}

// Face is a face that was found.
type Face struct {
	Box Box
	// Score is how sure the first look was, Second looks at the face alone,
	// Mesh how much the landmarks are a face's: each from 0 to 1.
	Score, Second, Mesh float64
	// Eyes are the left one in the picture and the right one, if the face
	// stands upright.
	Eyes [2]Eye
	// Points are the 468 landmarks of MediaPipe's face mesh.
	Points []Point
	// Lips is the outer edge of the lips, Mouth the inner one.
	Lips, Mouth []Point
}

// Certain reports whether the face is surely one. What is not may still have
// eyes, which are to be looked at with care.
func (f Face) Certain() bool {
	return f.Score >= 0.3 && f.Second >= 0.55 && f.evidence() >= 1.1
}

// Likely reports whether it is more likely a face than not, for what does less
// harm to one too many than it does good to one more.
func (f Face) Likely() bool { return f.Certain() || f.Second >= 0.6 && f.Mesh > 0 }

// evidence is what speaks for a face, of 2: the two networks look at different
// things, and what one takes for a face by mistake the other one doubts.
func (f Face) evidence() float64 { return f.Second + f.Mesh }

// EyeDistance returns the distance of the irises, in pixels.
func (f Face) EyeDistance() float64 { return f.Eyes[0].Iris.distance(f.Eyes[1].Iris) }

// Moved returns the face as it is in a picture in which places are where to
// takes them, and lengths are so many times as long.
func (f Face) Moved(to func(Point) Point, times float64) Face {
	all := func(list []Point) []Point {
		moved := make([]Point, len(list))
		for i, p := range list {
			moved[i] = to(p)
		}
		return moved
	}
	a, b := to(Point{f.Box.X, f.Box.Y}), to(Point{f.Box.X + f.Box.Width, f.Box.Y + f.Box.Height})
	f.Box = Box{min(a.X, b.X), min(a.Y, b.Y), math.Abs(a.X - b.X), math.Abs(a.Y - b.Y)}
	for i, e := range f.Eyes {
		f.Eyes[i] = Eye{Iris: to(e.Iris), Radius: times * e.Radius, Outline: all(e.Outline)}
	}
	f.Points, f.Lips, f.Mouth = all(f.Points), all(f.Lips), all(f.Mouth)
	return f
}
