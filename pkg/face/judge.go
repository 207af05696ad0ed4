package face

import "context"

// judgement is what closer looks at a find have shown. There is nothing if
// second has no score, and no face if fitted is not set.
type judgement struct {
	second find
	face   Face
	fitted bool
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

// judge looks at a find again, and has the landmarks found.
func (s *searcher) judge(f find) judgement {
	if j, ok := s.known[f]; ok {
		return j
	}
	j := judgement{second: s.again(f)}
	if j.second.score >= secondScore {
		j.face, j.fitted = s.fit(f, j.second), true
	}
	s.known[f] = j
	return j
}

func (s *searcher) fit(f, second find) Face {
	c, size := second.box.center(), max(second.box.Width, second.box.Height)
	first := s.mesher.fit(s.picture, region{x: c.X, y: c.Y, size: 1.5 * size, angle: second.angle()})
	face := s.mesher.fit(s.picture, first.around())
	face.Box, face.Score, face.Second = second.box, f.score, second.score
	return face
}

// promising reports whether a find is likely a face.
func (j judgement) promising() bool { return j.fitted && j.face.evidence() > clearlyNone }

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
		if j := s.judge(f); j.fitted {
			faces = append(faces, j.face)
		}
	}
	faces = distinct(faces)
	for i := range faces {
		s.settle(&faces[i])
	}
	return faces, nil
}

// distinct leaves out faces that were found twice.
func distinct(faces []Face) []Face {
	var list []Face
	for _, f := range faces {
		twice := false
		for _, g := range list {
			twice = twice || f.Box.overlap(g.Box) > 0.4 || f.Box.center().distance(g.Box.center()) < 0.25*max(f.Box.Width, g.Box.Width)
		}
		if !twice {
			list = append(list, f)
		}
	}
	return list
}
