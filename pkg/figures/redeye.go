package figures

import (
	"fmt"
	"image"
	"math"
	"slices"
)

// RedEyes are the figures of mended eyes.
type RedEyes struct {
	Eyes    int `json:"eyes"` // marked, red to begin with, neither weak nor doubtful nor a pet's
	Mended  int `json:"mended"`
	Weak    int `json:"weak"`
	WeakToo int `json:"weak_mended"`
	// False is how many regions were changed that are no marked eyes; of these
	// Ambiguous lie where either answer is right, and Clean in photos that have
	// no marked eye.
	False     int `json:"false"`
	Ambiguous int `json:"false_ambiguous"`
	Clean     int `json:"false_clean"`
	Photos    int `json:"clean_photos"`
}

func (r *RedEyes) add(o RedEyes) {
	r.Eyes, r.Mended, r.Weak, r.WeakToo = r.Eyes+o.Eyes, r.Mended+o.Mended, r.Weak+o.Weak, r.WeakToo+o.WeakToo
	r.False, r.Ambiguous, r.Clean, r.Photos = r.False+o.False, r.Ambiguous+o.Ambiguous, r.Clean+o.Clean, r.Photos+o.Photos
}

// When an eye counts as red, and as mended: in units of R - (G+B)/2, and as a
// share of what that was. How far a channel is changed at the least, in how
// many pixels, for a correction to be seen, and within how many radii of a
// marked eye it is that eye's.
const (
	redToBegin  = 20
	redMended   = 15
	shareMended = 0.35
	seenChange  = 12
	seenPixels  = 6
	ownRadii    = 2.5
)

// redEyes judges what redeye has made of a photo.
func (j *judging) redEyes(before, after image.Image) {
	f := &j.result.Figures.RedEyes
	for _, e := range j.marks.Eyes {
		was, is := redness(before, e), redness(after, e)
		mended := is < max(redMended, shareMended*was)
		doubtful := j.marks.Pet || e.Pet || e.Doubt || len(j.marks.Ambiguous) > 0
		weak := e.Weak || j.marks.Weak
		switch {
		case doubtful:
			continue
		case weak:
			f.Weak++
			f.WeakToo += count(mended)
		case was < redToBegin:
			continue
		default:
			f.Eyes++
			f.Mended += count(mended)
		}
		if !mended {
			what := "missed eye"
			if weak {
				what = "missed weak eye"
			}
			why := fmt.Sprintf("redness %.0f becomes %.0f; %s", was, is, j.nearestEye(e))
			j.fault(what, circle(e), "a dark pupil", why)
			j.see(View{What: what, Detail: why, kind: anEye}, circle(e), 2.5, after)
		}
	}
	j.falseEyes(before, after)
}

// falseEyes counts changes where there is no marked eye.
func (j *judging) falseEyes(before, after image.Image) {
	f := &j.result.Figures.RedEyes
	clean := len(j.marks.Eyes)+len(j.marks.Ambiguous) == 0
	f.Photos = count(clean)
	for _, r := range changed(before, after, seenChange).regions(seenPixels) {
		if near(j.marks.Eyes, r) {
			continue
		}
		f.False++
		f.Clean += count(clean)
		what := "false correction"
		if near(j.marks.Ambiguous, r) {
			f.Ambiguous++
			what = "correction where either is right"
		}
		at := Mark{X: r.x, Y: r.y, Radius: math.Sqrt(float64(r.area) / math.Pi)}
		j.fault(what, r.box, "no change", fmt.Sprintf("%d pixels; %s", r.area, j.nearestEye(at)))
	}
}

// near reports whether a region belongs to a mark.
func near(marks []Mark, r region) bool {
	return slices.ContainsFunc(marks, func(e Mark) bool {
		return math.Hypot(r.x-e.X, r.y-e.Y) <= ownRadii*e.Radius+2
	})
}

// changed returns which pixels differ in a channel by more than that.
func changed(before, after image.Image, most int) *mask {
	at := touched(before, after)
	if !at.Empty() {
		at = at.Inset(-1).Intersect(before.Bounds())
	}
	m := newMask(at)
	a, b := part(before, at), part(after, at)
	for i := range m.in {
		for c := range 3 {
			d := int(a.rgb[3*i+c]) - int(b.rgb[3*i+c])
			m.in[i] = m.in[i] || d > most || -d > most
		}
	}
	return m
}

// redness is the median of R - (G+B)/2 within 0.8 of a mark's radius.
func redness(m image.Image, e Mark) float64 {
	size := m.Bounds().Size()
	box := image.Rect(int(max(0, e.X-e.Radius)), int(max(0, e.Y-e.Radius)), int(min(float64(size.X), e.X+e.Radius+1)), int(min(float64(size.Y), e.Y+e.Radius+1)))
	if box.Empty() {
		return 0
	}
	p := part(m, box)
	w, _ := p.size()
	var inner, all []float64
	for i := range len(p.rgb) / 3 {
		v := float64(p.rgb[3*i]) - (float64(p.rgb[3*i+1])+float64(p.rgb[3*i+2]))/2
		all = append(all, v)
		if math.Hypot(float64(p.at.Min.X+i%w)-e.X, float64(p.at.Min.Y+i/w)-e.Y) <= 0.8*e.Radius {
			inner = append(inner, v)
		}
	}
	if len(inner) == 0 {
		inner = all
	}
	return median(inner)
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return (v[len(v)/2] + v[(len(v)-1)/2]) / 2
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// circle is the square around a mark.
func circle(e Mark) image.Rectangle {
	return image.Rect(int(math.Floor(e.X-e.Radius)), int(math.Floor(e.Y-e.Radius)), int(e.X+e.Radius)+1, int(e.Y+e.Radius)+1)
}
