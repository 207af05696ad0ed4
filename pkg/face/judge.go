package face

import (
	"context"
	"slices"
)

// judgement is what closer looks at a find have shown: nothing, if second has
// no score. face is there once it was asked for.
type judgement struct {
	second find
	face   *Face
}

// again is what a find looks like levelled and twice as large: nothing, if
// its score is 0.
func (s *searcher) again(f find) find {
	size := max(f.box.Width, f.box.Height)
	c := f.box.center()
	return s.nearest(f.box, region{x: c.X, y: c.Y, size: 2 * size, angle: f.angle()}, secondScore)
}

// nearest is the best find in a region that is where a box is.
func (s *searcher) nearest(b Box, r region, least float64) find {
	best := find{}
	for _, g := range merge(s.detector.look(s.picture, r, least), sameFind) {
		if g.box.overlap(b) > 0.2 && g.score > best.score {
			best = g
		}
	}
	return best
}

// judge looks at a find again.
func (s *searcher) judge(f find) *judgement {
	j, ok := s.known[f]
	if !ok {
		j = &judgement{second: s.again(f)}
		s.known[f] = j
	}
	return j
}

// fit has the landmarks of a find found, which must have a second look's
// score. Where the first ones are no face's, there are no better ones.
func (s *searcher) fit(f find, j *judgement) Face {
	if j.face != nil {
		return *j.face
	}
	c, size := j.second.box.center(), max(j.second.box.Width, j.second.box.Height)
	face := s.mesher.fit(s.picture, region{x: c.X, y: c.Y, size: 1.5 * size, angle: j.second.angle()})
	if face.Mesh > 0 {
		face = s.mesher.fit(s.picture, face.around())
	}
	face.Box, face.Score, face.Second = j.second.box, f.score, j.second.score
	j.face = &face
	return face
}

// promising reports whether a find is likely a face.
func (s *searcher) promising(f find) bool {
	const enough = 0.6
	j := s.judge(f)
	return j.second.score >= enough && s.fit(f, j).evidence() > clearlyNone
}

// Evidence that needs no more looks: below there is no face, and above there
// is one.
const (
	clearlyNone = 0.9
	clearlyFace = 1.5
)

// settle has a face in doubt looked at from several distances, and in a
// mirror: what is one looks like one each time, and what only happens to
// look like one does not.
func (s *searcher) settle(f *Face) {
	if e := f.evidence(); e <= clearlyNone || e >= clearlyFace {
		return
	}
	c, size, angle := f.Box.center(), max(f.Box.Width, f.Box.Height), f.level()
	sum := 0.0
	for _, times := range []float64{1.75, 2, 2.4} {
		sum += s.nearest(f.Box, region{x: c.X, y: c.Y, size: times * size, angle: angle}, leastLook).score
	}
	sum += s.nearest(f.Box, region{x: c.X, y: c.Y, size: 2 * size, angle: angle, mirrored: true}, leastLook).score
	f.Second = sum / 4
}

// leastLook is a score below which a look shows nothing.
const leastLook = 0.1

// faces judges all finds.
func (s *searcher) faces(ctx context.Context, finds []find) ([]Face, error) {
	var faces []Face
	for _, f := range merge(finds, sameFind) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if j := s.judge(f); j.second.score >= secondScore && !among(faces, j.second.box) {
			faces = append(faces, s.fit(f, j))
		}
	}
	for i := range faces {
		s.settle(&faces[i])
	}
	return faces, nil
}

// among reports whether a box is that of one of the faces.
func among(faces []Face, b Box) bool {
	return slices.ContainsFunc(faces, func(f Face) bool {
		return f.Box.overlap(b) > 0.4 || f.Box.center().distance(b.center()) < 0.25*max(f.Box.Width, b.Width)
	})
}
