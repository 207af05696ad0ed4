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
	leastOpen    = 0.045
	leastShare   = 0.012
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
	if t.Open < leastOpen*0.5 {
		return t.not("the mouth is closed: open by %.3f of %.3f", t.Open, leastOpen*0.5)
	}
	const enough = 160 // pixels of a mouth's width
	t.patch = newPatch(photo, t.Box, max(1, width/enough))
	if t.patch.w < 4 || t.patch.h < 4 {
		return t.not("it is too small, or at the edge of the photo")
	}
	t.classify(f, lights, wide)
	if t.Share < leastShare {
		return t.not("no teeth are to be seen: %.3f of %.3f", t.Share, leastShare)
	}
	t.Shown = true
	return t
}

// classify finds what in the mouth is tooth by its colour against the lips'.
func (t *Teeth) classify(f face.Face, lights *lights, wide float64) {
	p := t.patch
	lab := make([][3]float64, p.w*p.h)
	inside := make([]float64, p.w*p.h) // how far inside the mouth, in pixels; less than 0 outside
	var red, light []float64
	for i := range lab {
		lab[i][0], lab[i][1], lab[i][2] = lights.lab(p.rgb[3*i:])
		x, y := p.place(i)
		at := face.Point{X: x, Y: y}
		inside[i] = within(f.Mouth, at)
		if inside[i] < -widened*wide && within(f.Lips, at) > 0 {
			red, light = append(red, lab[i][1]), append(light, lab[i][0])
		}
	}
	lipRed, lipLight := middle(red), middle(light)
	most, least := min(lipRed-paler, mostTeethRed), max(leastLight, likeLips*lipLight)
	t.cover = make([]float32, len(lab))
	for i, c := range lab {
		if inside[i] > -widened*wide && c[1] < most && c[2] < mostYellow && c[0] > least {
			t.cover[i] = 1
		}
	}
	t.keepLarge()
	n := 0.0
	for i, a := range t.cover {
		if a > 0 {
			n, t.Yellow = n+1, t.Yellow+lab[i][2]
		}
	}
	t.Share = n * float64(p.step*p.step) / (wide * wide)
	t.Yellow /= max(1, n)
	smooth(t.cover, p.w, p.h, max(0.6, 0.006*wide/float64(p.step)))
}

// keepLarge drops what is a sixth of the largest part or less: shine on lips.
func (t *Teeth) keepLarge() {
	var parts [][]int
	seen := make([]bool, len(t.cover))
	largest := 0
	for i := range t.cover {
		var part []int
		belongs := func(k int) bool { return t.cover[k] > 0 && !seen[k] }
		spread(t.patch.w, t.patch.h, i, belongs, func(k int) { seen[k], part = true, append(part, k) })
		if len(part) > 0 {
			parts, largest = append(parts, part), max(largest, len(part))
		}
	}
	for _, part := range parts {
		if len(part) > largest/6 {
			continue
		}
		for _, k := range part {
			t.cover[k] = 0
		}
	}
}

// Mend returns what makes the teeth whiter, in the photo that they were seen
// in: towards a natural white, which is a little yellow. strength is from 0
// to 1.
func (t *Teeth) Mend(photo image.Image, strength float64) *Mend {
	p := newPatch(photo, t.patch.at, 1)
	m := newMend(p)
	for i := range m.mask {
		x, y := p.place(i)
		a := float64(t.patch.field(t.cover, x, y))
		m.mask[i] = float32(min(max((a-0.2)/0.6, 0), 1) * strength)
		whiten(m.rgb[3*i : 3*i+3])
	}
	return m
}

// whiten takes most of the yellow from a colour, and makes it a little
// lighter. What is white stays as it is.
func whiten(rgb []float32) {
	r, g, b := rgb[0], rgb[1], rgb[2]
	luma := 0.299*r + 0.587*g + 0.114*b
	yellow := max(0, min(r, g)-b)
	b += 0.6 * max(0, yellow-0.03*luma)
	red := max(0, r-g)
	r -= 0.5 * max(0, red-0.03*luma)
	g += 0.1 * max(0, red-0.03*luma)
	lift := 1 + 0.12*(1-luma/255)*4*min(luma/255, 0.25)
	rgb[0], rgb[1], rgb[2] = min(255, r*lift), min(255, g*lift), min(255, b*lift)
}

// extent is the smallest rectangle of pixels around points.
func extent(points []face.Point) image.Rectangle {
	r := image.Rectangle{}
	for i, p := range points {
		q := image.Rect(int(math.Floor(p.X)), int(math.Floor(p.Y)), int(math.Floor(p.X))+1, int(math.Floor(p.Y))+1)
		if i == 0 {
			r = q
		}
		r = r.Union(q)
	}
	return r
}

// area is a polygon's.
func area(ring []face.Point) float64 {
	sum := 0.0
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		sum += p.X*q.Y - q.X*p.Y
	}
	return math.Abs(sum) / 2
}

// within is how far a point is from the edge of a polygon: over 0 inside it,
// and under 0 outside.
func within(ring []face.Point, p face.Point) float64 {
	in, nearest := false, math.Inf(1)
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		if (a.Y > p.Y) != (b.Y > p.Y) && p.X < a.X+(p.Y-a.Y)/(b.Y-a.Y)*(b.X-a.X) {
			in = !in
		}
		dx, dy := b.X-a.X, b.Y-a.Y
		s := 0.0
		if long := dx*dx + dy*dy; long > 0 {
			s = min(max(((p.X-a.X)*dx+(p.Y-a.Y)*dy)/long, 0), 1)
		}
		nearest = min(nearest, math.Hypot(p.X-a.X-s*dx, p.Y-a.Y-s*dy))
	}
	if in {
		return nearest
	}
	return -nearest
}
