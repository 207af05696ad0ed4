package figures

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/paint"
	"github.com/photoq/photoq/pkg/resample"
)

// View is a place of a photo before and after, for the sheet.
type View struct {
	Photo  string
	What   string
	Detail string
	Good   bool // nothing is wrong here
	kind   kind
	// before and after fit into a square of tile pixels; after may be nil.
	before, after *image.RGBA
}

// kind is what a view shows. Sheets are in this order.
type kind int

const (
	anEye kind = iota
	aMouth
	aFace
	aCut
)

// tile is the side of the square that a picture of a view has on a sheet, in
// pixels.
const tile = 176

// see keeps a view of a place of the photo: of at and as much around it as
// that share of its longer side. after may be nil.
func (j *judging) see(v View, at image.Rectangle, around float64, after image.Image) {
	if !j.seeing {
		return
	}
	v.Photo = j.result.Photo
	const least = 12 // pixels, where there is only a dot
	reach := int((0.5+around)*float64(max(at.Dx(), at.Dy(), least)) + 0.5)
	c := at.Min.Add(at.Max).Div(2)
	wide := image.Rectangle{Min: c, Max: c}.Inset(-reach).Intersect(j.photo.Image.Bounds())
	if wide.Empty() {
		return
	}
	v.before = shrunk(j.photo.Image, wide)
	if after != nil {
		v.after = shrunk(after, wide)
	}
	if v.kind == aFace {
		outline(v.before, at, wide, color.NRGBA{255, 0, 255, 255})
	}
	j.result.Views = append(j.result.Views, v)
}

// shrunk returns a part of a picture at the size of a tile.
func shrunk(m image.Image, at image.Rectangle) *image.RGBA {
	scale := tile / float64(max(at.Dx(), at.Dy()))
	w, h := max(1, int(float64(at.Dx())*scale+0.5)), max(1, int(float64(at.Dy())*scale+0.5))
	m = resample.Image(imageio.Crop(m, at), w, h)
	p := part(m, m.Bounds())
	rgba := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		copy(rgba.Pix[4*i:], p.rgb[3*i:3*i+3])
		rgba.Pix[4*i+3] = 255
	}
	return rgba
}

// outline draws a box of a photo over a view of a part of it.
func outline(m *image.RGBA, box, at image.Rectangle, c color.NRGBA) {
	fx, fy := float64(m.Rect.Dx())/float64(at.Dx()), float64(m.Rect.Dy())/float64(at.Dy())
	x := func(v int) int { return int(math.Round(float64(v-at.Min.X) * fx)) }
	y := func(v int) int { return int(math.Round(float64(v-at.Min.Y) * fy)) }
	r := image.Rect(x(box.Min.X), y(box.Min.Y), x(box.Max.X), y(box.Max.Y))
	for _, side := range []image.Rectangle{
		image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+1), image.Rect(r.Min.X, r.Max.Y-1, r.Max.X, r.Max.Y),
		image.Rect(r.Min.X, r.Min.Y, r.Min.X+1, r.Max.Y), image.Rect(r.Max.X-1, r.Min.Y, r.Max.X, r.Max.Y),
	} {
		paint.Over(m, paint.NewFill(side, c, 1))
	}
}

// seeEyes keeps views of all pupils that were painted over.
func (j *judging) seeEyes(after image.Image) {
	for _, e := range j.eyes {
		if !e.Red {
			continue
		}
		at := Mark{X: e.X, Y: e.Y, Radius: e.Radius}
		r := region{x: e.X, y: e.Y}
		v := View{What: "false correction", kind: anEye, Detail: j.nearestEye(at)}
		switch {
		case near(j.marks.Ambiguous, r):
			v.What, v.Good = "either is right", true
		case near(j.marks.Eyes, r):
			v.What, v.Good = "mended eye", true
		}
		j.see(v, circle(at), 2.5, after)
	}
}

// seeMouths keeps views of all teeth that were whitened.
func (j *judging) seeMouths(after image.Image) {
	for _, m := range j.mouths {
		if !m.Shown {
			continue
		}
		v := View{What: "teeth, not marked", Good: len(j.marks.faces()) > 0 || j.marks.Faces == nil, kind: aMouth, Detail: fmt.Sprintf("open %.3f, share %.3f, yellow %.1f%s", m.Open, m.Share, m.Yellow, ofFace(m.Face))}
		for _, b := range j.marks.Teeth {
			if b.rect().Overlaps(m.Box) {
				v.What, v.Good = "whitened teeth", true
			}
		}
		j.see(v, m.Box, 0.3, after)
	}
}

// seeCut keeps a view of a part that was cut out, and of the whole photo with
// the marks.
func (j *judging) seeCut(c cropped, photo imageio.Photo) {
	if !j.seeing {
		return
	}
	whole := photo.Image.Bounds()
	v := View{Photo: j.result.Photo, What: c.name, Good: !c.cut, kind: aCut, Detail: fmt.Sprintf("the part is %v", c.at)}
	v.before, v.after = shrunk(photo.Image, whole), shrunk(photo.Image, c.at)
	for _, b := range j.marks.faces() {
		outline(v.before, b.rect(), whole, color.NRGBA{0, 220, 0, 255})
		outline(v.after, b.rect(), c.at, color.NRGBA{0, 220, 0, 255})
	}
	outline(v.before, c.at, whole, color.NRGBA{255, 0, 255, 255})
	j.result.Views = append(j.result.Views, v)
}
