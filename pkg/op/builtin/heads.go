package builtin

import (
	"cmp"
	"context"
	"image"
	"slices"

	"github.com/photoq/photoq/pkg/face"
	"github.com/photoq/photoq/pkg/imageio"
)

// head is a face as those see it who cut, in pixels of the photo's Size and
// cut off where that ends.
type head struct {
	whole face.Box // with hair, chin and ears
	bare  face.Box // with the forehead, as people mark faces
	core  face.Box // as it was found, from the brows to the chin
}

// heads returns the certain faces of a photo, and those that both networks half
// believe in; without certain ones, the likely ones are all that there is. Its
// Image may have less than its Size.
func (w *watcher) heads(ctx context.Context, p imageio.Photo) (heads, likely []head, err error) {
	size := p.Size()
	if !p.Part.Empty() {
		enough := face.Enough(size)
		p.Image = p.View(image.Rectangle{Max: size}, enough.X, enough.Y)
	}
	faces, err := w.faces(ctx, p)
	if err != nil {
		return nil, nil, err
	}
	have := p.Image.Bounds().Size()
	fx, fy := float64(size.X)/float64(have.X), float64(size.Y)/float64(have.Y)
	room := func(b face.Box, sides, above, below float64) face.Box {
		left, right := max(0, b.X-sides*b.Width), min(float64(have.X), b.X+(1+sides)*b.Width)
		top, bottom := max(0, b.Y-above*b.Height), min(float64(have.Y), b.Y+(1+below)*b.Height)
		return face.Box{X: left * fx, Y: top * fy, Width: (right - left) * fx, Height: (bottom - top) * fy}
	}
	certain := slices.ContainsFunc(faces, face.Face.Certain)
	for _, f := range faces {
		// Faces as people mark them reach a fifth of a find beside it and a
		// third above it, and hardly below it.
		h := head{whole: room(f.Box, 0.2, 0.5, 0.15), bare: room(f.Box, 0.15, 0.28, 0.05), core: room(f.Box, 0, 0, 0)}
		switch {
		case h.core.Width <= 0 || h.core.Height <= 0:
		case f.Certain(), f.Likely() && !certain:
			heads = append(heads, h)
		case f.Likely() && f.Second+f.Mesh >= 1:
			likely = append(likely, h)
		}
	}
	return heads, likely, nil
}

// frameHeads returns where a part of that size shows the heads: all of them,
// whole, or else bare, or else as they were found; or those that count most; or
// else the middle of the largest; and of those that are likely heads what fits
// beside them. There must be one head at least.
func frameHeads(heads, likely []head, size, part image.Point) image.Rectangle {
	group, way := gather(heads, part, size)
	need := around(group, way.need)
	for _, h := range likely {
		if more := join(need, h.bare); more.Width <= float64(part.X) && more.Height <= float64(part.Y) {
			group, need = append(group, h), more
		}
	}
	wish := join(need, around(group, way.wish))
	heads = append(slices.Clone(heads), likely...)
	// As a photographer would: in the middle from side to side; and up and
	// down where they were, but neither in the lower half nor high up.
	high := min(max((wish.Y+wish.Height/2)/float64(size.Y), 0.42), 0.5)
	x := span{need.X, need.X + need.Width, wish.X, wish.X + wish.Width}
	y := span{need.Y, need.Y + need.Height, wish.Y, wish.Y + wish.Height}
	at := image.Pt(x.along(0.5, size.X, part.X), y.along(high, size.Y, part.Y))
	best := image.Rectangle{Min: at, Max: at.Add(part)}
	if len(group) < len(heads) {
		best = aside(best, need, heads, size)
	}
	return best
}

// way is how much of heads has to be seen, and how much should be.
type way struct{ need, wish func(head) face.Box }

// gather returns the heads that are to be in a part of that size, and in which
// way they can be.
func gather(heads []head, part, size image.Point) ([]head, way) {
	whole, bare, core := func(h head) face.Box { return h.whole }, func(h head) face.Box { return h.bare }, func(h head) face.Box { return h.core }
	ways := [...]way{{whole, whole}, {bare, whole}, {core, bare}}
	var best []head
	most, how := 0.0, ways[len(ways)-1]
	for _, w := range ways {
		group := fitting(heads, w.need, part, size)
		if v := weight(group, heads); v > most {
			best, most, how = group, v, w
		}
	}
	if len(best) == 0 {
		best = []head{slices.MaxFunc(heads, func(a, b head) int { return cmp.Compare(a.core.Width, b.core.Width) })}
	}
	return best, how
}

// fitting returns the heads of which that box is in a part of that size, of the
// part in which they count most.
func fitting(heads []head, way func(head) face.Box, part, size image.Point) []head {
	var best []head
	most := 0.0
	// A part can be moved until a head is at its left, and one at its top.
	var lefts, tops []int
	for _, h := range heads {
		lefts, tops = append(lefts, min(int(way(h).X), size.X-part.X)), append(tops, min(int(way(h).Y), size.Y-part.Y))
	}
	for _, x := range once(lefts) {
		for _, y := range once(tops) {
			at := image.Pt(x, y)
			in := within(heads, way, image.Rectangle{Min: at, Max: at.Add(part)})
			if v := weight(in, heads); v > most {
				best, most = in, v
			}
		}
	}
	return best
}

// once returns the numbers without those that are there already, sorted.
func once(list []int) []int {
	slices.Sort(list)
	return slices.Compact(list)
}

// weight is how much some of the heads count: those half as wide as the largest
// one or more as one each, and smaller ones by their areas, because they may be
// of people who only came by. Of groups of as many the one of larger heads
// counts more.
func weight(some, heads []head) float64 {
	largest, sum := 0.0, 0.0
	for _, h := range heads {
		largest = max(largest, h.core.Width)
	}
	for _, h := range some {
		share := h.core.Width / largest
		sum += min(1, 4*share*share) + share/1000
	}
	return sum
}

// within returns the heads of which that box is whole in r.
func within(heads []head, way func(head) face.Box, r image.Rectangle) []head {
	var in []head
	for _, h := range heads {
		if holds(r, way(h)) {
			in = append(in, h)
		}
	}
	return in
}

// holds reports whether a box is whole in r, but for half a pixel.
func holds(r image.Rectangle, b face.Box) bool {
	const slack = 0.5
	return b.X >= float64(r.Min.X)-slack && b.Y >= float64(r.Min.Y)-slack && b.X+b.Width <= float64(r.Max.X)+slack && b.Y+b.Height <= float64(r.Max.Y)+slack
}

// around is the smallest box around heads, of which there is one at least.
func around(heads []head, way func(head) face.Box) face.Box {
	u := way(heads[0])
	for _, h := range heads[1:] {
		u = join(u, way(h))
	}
	return u
}

// join is the smallest box around two.
func join(a, b face.Box) face.Box {
	x, y := min(a.X, b.X), min(a.Y, b.Y)
	return face.Box{X: x, Y: y, Width: max(a.X+a.Width, b.X+b.Width) - x, Height: max(a.Y+a.Height, b.Y+b.Height) - y}
}
