package figures

import (
	"fmt"
	"math"
	"slices"

	"github.com/photoq/photoq/pkg/face"
)

// Faces are the figures of faces that are certain.
type Faces struct {
	Marked int `json:"marked"`
	Found  int `json:"found"`
	// Crowds are the photos with so many faces that they are counted apart;
	// Marked and Found are without them.
	Crowds []Crowd `json:"crowds"`
	// False is how many were found where no face is marked, in photos where
	// all are; Unmarked, in photos of which nothing is known: somebody has to
	// look.
	False    int `json:"false"`
	Unmarked int `json:"unmarked"`
	Photos   int `json:"photos"` // those that are asked for false ones
}

// Crowd is a photo of many faces.
type Crowd struct {
	Photo  string `json:"photo"`
	Marked int    `json:"marked"`
	Found  int    `json:"found"`
}

func (f *Faces) add(o Faces) {
	f.Marked, f.Found, f.False, f.Unmarked, f.Photos = f.Marked+o.Marked, f.Found+o.Found, f.False+o.False, f.Unmarked+o.Unmarked, f.Photos+o.Photos
	f.Crowds = append(f.Crowds, o.Crowds...)
}

// crowd is from how many marked faces on a photo is one.
const crowd = 15

// sameFace is how much of the union of a mark and a find both have at the
// least, if they are one face. Marks and finds take more or less of brow and
// chin, and two faces beside each other have nothing in common.
const sameFace = 0.2

// faces judges which faces were found.
func (j *judging) faces(found []face.Face) {
	f := &j.result.Figures.Faces
	found = slices.Clone(found)
	found = slices.DeleteFunc(found, func(f face.Face) bool { return !f.Certain() })
	extra := j.match(found)
	if !j.known {
		f.Photos = 1
		for _, g := range extra {
			f.Unmarked++
			j.faceFault("unmarked face", Box(g.Box), "somebody who looks", scores(g))
		}
		return
	}
	if j.marks.Faces == nil || !j.marks.complete() {
		return
	}
	f.Photos = 1
	for _, g := range extra {
		f.False++
		j.faceFault("false face", Box(g.Box), "no face", scores(g))
	}
}

// match pairs marks and finds, the most alike first, and returns the finds
// that are left.
func (j *judging) match(found []face.Face) []face.Face {
	marks := j.marks.faces()
	type pair struct {
		mark, find int
		same       float64
	}
	var pairs []pair
	for m, b := range marks {
		for i, g := range found {
			if same := overlap(b, Box(g.Box)); same >= sameFace {
				pairs = append(pairs, pair{m, i, same})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return int(math.Copysign(1, b.same-a.same)) })
	seen, used := map[int]bool{}, map[int]bool{}
	for _, p := range pairs {
		if !seen[p.mark] && !used[p.find] {
			seen[p.mark], used[p.find] = true, true
		}
	}
	for m, b := range marks {
		if !seen[m] {
			j.faceFault("missed face", b, "a certain face", j.nearestFace(b))
		}
	}
	f := &j.result.Figures.Faces
	if len(marks) >= crowd {
		f.Crowds = []Crowd{{j.result.Photo, len(marks), len(seen)}}
	} else {
		f.Marked, f.Found = len(marks), len(seen)
	}
	var extra []face.Face
	for i, g := range found {
		if !used[i] {
			extra = append(extra, g)
		}
	}
	return extra
}

// overlap is the share of two boxes' union that both have.
func overlap(a, b Box) float64 {
	w := min(a.X+a.Width, b.X+b.Width) - max(a.X, b.X)
	h := min(a.Y+a.Height, b.Y+b.Height) - max(a.Y, b.Y)
	if w <= 0 || h <= 0 {
		return 0
	}
	return w * h / (a.Width*a.Height + b.Width*b.Height - w*h)
}

func (j *judging) faceFault(what string, b Box, expected, detail string) {
	j.fault(what, b.rect(), expected, detail)
	j.see(View{What: what, Detail: detail, kind: aFace}, b.rect(), 0.6, nil)
}

func scores(f face.Face) string {
	return fmt.Sprintf("scores %.2f, %.2f, %.2f", f.Score, f.Second, f.Mesh)
}
