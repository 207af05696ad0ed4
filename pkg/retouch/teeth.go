package retouch

import (
	"fmt"
	"image"
	"math"

	"github.com/photoq/photoq/pkg/face"
)

// Teeth is what was seen in a mouth: whether teeth show, and why that was
// believed or not.
type Teeth struct {
	Box    image.Rectangle // of the mouth, in pixels of the photo
	Open   float64         // how far it is open, in widths of the mouth
	Share  float64         // the teeth's area, in squares of its width
	Yellow float64         // their mean b*, in units of CIELAB
	Face   int             // the index of the face
	Shown  bool            // they are to be whitened
	Reason string          // why not, or empty

	patch *patch
	cover []float32 // how much of a pixel is tooth, 0 to 1
}

// What teeth have to be, in units of CIELAB and widths of the mouth.
const (
	leastOpen    = 0.022
	leastShare   = 0.02
	leastWide    = 16 // pixels: in less, teeth cannot be told from lips
	widened      = 0.03
	paler        = 7    // in a*, than the lips
	mostTeethRed = 16   // a*
	mostYellow   = 36   // b*
	leastLight   = 38   // L*
	likeLips     = 0.95 // of the lips' L*
)

// AllTeeth returns what was seen in the mouths of faces that certainly are
// some, in a photo of any type with bounds at (0, 0).
func AllTeeth(photo image.Image, faces []face.Face) []*Teeth {
	var all []*Teeth
	t := newLights()
	for i, f := range faces {
		if f.Certain() && len(f.Mouth) > 2 && len(f.Lips) > 10 {
			teeth := lookIn(photo, f, t)
			teeth.Face = i
			all = append(all, teeth)
		}
	}
	return all
}

func (t *Teeth) not(reason string, a ...any) *Teeth {
	t.Shown, t.Reason = false, fmt.Sprintf(reason, a...)
	return t
}

// lookIn looks for teeth in a face's mouth.
func lookIn(photo image.Image, f face.Face, lights *lights) *Teeth {
	width := extent(f.Lips).Dx()
	wide := math.Max(1, math.Hypot(f.Lips[0].X-f.Lips[10].X, f.Lips[0].Y-f.Lips[10].Y))
	margin := int(widened*wide) + 2
	t := &Teeth{Box: extent(f.Lips).Inset(-margin)}
	t.Open = area(f.Mouth) / (wide * wide)
	if t.Open < leastOpen {
		return t.not("the mouth is closed: open by %.3f of %.3f", t.Open, leastOpen)
	}
	if wide < leastWide {
		return t.not("the mouth is too small: %.0f of %d pixels wide", wide, leastWide)
	}
	const enough = 160 // pixels of a mouth's width
	t.patch = newPatch(photo, t.Box, max(1, width/enough))
	if t.patch.w < 4 || t.patch.h < 4 {
		return t.not("it is too small, or at the edge of the photo")
	}
	m := newMouth(t.patch, f, lights, wide)
	seeds := m.seeds()
	t.Share = float64(len(seeds)*t.patch.step*t.patch.step) / (wide * wide)
	if t.Share < leastShare {
		return t.not("no teeth are to be seen: %.3f of %.3f", t.Share, leastShare)
	}
	t.cover = m.like(seeds)
	t.Yellow = m.yellow(t.cover)
	smooth(t.cover, t.patch.w, t.patch.h, max(0.6, 0.006*wide/float64(t.patch.step)))
	t.Shown = true
	return t
}

// Mend returns what makes the teeth whiter, in the photo that they were seen
// in: towards a natural white, which is a little yellow. strength is from 0
// to 1.
func (t *Teeth) Mend(photo image.Image, strength float64) *Mend {
	p := newPatch(photo, t.patch.at, 1)
	m := newMend(p)
	lights := newLights()
	for i := range m.mask {
		x, y := p.place(i)
		a := float64(t.patch.field(t.cover, x, y))
		if a = min(max((a-0.1)/0.8, 0), 1); a > 0 {
			m.mask[i] = float32(a * strength)
			lights.whiten(m.rgb[3*i : 3*i+3])
		}
	}
	return m
}

// whiten takes most of the yellow from a colour, half of what is red or green
// in it, and makes it lighter: the middle tones most, and what is dark, as
// gaps are, less. What is white stays as it is.
func (t *lights) whiten(rgb []float32) {
	l, a, b := t.lab(rgb)
	l += 0.3 * l * (1 - l/100) * min(max((l-20)/30, 0), 1)
	const natural = 4 // b* of a tooth that is white
	b -= 0.65 * max(0, b-natural)
	a *= 0.5
	t.rgb(rgb, l, a, b)
}
