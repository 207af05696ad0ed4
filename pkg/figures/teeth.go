package figures

import (
	"fmt"
	"image"
	"math"
)

// Teeth are the figures of whitened teeth.
type Teeth struct {
	Boxes    int `json:"boxes"`
	Whitened int `json:"whitened"`
	// Changed and Outside count pixels in photos that have boxes: all changed
	// ones, and those beside every box.
	Changed int `json:"changed"`
	Outside int `json:"outside"`
	// Wild is how many regions were changed in photos that have neither faces
	// nor boxes; of these Unasked are in photos of which nobody has said
	// whether they have faces.
	Wild    int `json:"wild"`
	Unasked int `json:"wild_unasked"`
}

func (t *Teeth) add(o Teeth) {
	t.Boxes, t.Whitened, t.Changed, t.Outside = t.Boxes+o.Boxes, t.Whitened+o.Whitened, t.Changed+o.Changed, t.Outside+o.Outside
	t.Wild, t.Unasked = t.Wild+o.Wild, t.Unasked+o.Unasked
}

// Share is that of the change which is outside.
func (t Teeth) Share() float64 { return share(t.Outside, t.Changed) }

// How far a colour is changed for it to be seen, in units of CIELAB; how much
// of a box is changed at the least, how far beside one a change is its own, in
// its sizes, how many pixels a wild change has, and which share of a photo's
// change outside is worth a word.
const (
	seenColour = 3
	leastBox   = 0.08
	besideBox  = 0.15
	wildPixels = 12
	muchBeside = 0.2
)

// whitening is how a part of a photo was changed.
type whitening struct {
	*mask
	whiter, lighter []float32 // how much less b* and more L*
}

func newWhitening(before, after image.Image) *whitening {
	at := touched(before, after)
	if !at.Empty() {
		at = at.Inset(-1).Intersect(before.Bounds())
	}
	n := at.Dx() * at.Dy()
	w := &whitening{newMask(at), make([]float32, n), make([]float32, n)}
	a, b, l := part(before, at), part(after, at), newLabs()
	for i := range n {
		p, q := a.rgb[3*i:3*i+3], b.rgb[3*i:3*i+3]
		if p[0] == q[0] && p[1] == q[1] && p[2] == q[2] {
			continue
		}
		was, is := l.of(p), l.of(q)
		dl, da, db := is[0]-was[0], is[1]-was[1], is[2]-was[2]
		w.in[i] = math.Sqrt(dl*dl+da*da+db*db) > seenColour
		w.whiter[i], w.lighter[i] = float32(-db), float32(dl)
	}
	return w
}

// within sums the change of the pixels in r: how many are changed, and how
// much whiter and lighter those became.
func (w *whitening) within(r image.Rectangle) (n int, whiter, lighter float64) {
	r = r.Intersect(w.at)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			i := (y-w.at.Min.Y)*w.at.Dx() + x - w.at.Min.X
			if w.in[i] {
				n, whiter, lighter = n+1, whiter+float64(w.whiter[i]), lighter+float64(w.lighter[i])
			}
		}
	}
	return n, whiter, lighter
}

// teeth judges what teeth has made of a photo.
func (j *judging) teeth(before, after image.Image) {
	f := &j.result.Figures.Teeth
	w := newWhitening(before, after)
	beside := newMask(w.at)
	copy(beside.in, w.in)
	for _, b := range j.marks.Teeth {
		f.Boxes++
		box := b.rect().Intersect(before.Bounds())
		n, whiter, lighter := w.within(box)
		much := share(n, box.Dx()*box.Dy())
		if much >= leastBox && (whiter > 0 || lighter > 0) {
			f.Whitened++
		} else {
			why := fmt.Sprintf("%.0f%% of the box changed; %s", 100*much, j.nearestMouth(box))
			j.fault("missed teeth", box, "whiter teeth", why)
			j.see(View{What: "missed teeth", Detail: why, kind: aMouth}, box, 0.5, after)
		}
		beside.clear(b.wider(besideBox))
	}
	switch {
	case len(j.marks.Teeth) > 0:
		all, out := w.count(), beside.count()
		f.Changed, f.Outside = all, out
		if much := share(out, all); much > muchBeside {
			for _, r := range beside.regions(wildPixels) {
				j.fault("change beside teeth", r.box, "no change", fmt.Sprintf("%d pixels; %.0f%% of the photo's change is outside", r.area, 100*much))
			}
		}
	case len(j.marks.faces()) == 0 && j.marks.complete():
		for _, r := range w.regions(wildPixels) {
			what := "wild change"
			if f.Wild++; j.marks.Faces == nil {
				f.Unasked++
				what = "change of teeth without marks"
			}
			j.fault(what, r.box, "no change", fmt.Sprintf("%d pixels, and no face is marked", r.area))
		}
	}
}

// clear takes what is in r out of the mask.
func (m *mask) clear(r image.Rectangle) {
	r = r.Intersect(m.at)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			m.in[(y-m.at.Min.Y)*m.at.Dx()+x-m.at.Min.X] = false
		}
	}
}

// rect is the box in whole pixels.
func (b Box) rect() image.Rectangle {
	return image.Rect(int(b.X), int(b.Y), int(b.X+b.Width), int(b.Y+b.Height))
}

// wider is the box and a share of its size on all sides.
func (b Box) wider(by float64) image.Rectangle {
	return image.Rect(int(max(0, b.X-by*b.Width)), int(max(0, b.Y-by*b.Height)), int(b.X+(1+by)*b.Width)+1, int(b.Y+(1+by)*b.Height)+1)
}

func share(n, of int) float64 {
	if of <= 0 {
		return 0
	}
	return float64(n) / float64(of)
}
