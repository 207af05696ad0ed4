package builtin

import (
	"context"
	"image"
	"math"
	"slices"

	"github.com/photoq/photoq/pkg/face"
	"github.com/photoq/photoq/pkg/imageio"
)

// heads returns the certain faces of a photo, with hair and chin and without,
// in pixels of its Size and cut off where it ends. Its Image may have less.
func (w *watcher) heads(ctx context.Context, p imageio.Photo) (heads, bare []face.Box, err error) {
	const enough = 1600 // pixels of a side, for a part that is put off
	size := p.Size()
	if !p.Part.Empty() {
		w, h := inside(size, enough, enough)
		p.Image = p.View(image.Rectangle{Max: size}, w, h)
	}
	faces, err := w.faces(ctx, p)
	if err != nil {
		return nil, nil, err
	}
	have := p.Image.Bounds().Size()
	fx, fy := float64(size.X)/float64(have.X), float64(size.Y)/float64(have.Y)
	add := func(list []face.Box, b face.Box, sides, above, below float64) []face.Box {
		left, right := max(0, b.X-sides*b.Width), min(float64(have.X), b.X+(1+sides)*b.Width)
		top, bottom := max(0, b.Y-above*b.Height), min(float64(have.Y), b.Y+(1+below)*b.Height)
		if right <= left || bottom <= top {
			return list
		}
		return append(list, face.Box{X: left * fx, Y: top * fy, Width: (right - left) * fx, Height: (bottom - top) * fy})
	}
	for _, f := range faces {
		if f.Certain() {
			heads, bare = add(heads, f.Box, 0.15, 0.45, 0.15), add(bare, f.Box, 0.08, 0.08, 0.08)
		}
	}
	return heads, bare, nil
}

// frameHeads returns where a part of that size shows the heads: all of them
// whole, or else as many bare faces as fit, by their widths, or else the
// largest head's upper part. There must be one at least.
func frameHeads(heads, bare []face.Box, size, part image.Point) image.Rectangle {
	group := fitting(heads, size, part)
	if len(group) < len(heads) {
		group = fitting(bare, size, part)
	}
	if len(group) == 0 {
		largest := slices.MaxFunc(heads, func(a, b face.Box) int { return int(a.Width*a.Height - b.Width*b.Height) })
		group = []face.Box{largest}
	}
	box := union(group)
	// As a photographer would: in the middle from side to side, and with more
	// room below than above.
	const above = 0.42
	at := image.Pt(
		along(box.X, box.Width, 0.5, size.X, part.X),
		along(box.Y, box.Height, above, size.Y, part.Y),
	)
	return image.Rectangle{Min: at, Max: at.Add(part)}
}

// along is where a part begins on a side, so that the middle of what lies from
// start on has its place at a share of it; but what lies there stays whole, or
// its beginning does.
func along(start, length, share float64, side, part int) int {
	at := start + length/2 - share*float64(part)
	at = min(max(at, start+length-float64(part)), start)
	return min(max(int(math.Floor(at)), 0), side-part)
}

// fitting returns the heads that are whole in the part of that size in which
// most are, by their widths.
func fitting(heads []face.Box, size, part image.Point) []face.Box {
	var best []face.Box
	most := 0.0
	for _, a := range heads {
		for _, b := range heads {
			// A part can be moved until a head is at its left, and one at its top.
			x, y := min(math.Floor(a.X), float64(size.X-part.X)), min(math.Floor(b.Y), float64(size.Y-part.Y))
			in := within(heads, image.Rectangle{Max: part}.Add(image.Pt(int(x), int(y))))
			weight := 0.0
			for _, h := range in {
				weight += h.Width
			}
			if weight > most {
				best, most = in, weight
			}
		}
	}
	return best
}

// within returns the boxes that are whole in r, but for half a pixel.
func within(boxes []face.Box, r image.Rectangle) []face.Box {
	var in []face.Box
	for _, b := range boxes {
		if b.X >= float64(r.Min.X) && b.Y >= float64(r.Min.Y) && b.X+b.Width <= float64(r.Max.X)+0.5 && b.Y+b.Height <= float64(r.Max.Y)+0.5 {
			in = append(in, b)
		}
	}
	return in
}

func union(boxes []face.Box) face.Box {
	u := boxes[0]
	for _, b := range boxes[1:] {
		x, y := min(u.X, b.X), min(u.Y, b.Y)
		u = face.Box{X: x, Y: y, Width: max(u.X+u.Width, b.X+b.Width) - x, Height: max(u.Y+u.Height, b.Y+b.Height) - y}
	}
	return u
}
