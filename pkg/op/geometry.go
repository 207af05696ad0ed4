package op

import "image"

// Framer is implemented by operations of geometry: they cut, turn, mirror or
// scale the photo and leave its pixels alone otherwise. They alone are given
// photos that were decoded at less than their size: a run of them that ends
// with one that makes the photo smaller gets no more pixels than that takes,
// and cuts and turns cost next to nothing then.
type Framer interface {
	Operation
	// Frame returns what Apply does to a photo of that Photo.Size. Apply
	// takes one whose Image is smaller than that, if the pixels are enough
	// for what follows, and returns a photo of the Photo.Size that it would
	// have made of the full image.
	Frame(size image.Point) Frame
}

// Frame is what becomes of a photo's shape.
type Frame struct {
	Part   image.Point // the size of the part that is left, in pixels of the photo
	Turned bool        // width and height of the part change places then
	Size   image.Point // of the result; less than the part if that is reduced
}

// Looker is implemented by Framers that look for something in the photo, for
// which it takes more pixels than for their result.
type Looker interface {
	Framer
	// Looks returns the size, in pixels, at which a photo of that Photo.Size is
	// enough to be looked at: not more than that, and 0 if the operation does
	// not look.
	Looks(size image.Point) image.Point
}

// Grower is implemented by operations other than Framers whose result may
// have more pixels than the photo.
type Grower interface {
	Operation
	// Grows returns the size of the result for a photo of the given size.
	Grows(size image.Point) image.Point
}

// Grown returns how many pixels the largest photo has, of those that steps
// make of a photo of the given size by scaling it or adding to it; 0 if there
// are no such steps. It is for estimates of memory, which cannot see from the
// photo what becomes of it.
func (p *Pipeline) Grown(full image.Point) int64 { return p.root.grown(full) }

func (n *node) grown(size image.Point) int64 {
	var most int64
	for _, c := range n.next {
		after, made := size, false
		switch o := c.apply.(type) {
		case Framer:
			frame := o.Frame(size)
			after, made = frame.Size, frame.Size != frame.swap(frame.Part)
		case Grower:
			after, made = o.Grows(size), true
		}
		if made {
			most = max(most, int64(after.X)*int64(after.Y))
		}
		most = max(most, c.grown(after))
	}
	return most
}

// needs returns at which size a photo is enough for what follows n, where
// its size is the given one. With cut, it is part of a larger one.
func (n *node) needs(size image.Point, cut bool) image.Point {
	if len(n.outputs) > 0 {
		return size
	}
	var most image.Point
	for _, c := range n.next {
		needs := c.takes(size, cut)
		most.X, most.Y = max(most.X, needs.X), max(most.Y, needs.Y)
	}
	return most
}

// takes returns at which size a photo is enough for n and what follows. Of a
// cut photo it is twice the size of the result: the part's corner is no whole
// pixel of a reduced photo, so that there is resampling left to do.
func (n *node) takes(size image.Point, cut bool) image.Point {
	f, ok := n.apply.(Framer)
	if !ok {
		return size
	}
	frame := f.Frame(size)
	cut = cut || frame.Part != size
	part := frame.swap(frame.Part)
	needs := frame.Size
	switch {
	case needs == part: // nothing is scaled
		needs = n.needs(part, cut)
	case cut:
		needs = needs.Mul(2)
	}
	needs = frame.swap(image.Pt(min(needs.X, part.X), min(needs.Y, part.Y)))
	up := func(a, b, c int) int { return (a*b + c - 1) / c }
	most := image.Pt(up(size.X, needs.X, frame.Part.X), up(size.Y, needs.Y, frame.Part.Y))
	if l, is := n.apply.(Looker); is {
		looks := l.Looks(size)
		most.X, most.Y = max(most.X, looks.X), max(most.Y, looks.Y)
	}
	return most
}

func (f Frame) swap(size image.Point) image.Point {
	if f.Turned {
		return image.Pt(size.Y, size.X)
	}
	return size
}
