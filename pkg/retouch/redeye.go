package retouch

import (
	"fmt"
	"image"
	"math"
	"slices"

	"github.com/photoq/photoq/pkg/face"
)

// RedEye is what was seen where a pupil may be: whether it is red, and why
// that was believed or not.
type RedEye struct {
	X, Y, Radius float64 // of the red part, in pixels of the photo; of the iris where there is none
	Contrast     float64 // of its redness against what is around it, in units of CIELAB
	Peak         float64 // the redness itself
	Round        float64 // 1 for a disc
	Aspect       float64 // the shorter axis to the longer one
	Offset       float64 // from the middle of the iris, in its radii
	Face         int     // the index of the face that it is in, or -1: it was found without one
	Red          bool    // it is to be mended
	Reason       string  // why not, or empty

	iris       face.Point
	irisRadius float64
	patch      *patch
	part       []bool    // the pixels of the red part
	heat       []float32 // redness
	low        float64   // how red it is around
}

// What a red pupil has to be. The figures are those of
// RedEye's fields.
const (
	leastContrast = 10
	leastPeak     = 16
	leastRound    = 0.56
	leastAspect   = 0.5
	mostOffset    = 0.8
	mostRadius    = 0.98 // of the iris
)

// eyeFinder looks for red eyes in a photo.
type eyeFinder struct {
	photo  image.Image
	lights *lights
}

// inFace looks for red in the eyes of a face.
func (s *eyeFinder) inFace(f face.Face, number int) []*RedEye {
	apart := f.EyeDistance()
	var eyes []*RedEye
	for _, eye := range f.Eyes {
		e := s.lookAt(eye.Iris, min(max(eye.Radius, 0.08*apart), 0.16*apart))
		e.Face = number
		if e.Red {
			e.doubt(f.Certain())
		}
		eyes = append(eyes, e)
	}
	eyes[0].trust(eyes[1])
	eyes[1].trust(eyes[0])
	return eyes
}

// What an eye has to be besides, if it is a faint one, and if the face may be
// none; and how faint it may be if the other eye is red.
const (
	faint         = 14
	faintAspect   = 0.72
	fainter       = 11
	fainterRound  = 0.85
	fainterAspect = 0.75
	fainterOffset = 0.5
	doubtContrast = 15
	doubtRound    = 0.9
	doubtAspect   = 0.8
	trustContrast = 8.5
)

// doubt refuses what is not clear enough.
func (e *RedEye) doubt(certain bool) {
	switch {
	case !certain && (e.Contrast < doubtContrast || e.Round < doubtRound || e.Aspect < doubtAspect):
		e.not("the face may be none, and it is faint or not round: %.0f of %d, %.2f of %.2f, %.2f of %.2f as high as wide",
			e.Contrast, doubtContrast, e.Round, doubtRound, e.Aspect, doubtAspect)
	case e.Contrast < fainter && (e.Round < fainterRound || e.Aspect < fainterAspect || e.Offset > fainterOffset):
		e.not("it is very faint and no disc in the iris: %.0f of %d, %.2f of %.2f, %.2f of %.2f as high as wide, beside it by %.2f of %.2f",
			e.Contrast, fainter, e.Round, fainterRound, e.Aspect, fainterAspect, e.Offset, fainterOffset)
	case e.Contrast < faint && e.Aspect < faintAspect:
		e.not("it is faint and not round: %.0f of %d, %.2f of %.2f as high as wide", e.Contrast, faint, e.Aspect, faintAspect)
	}
}

// trust accepts a faint eye if the other one is clearly red.
func (e *RedEye) trust(other *RedEye) {
	if e.Red || !other.Red || other.Contrast < leastContrast || e.Contrast < trustContrast || e.Contrast >= leastContrast || e.Peak < leastPeak {
		return
	}
	e.Reason = ""
	e.inspect(e.iris, e.irisRadius)
	if e.Red && e.Aspect < faintAspect {
		e.not("it is faint and not round: %.2f of %.2f as high as wide", e.Aspect, faintAspect)
	}
}

// lookAt looks for red around an iris of that radius.
func (s *eyeFinder) lookAt(c face.Point, r float64) *RedEye {
	const around = mostOffset + mostRadius*coverEnd // the pupil may lie beside the middle
	reach := around*r + 2
	e := &RedEye{X: c.X, Y: c.Y, Radius: r, Face: -1, iris: c, irisRadius: r}
	box := image.Rect(int(math.Floor(c.X-reach)), int(math.Floor(c.Y-reach)), int(c.X+reach)+1, int(c.Y+reach)+1)
	const enough = 16 // pixels of an iris's radius
	e.patch = newPatch(s.photo, box, max(1, int(r/enough)))
	if e.patch.w < 3 || e.patch.h < 3 {
		return e.not("it is at the edge of the photo")
	}
	e.heat = s.redness(e.patch)
	step := float64(e.patch.step)
	smooth(e.heat, e.patch.w, e.patch.h, max(0.22*r/step, 0.5))
	e.grow(c, r)
	e.judge(c, r)
	return e
}

func (e *RedEye) not(reason string, a ...any) *RedEye {
	e.Red, e.Reason = false, fmt.Sprintf(reason, a...)
	return e
}

// redness is a* without what is orange or brown: skin is that, and pupils in
// the light of a flash are not.
func (s *eyeFinder) redness(p *patch) []float32 {
	heat := make([]float32, p.w*p.h)
	for i := range heat {
		_, a, b := s.lights.lab(p.rgb[3*i:])
		heat[i] = float32(a - 0.5*max(b, 0))
	}
	return heat
}

// away is how far the middle of pixel i is from a point, in pixels of the
// photo.
func (p *patch) away(i int, c face.Point) float64 {
	x, y := p.place(i)
	return math.Sqrt((x-c.X)*(x-c.X) + (y-c.Y)*(y-c.Y))
}

// grow finds the reddest place within the iris, and what is connected to it
// and more than half as red, seen from what is around.
func (e *RedEye) grow(c face.Point, r float64) {
	peak := -1
	var ring []float32
	for i, v := range e.heat {
		switch d := e.patch.away(i, c); {
		case d <= r && (peak < 0 || v > e.heat[peak]):
			peak = i
		case d > 1.1*r && d < 1.9*r:
			ring = append(ring, v)
		}
	}
	e.part = make([]bool, len(e.heat))
	if peak < 0 || len(ring) == 0 {
		return
	}
	slices.Sort(ring)
	e.low, e.Peak = float64(ring[len(ring)/2]), float64(e.heat[peak])
	e.Contrast = e.Peak - e.low
	least := float32(e.low + e.Contrast/2)
	belongs := func(i int) bool { return !e.part[i] && e.heat[i] >= least && e.patch.away(i, c) <= 1.5*r }
	spread(e.patch.w, e.patch.h, peak, belongs, func(i int) { e.part[i] = true })
}

// measure finds the red part's shape, where there is one, in pixels of the
// photo.
func (e *RedEye) measure(c face.Point) {
	var m moments
	for i, in := range e.part {
		if in {
			m.add(float64(i%e.patch.w), float64(i/e.patch.w))
		}
	}
	s, step := m.shape(), float64(e.patch.step)
	e.Round, e.Aspect, e.Radius = s.round, s.aspect, s.radius*step
	e.X, e.Y = float64(e.patch.at.Min.X)+s.x*step, float64(e.patch.at.Min.Y)+s.y*step
	e.Offset = math.Hypot(e.X-c.X, e.Y-c.Y)
}

func (e *RedEye) judge(c face.Point, r float64) {
	if e.Contrast < leastContrast {
		e.not("it is not redder than what is around it: %.0f of %d", e.Contrast, leastContrast)
		return
	}
	if e.Peak < leastPeak {
		e.not("it is not red: %.0f of %d", e.Peak, leastPeak)
		return
	}
	e.inspect(c, r)
}

// inspect accepts the red part by its form and colour.
func (e *RedEye) inspect(c face.Point, r float64) {
	e.measure(c)
	e.Offset /= r
	red, green := e.colour()
	switch {
	case e.Radius > mostRadius*r:
		e.not("it is larger than the iris: %.2f of %.2f", e.Radius/r, mostRadius)
	case e.Round < leastRound || e.Aspect < leastAspect:
		e.not("it is not round: %.2f of %.2f, and %.2f of %.2f as high as wide", e.Round, leastRound, e.Aspect, leastAspect)
	case e.Offset > mostOffset:
		e.not("it is beside the iris: %.2f of %.2f", e.Offset, mostOffset)
	case red < 1.3*green:
		e.not("it is not red, but pale or brown: %.2f of 1.30", red/max(1, green))
	default:
		e.Red = true
	}
}

// colour is the red and green of the red part, summed up.
func (e *RedEye) colour() (red, green float64) {
	for i, in := range e.part {
		if in {
			red += float64(e.patch.rgb[3*i])
			green += float64(e.patch.rgb[3*i+1])
		}
	}
	return red, green
}
