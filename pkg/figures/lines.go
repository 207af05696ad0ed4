package figures

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Floors are the least that figures have to be, or the most that they may be,
// by the figures' keys.
type Floors map[string]float64

// IssueFloors are those that photoq is held to.
func IssueFloors() Floors {
	return Floors{
		"redeye": 0.95, "false": 3, "teeth": 0.89, "outside": 0.05, "wild": 0, "faces": 0.98, "false-faces": 4,
		"crop": 0.02, "thumbnail": 0.02, "resize": 0.02, "cpu": 0.6, "cpu-without": 0.3,
	}
}

// IssueAims are what is to be reached beyond that.
func IssueAims() Floors {
	return Floors{
		"redeye": 0.98, "redeye-all": 0.98, "false": 0, "teeth": 1, "outside": 0.02, "wild": 0, "faces": 1, "false-faces": 0,
		"crop": 0, "thumbnail": 0, "resize": 0, "cpu": 0.15, "cpu-without": 0.06,
	}
}

// Set takes KEY=VALUE, "all" for those of IssueFloors, or "aims" for those of
// IssueAims.
func (f Floors) Set(text string) error {
	known := IssueAims()
	if set, is := map[string]Floors{"all": IssueFloors(), "aims": known}[text]; is {
		maps.Copy(f, set)
		return nil
	}
	key, value, _ := strings.Cut(text, "=")
	if _, ok := known[key]; !ok {
		return fmt.Errorf("no figure is called %q: give all, aims, or one of %s and its value, like redeye=0.95", key, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
	}
	v, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return fmt.Errorf("%s=%q: %w", key, value, errors.Unwrap(err))
	}
	f[key] = v
	return nil
}

// Line is a figure, and the floor that it was given.
type Line struct {
	Key    string   `json:"key"` // as in Floors; empty if there is no floor for it
	Name   string   `json:"name"`
	Value  float64  `json:"value"`
	Floor  *float64 `json:"floor,omitempty"`
	Aim    *float64 `json:"aim,omitempty"`
	Kept   bool     `json:"kept"` // also if there is no floor
	Detail string   `json:"detail"`
	whole  bool     // it is a count
}

// lister puts the lines together.
type lister struct {
	floors Floors
	lines  []Line
}

// add takes a figure that the floor is the least for, or else the most.
func (l *lister) add(least bool, n Line) {
	n.Kept = true
	if floor, given := l.floors[n.Key]; given && n.Key != "" {
		n.Floor = &floor
		n.Kept = least && n.Value >= floor || !least && n.Value <= floor
	}
	if aim, known := IssueAims()[n.Key]; known {
		n.Aim = &aim
	}
	l.lines = append(l.lines, n)
}

// found is a figure that should be 1: the share of what was found.
func (l *lister) found(key, name string, n, of int, remark string) {
	if of > 0 {
		l.add(true, Line{Key: key, Name: name, Value: share(n, of), Detail: fmt.Sprintf("%d of %d%s", n, of, remark)})
	}
}

// Lines are the report's figures, in the order of the issue. Those of which
// nothing was measured are left out.
func (r *Report) Lines(floors Floors) []Line {
	l := &lister{floors: floors}
	red, teeth := r.Total.RedEyes, r.Total.Teeth
	l.found("redeye", "red eyes mended, not weak", red.Mended, red.Eyes, "")
	l.found("", "red eyes mended, weak", red.WeakToo, red.Weak, "")
	l.found("redeye-all", "red eyes mended, all", red.Mended+red.WeakToo, red.Eyes+red.Weak, "")
	l.add(false, Line{Key: "false", Name: "false corrections", Value: float64(red.False - red.Ambiguous), whole: true,
		Detail: fmt.Sprintf("%d in %d photos without marked eyes; %d more where either is right", red.Clean, red.Photos, red.Ambiguous)})
	l.found("teeth", "teeth boxes whitened", teeth.Whitened, teeth.Boxes, "")
	if teeth.Boxes > 0 {
		l.add(false, Line{Key: "outside", Name: "change of teeth outside the boxes", Value: teeth.Share(), Detail: fmt.Sprintf("%d of %d pixels", teeth.Outside, teeth.Changed)})
	}
	l.add(false, Line{Key: "wild", Name: "wild changes of teeth", Value: float64(teeth.Wild - teeth.Unasked), whole: true,
		Detail: fmt.Sprintf("%d more in photos whose faces are not marked", teeth.Unasked)})
	r.faceLines(l)
	if r.CPU != nil {
		l.times("cpu", "CPU at 12 megapixels, with faces", r.CPU.With)
		l.times("cpu-without", "CPU at 12 megapixels, without", r.CPU.Without)
	}
	return l.lines
}

func (r *Report) faceLines(l *lister) {
	faces := r.Total.Faces
	l.found("faces", "faces found", faces.Found, faces.Marked, ", crowds left out")
	for _, c := range faces.Crowds {
		l.found("", "faces of "+c.Photo, c.Found, c.Marked, "")
	}
	if faces.Photos > 0 {
		l.add(false, Line{Key: "false-faces", Name: "false faces", Value: float64(faces.False), whole: true,
			Detail: fmt.Sprintf("in %d photos; %d more in photos without marks", faces.Photos, faces.Unmarked)})
	}
	for _, step := range cutting() {
		key, _, _ := strings.Cut(step, "=")
		if c := r.Total.Crops[step]; c.Photos > 0 {
			l.add(false, Line{Key: key, Name: "faces cut by " + step, Value: share(c.Cut, c.Photos), Detail: fmt.Sprintf("%d of %d photos", c.Cut, c.Photos)})
		}
	}
}

func (l *lister) times(key, name string, t Times) {
	if len(t.Photos) > 0 {
		l.add(false, Line{Key: key, Name: name, Value: t.Median, Detail: fmt.Sprintf("seconds, median of %d photos; mean %.3f, most %.3f", len(t.Photos), t.Mean, t.Most)})
	}
}

// Missed returns the names of the lines whose floor is not kept.
func Missed(lines []Line) []string {
	var names []string
	for _, l := range lines {
		if !l.Kept {
			names = append(names, l.Name)
		}
	}
	return names
}
