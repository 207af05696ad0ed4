package figures

import (
	"fmt"
	"image"
	"math"
)

// What was seen nearest to a place, so that a fault says why.

func (j *judging) nearestEye(e Mark) string {
	best, nearest := "nothing was seen there", 3*e.Radius+6
	for _, c := range j.eyes {
		if d := math.Hypot(c.X-e.X, c.Y-e.Y); d < nearest {
			nearest = d
			best = verdict(c.Red, c.Reason) + fmt.Sprintf(" (contrast %.1f, peak %.1f, round %.2f, aspect %.2f, offset %.2f%s)", c.Contrast, c.Peak, c.Round, c.Aspect, c.Offset, ofFace(c.Face))
		}
	}
	return best
}

func (j *judging) nearestMouth(box image.Rectangle) string {
	for _, m := range j.mouths {
		if m.Box.Overlaps(box) {
			return verdict(m.Shown, m.Reason) + fmt.Sprintf(" (open %.3f, share %.3f, yellow %.1f%s)", m.Open, m.Share, m.Yellow, ofFace(m.Face))
		}
	}
	return "no mouth of a certain face is there"
}

func (j *judging) nearestFace(b Box) string {
	best, most := "nothing was seen there", 0.1
	for _, f := range j.found {
		if o := overlap(b, Box(f.Box)); o > most {
			most = o
			best = fmt.Sprintf("seen, %s, overlap %.2f", scores(f), o)
		}
	}
	return best
}

func verdict(yes bool, reason string) string {
	if yes {
		return "taken"
	}
	return "left alone: " + reason
}

func ofFace(n int) string {
	if n < 0 {
		return ", no face"
	}
	return fmt.Sprintf(", face %d", n)
}
