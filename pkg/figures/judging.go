package figures

import (
	"context"
	"fmt"
	"image"
	"os"

	"github.com/photoq/photoq/pkg/face"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op/builtin"
	"github.com/photoq/photoq/pkg/retouch"
)

// judging is a photo while it is judged.
type judging struct {
	m      *Measurer
	marks  Marks
	known  bool // it has an entry in the truth
	photo  imageio.Photo
	found  []face.Face
	eyes   []*retouch.RedEye
	mouths []*retouch.Teeth
	seeing bool // views are wanted
	result Result
}

// cropped is a part that a step has cut.
type cropped struct {
	name string
	at   image.Rectangle
	cut  bool // through a face that would have fitted
}

// judge does one photo.
func (m *Measurer) judge(ctx context.Context, t task, o Options) (Result, error) {
	j := &judging{m: m, seeing: o.Views, result: Result{Photo: t.folder.named(t.name), Figures: newFigures()}}
	j.marks, j.known = t.folder.Truth[t.name]
	j.result.Figures.Photos = 1
	file, err := open(t.path(), o.Limits)
	if err != nil {
		return Result{}, err
	}
	if size := file.Size(); j.marks.Width != 0 && size != image.Pt(j.marks.Width, j.marks.Height) {
		return Result{}, fmt.Errorf("it has %d x %d pixels, and by truth.json %d x %d", size.X, size.Y, j.marks.Width, j.marks.Height)
	}
	if j.photo, err = file.Decode(ctx, imageio.DecodeOptions{}); err != nil {
		return Result{}, err
	}
	if err := j.look(ctx); err != nil {
		return Result{}, err
	}
	if err := j.retouched(ctx); err != nil {
		return Result{}, err
	}
	j.faces(j.found)
	if err := j.crops(ctx, file); err != nil {
		return Result{}, err
	}
	return j.result, nil
}

func open(path string, limits imageio.Limits) (*imageio.File, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return imageio.Open(data, limits)
}

// look finds what the operations see, and leaves the faces to them.
func (j *judging) look(ctx context.Context) error {
	j.photo.Memo = &imageio.Memo{}
	found, err := j.photo.Memo.Recall(builtin.Faces, func() (any, error) { return j.m.finder.Find(ctx, j.photo.Image) })
	if err != nil {
		return fmt.Errorf("look for faces: %w", err)
	}
	j.found = found.([]face.Face)
	j.eyes = retouch.RedEyes(j.photo.Image, j.found, false)
	j.mouths = retouch.AllTeeth(j.photo.Image, j.found)
	return nil
}

// retouched judges what redeye and teeth make of the photo, each by itself.
func (j *judging) retouched(ctx context.Context) error {
	var reds, whites image.Image
	err := j.m.redeye.Run(ctx, j.photo, func(_ int, p imageio.Photo) error { reds = p.Image; return nil })
	if err != nil {
		return err
	}
	err = j.m.teeth.Run(ctx, j.photo, func(_ int, p imageio.Photo) error { whites = p.Image; return nil })
	if err != nil {
		return err
	}
	for _, after := range []image.Image{reds, whites} {
		if after.Bounds() != j.photo.Image.Bounds() {
			return fmt.Errorf("retouching changed its size from %v to %v", j.photo.Image.Bounds(), after.Bounds())
		}
	}
	j.redEyes(j.photo.Image, reds)
	j.seeEyes(reds)
	j.teeth(j.photo.Image, whites)
	j.seeMouths(whites)
	return nil
}
