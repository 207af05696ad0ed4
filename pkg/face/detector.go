package face

import (
	"cmp"
	"math"
	"slices"

	"github.com/photoq/photoq/pkg/face/network"
)

// find is what the detector says of a place: a box, how sure it is, and six
// points, of which the first two are the eyes.
type find struct {
	box    Box
	score  float64
	points [6]Point
	weight float64 // how many finds it is the mean of, by their scores
}

// angle is how far the eyes are from level, in radians.
func (f find) angle() float64 {
	d := f.points[1].sub(f.points[0])
	return math.Atan2(d.Y, d.X)
}

// detectorSide is the side of what the detector looks at, in pixels.
const detectorSide = 128

// detector runs BlazeFace, in its form for short range (Bazarevsky et al.,
// 2019).
type detector struct{ run *network.Run }

// look returns the finds in a region with a score of least or more, as they
// are in the photo. Boxes stand upright, and are as large as the face is.
func (d *detector) look(p *picture, r region, least float64) []find {
	p.sample(d.run.Input(0), detectorSide, r, -1, 1)
	d.run.Do()
	places, scores := d.run.Output(0), d.run.Output(1)
	var finds []find
	for i, raw := range scores {
		score := 1 / (1 + math.Exp(-float64(raw)))
		if score >= least {
			finds = append(finds, d.decode(r, i, places[16*i:16*i+16], score))
		}
	}
	return finds
}

// anchor returns the middle of the i-th anchor, from 0 to 1: two in each of
// 16 x 16 cells, then six in each of 8 x 8.
func anchor(i int) (x, y float64) {
	if i < 512 {
		cell := i / 2
		return (float64(cell%16) + 0.5) / 16, (float64(cell/16) + 0.5) / 16
	}
	cell := (i - 512) / 6
	return (float64(cell%8) + 0.5) / 8, (float64(cell/8) + 0.5) / 8
}

func (d *detector) decode(r region, i int, raw []float32, score float64) find {
	ax, ay := anchor(i)
	at := func(k int) Point {
		return r.at(ax+float64(raw[k])/detectorSide, ay+float64(raw[k+1])/detectorSide)
	}
	f := find{score: score, weight: score}
	middle := at(0)
	w, h := float64(raw[2])/detectorSide*r.size, float64(raw[3])/detectorSide*r.size
	f.box = Box{middle.X - w/2, middle.Y - h/2, w, h}
	for k := range f.points {
		f.points[k] = at(4 + 2*k)
	}
	return f
}

// merge makes one find of those that overlap: their mean, by their scores,
// with the best one's score.
func merge(finds []find, overlap float64) []find {
	slices.SortStableFunc(finds, func(a, b find) int { return cmp.Compare(b.score, a.score) })
	var merged []find
	for len(finds) > 0 {
		best := finds[0]
		var rest []find
		sum := find{}
		for _, f := range finds {
			if best.box.overlap(f.box) < overlap {
				rest = append(rest, f)
				continue
			}
			sum.add(f)
		}
		merged = append(merged, sum.mean(best.score))
		finds = rest
	}
	return merged
}

func (f *find) add(g find) {
	f.box.X += g.weight * g.box.X
	f.box.Y += g.weight * g.box.Y
	f.box.Width += g.weight * g.box.Width
	f.box.Height += g.weight * g.box.Height
	for k := range f.points {
		f.points[k].X += g.weight * g.points[k].X
		f.points[k].Y += g.weight * g.points[k].Y
	}
	f.weight += g.weight
}

func (f find) mean(score float64) find {
	w := f.weight
	m := find{score: score, weight: w, box: Box{f.box.X / w, f.box.Y / w, f.box.Width / w, f.box.Height / w}}
	for k := range f.points {
		m.points[k] = Point{f.points[k].X / w, f.points[k].Y / w}
	}
	return m
}
