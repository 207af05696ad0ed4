package retouch

import (
	"cmp"
	"image"
	"math"
	"slices"

	"github.com/photoq/photoq/pkg/face"
)

// What red eyes without a face have to be: pairs of them, and single ones.
const (
	pairContrast   = 17
	singleContrast = 24
	aloneRound     = 0.88
	aloneAspect    = 0.8
	irisDarker     = 5   // than the skin, in units of CIELAB
	irisChroma     = 25  // at most
	nearest        = 5.0 // two of a pair, in radii of the larger one
	farthest       = 32.0
	unlike         = 1.5  // the larger to the smaller
	blobRound      = 0.72 // on the copy, which is coarse
	leastSkin      = 0.5  // of what is around
	petContrast    = 24   // of an animal's eye, which has neither iris nor skin around it
	petAspect      = 0.7  // it is seen from the side more often
	petRadius      = 3    // pixels: less is noise
	eyeContrast    = 12   // of what lies in the eye of a face
	eyeRound       = 0.9
	mostAlone      = 5  // more are a texture
	mostBlobs      = 60 // of which each costs a closer look
)

// glanceSide is how long the copy is on which blobs are looked for, in
// pixels: an eye without a face is a large one.
const glanceSide = 500

// alone looks for red eyes without the help of faces: close-ups, strips and
// profiles have none that a detector finds.
func (s *eyeFinder) alone(faces []face.Face, known []*RedEye, animals bool) []*RedEye {
	var eyes []*RedEye
	for _, b := range s.blobs() {
		seen := slices.ContainsFunc(known, func(e *RedEye) bool { return e.Red && math.Hypot(e.X-b.x, e.Y-b.y) < e.Radius })
		if seen || elsewhere(b, faces) {
			continue
		}
		e := s.lookAt(face.Point{X: b.x, Y: b.y}, 1.3*b.radius)
		e.Face = eyeAt(b, faces)
		if e.Red && (e.Face < 0 || e.Contrast < eyeContrast || e.Round < eyeRound || e.Aspect < aloneAspect) {
			e.Face = -1
			s.surroundings(e)
		}
		if animals && e.likePets() {
			e.Red, e.Reason = true, ""
		}
		eyes = append(eyes, e)
	}
	once(eyes)
	pairUp(eyes, known)
	return eyes
}

// elsewhere reports whether a blob lies in a face, but not at its eyes. There
// the face's own eyes are looked at.
func elsewhere(b shape, faces []face.Face) bool {
	at := face.Point{X: b.x, Y: b.y}
	for _, f := range faces {
		in := b.x > f.Box.X && b.y > f.Box.Y && b.x < f.Box.X+f.Box.Width && b.y < f.Box.Y+f.Box.Height
		d := min(math.Hypot(f.Eyes[0].Iris.X-at.X, f.Eyes[0].Iris.Y-at.Y), math.Hypot(f.Eyes[1].Iris.X-at.X, f.Eyes[1].Iris.Y-at.Y))
		if f.Certain() && in && d > 0.25*f.EyeDistance() {
			return true
		}
	}
	return false
}

// eyeAt returns the index of the face that certainly is one and has an iris
// where the blob is, as small; -1 if there is none. Small pupils run over the
// iris that the face is said to have, and are seen better by themselves.
func eyeAt(b shape, faces []face.Face) int {
	return slices.IndexFunc(faces, func(f face.Face) bool {
		return f.Certain() && slices.ContainsFunc(f.Eyes[:], func(e face.Eye) bool {
			r := max(e.Radius, 0.08*f.EyeDistance())
			return math.Hypot(e.Iris.X-b.x, e.Iris.Y-b.y) < 0.8*r && b.radius < 1.2*r
		})
	})
}

// blobs returns round red places, in pixels of the photo, none inside another
// one of its size.
func (s *eyeFinder) blobs() []shape {
	size := s.photo.Bounds().Size()
	p := newPatch(s.photo, s.photo.Bounds(), max(1, (max(size.X, size.Y)+glanceSide/2)/glanceSide))
	if p.w < 8 || p.h < 8 {
		return nil
	}
	heat := s.redness(p)
	if slices.Max(heat) < leastPeak {
		return nil
	}
	smooth(heat, p.w, p.h, 0.6)
	var found []shape
	for _, least := range []float32{10, 14, 19, 25, 32, 40, 50} {
		found = append(found, rounds(heat, p.w, p.h, least)...)
	}
	slices.SortStableFunc(found, func(a, b shape) int { return cmp.Compare(b.round, a.round) })
	var list []shape
	step := float64(p.step)
	for _, b := range found {
		if !slices.ContainsFunc(list, b.covers) {
			list = append(list, b)
		}
	}
	for i := range list {
		b := &list[i]
		b.x, b.y, b.radius = float64(p.at.Min.X)+b.x*step, float64(p.at.Min.Y)+b.y*step, b.radius*step
	}
	return list[:min(len(list), mostBlobs)]
}

// covers reports whether a shape and another are one thing.
func (b shape) covers(c shape) bool {
	return math.Hypot(b.x-c.x, b.y-c.y) < 0.7*max(b.radius, c.radius)
}

// rounds returns the round parts of what is at least so hot.
func rounds(heat []float32, w, h int, least float32) []shape {
	seen := make([]bool, len(heat))
	var found []shape
	for i := range heat {
		if seen[i] || heat[i] < least {
			continue
		}
		var m moments
		spread(w, h, i, func(i int) bool { return !seen[i] && heat[i] >= least }, func(i int) {
			seen[i] = true
			m.add(float64(i%w), float64(i/w))
		})
		b := m.shape()
		if b.radius > 1.5 && b.radius < 0.15*float64(max(w, h)) && b.round > blobRound && b.aspect > leastAspect {
			found = append(found, b)
		}
	}
	return found
}

// surroundings refuses what is not in an eye: a pupil has an iris around it,
// darker and paler than skin, and that has skin around it.
func (s *eyeFinder) surroundings(e *RedEye) {
	if e.Contrast < pairContrast || e.Round < aloneRound || e.Aspect < aloneAspect {
		e.not("there is no face, and it is too pale or not round: %.0f of %d, %.2f of %.2f, %.2f of %.2f as high as wide",
			e.Contrast, pairContrast, e.Round, aloneRound, e.Aspect, aloneAspect)
		return
	}
	reach := 6 * e.Radius
	box := image.Rect(int(e.X-reach), int(e.Y-reach), int(e.X+reach)+1, int(e.Y+reach)+1)
	p := newPatch(s.photo, box, max(1, int(e.Radius/6)))
	var skin, all float64
	var iris, ground, colour []float64
	for i := range p.w * p.h {
		d := p.away(i, face.Point{X: e.X, Y: e.Y}) / e.Radius
		if d < 1.25 || d > 6 {
			continue
		}
		l, a, b := s.lights.lab(p.rgb[3*i:])
		if d < 2 {
			iris, colour = append(iris, l), append(colour, math.Hypot(a, b))
		}
		if d < 2.5 {
			continue
		}
		all++
		if l > 25 && a > 2 && a < 40 && b > 0 && b < 50 && a < 2.5*b+6 {
			skin++
			ground = append(ground, l)
		}
	}
	switch {
	case skin < leastSkin*all:
		e.not("there is no face, and no skin around it: %.2f of %.2f", skin/max(1, all), leastSkin)
	case middle(iris) > middle(ground)-irisDarker:
		e.not("there is no face, and no iris darker than skin around it")
	case middle(colour) > irisChroma:
		e.not("there is no face, and what is around it is too strong in colour for an iris")
	}
}

// likePets reports whether it may be an animal's eye: it is a red disc of
// which there is little doubt.
func (e *RedEye) likePets() bool {
	return e.Contrast >= petContrast && e.Peak >= leastPeak && e.Round >= aloneRound && e.Aspect >= petAspect &&
		e.Radius >= petRadius && e.Radius <= mostRadius*e.irisRadius && e.Offset <= mostOffset
}

func middle(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// pairUp refuses red eyes that have no second one, neither among them nor
// among those of faces, and are not very red, and all of them if they are
// many.
func pairUp(eyes, known []*RedEye) {
	red := 0
	paired := make([]bool, len(eyes))
	for i, e := range eyes {
		if !e.Red {
			continue
		}
		red++
		paired[i] = e.Face >= 0
		for _, f := range slices.Concat(eyes, known) {
			d := math.Hypot(e.X-f.X, e.Y-f.Y) / max(e.Radius, f.Radius)
			if f.Red && d > nearest && d < farthest && max(e.Radius, f.Radius) < unlike*min(e.Radius, f.Radius) {
				paired[i] = true
			}
		}
	}
	for i, e := range eyes {
		switch {
		case !e.Red:
		case red > mostAlone:
			e.not("there is no face, and red dots are all over the photo: %d", red)
		case !paired[i] && e.Contrast < singleContrast:
			e.not("there is no face and no second eye, and it is not red enough: %.0f of %d", e.Contrast, singleContrast)
		}
	}
}
