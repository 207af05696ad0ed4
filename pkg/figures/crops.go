package figures

import (
	"context"
	"fmt"
	"image"
	"regexp"
	"strconv"

	"github.com/photoq/photoq/pkg/imageio"
)

// Crops are the figures of parts that were cut with anchor=face.
type Crops struct {
	Photos int `json:"photos"` // with marked faces, and not cut off already
	// Cut is how many of them cut a marked face that would have fitted: any
	// where there is room for all; elsewhere, fewer whole ones than the best
	// part has.
	Cut int `json:"cut"`
}

func (c *Crops) add(o Crops) { c.Photos, c.Cut = c.Photos+o.Photos, c.Cut+o.Cut }

// crops judges the squares that operations cut out of a photo, each decoded as
// small as they allow.
func (j *judging) crops(ctx context.Context, file *imageio.File) error {
	size := file.Size()
	if len(j.marks.faces()) == 0 || size.X == size.Y {
		return nil
	}
	for i, name := range cutting() {
		pipeline := j.m.cutting[i]
		p, err := file.Decode(ctx, imageio.DecodeOptions{Size: pipeline.Needs(size)})
		if err != nil {
			return err
		}
		var notes []string
		if err := pipeline.Consume(ctx, p, func(_ int, p imageio.Photo) error { notes = p.Notes; return nil }); err != nil {
			return err
		}
		at, ok := noted(notes)
		if !ok {
			return fmt.Errorf("%s has no note of where it cut: %q", name, notes)
		}
		j.crop(name, at, size)
	}
	return nil
}

// cutting is the steps that are judged.
func cutting() []string {
	return []string{"crop=1:1,anchor=face", "thumbnail=256,square=true,anchor=face", "resize=width=600,height=600,fit=cover,anchor=face"}
}

// noted reads where a step has cut.
func noted(notes []string) (image.Rectangle, bool) {
	form := regexp.MustCompile(`^anchor=face: .* (\d+)x(\d+) at \((\d+),(\d+)\)$`)
	for _, n := range notes {
		if m := form.FindStringSubmatch(n); m != nil {
			var v [4]int
			for i := range v {
				v[i], _ = strconv.Atoi(m[i+1])
			}
			return image.Rect(v[2], v[3], v[2]+v[0], v[3]+v[1]), true
		}
	}
	return image.Rectangle{}, false
}

// crop judges one part of a photo of that size.
func (j *judging) crop(name string, at image.Rectangle, size image.Point) {
	c := j.result.Figures.Crops[name]
	c.Photos++
	best := j.mostWhole(at.Size(), size)
	cut := false
	for _, b := range j.marks.faces() {
		if b.whole(at, size) || !b.fits(at.Size(), size) {
			continue
		}
		if have := len(j.whole(at, size)); have < best {
			cut = true
			j.fault("cut face", b.rect(), "a whole face in "+name, fmt.Sprintf("the part is %v; %d of %d are whole, and %d could be", at, have, len(j.marks.faces()), best))
		}
	}
	c.Cut += count(cut)
	j.result.Figures.Crops[name] = c
	if name == cutting()[0] || cut { // the others mostly cut the same
		j.seeCut(cropped{name, at, cut}, j.photo)
	}
}

// whole returns the marked faces that are whole in a part.
func (j *judging) whole(at image.Rectangle, size image.Point) []Box {
	var list []Box
	for _, b := range j.marks.faces() {
		if b.whole(at, size) {
			list = append(list, b)
		}
	}
	return list
}

// whole reports whether the box, as far as it is in a photo of that size, is
// whole in a part, but for half a pixel.
func (b Box) whole(at image.Rectangle, size image.Point) bool {
	left, top, right, bottom := b.edges(size)
	const slack = 0.5
	return left >= float64(at.Min.X)-slack && top >= float64(at.Min.Y)-slack && right <= float64(at.Max.X)+slack && bottom <= float64(at.Max.Y)+slack
}

// fits reports whether it could be whole in a part of that size.
func (b Box) fits(part, size image.Point) bool {
	left, top, right, bottom := b.edges(size)
	return right-left <= float64(part.X) && bottom-top <= float64(part.Y)
}

func (b Box) edges(size image.Point) (left, top, right, bottom float64) {
	return max(0, b.X), max(0, b.Y), min(float64(size.X), b.X+b.Width), min(float64(size.Y), b.Y+b.Height)
}

// mostWhole is how many marked faces a part of that size can show whole,
// wherever it lies: it can be moved until one is at its left, and one at its
// top.
func (j *judging) mostWhole(part, size image.Point) int {
	most := 0
	for _, a := range j.marks.faces() {
		for _, b := range j.marks.faces() {
			left, _, _, _ := a.edges(size)
			_, top, _, _ := b.edges(size)
			corner := image.Pt(min(int(left), size.X-part.X), min(int(top), size.Y-part.Y))
			most = max(most, len(j.whole(image.Rectangle{Min: corner, Max: corner.Add(part)}, size)))
		}
	}
	return most
}
