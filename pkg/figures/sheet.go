package figures

import (
	"bufio"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/photoq/photoq/pkg/lettering"
	"github.com/photoq/photoq/pkg/paint"
	"github.com/photoq/photoq/pkg/png"
)

// How a page is laid out, in pixels.
const (
	columns, rows = 4, 6
	gap           = 8
	letters       = 12 // the font's size
	label         = 60 // height, for four lines
	cellWidth     = 2*tile + 3*gap
	cellHeight    = tile + label + 2*gap
)

// WriteSheet draws the views on pages, what is wrong first in each kind, and
// writes them as name, name-2 and so on. It returns the pages' names.
func WriteSheet(name string, views []View) ([]string, error) {
	font, err := lettering.DejaVuSans()
	if err != nil {
		return nil, err
	}
	views = slices.Clone(views)
	slices.SortStableFunc(views, func(a, b View) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(count(a.Good), count(b.Good)), cmp.Compare(a.What, b.What))
	})
	var names []string
	for page := range slices.Chunk(views, columns*rows) {
		at := name
		if n := len(names) + 1; n > 1 {
			ext := filepath.Ext(name)
			at = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ext), n, ext)
		}
		m, err := drawPage(font, page)
		if err != nil {
			return names, err
		}
		if err := writePage(at, m); err != nil {
			return names, err
		}
		names = append(names, at)
	}
	return names, nil
}

func writePage(name string, m image.Image) (err error) {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, f.Close()) }()
	w := bufio.NewWriter(f)
	if err := png.Encode(io.Writer(w), m, nil); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return w.Flush()
}

func drawPage(font *lettering.Font, views []View) (*image.RGBA, error) {
	down := (len(views) + columns - 1) / columns
	m := image.NewRGBA(image.Rect(0, 0, min(len(views), columns)*cellWidth, down*cellHeight))
	draw.Draw(m, m.Rect, image.White, image.Point{}, draw.Src)
	for i, v := range views {
		cell := image.Rect(0, 0, cellWidth, cellHeight).Add(image.Pt(i%columns*cellWidth, i/columns*cellHeight))
		if err := drawCell(m, cell, font, v); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// drawCell draws a view and what there is to say of it.
func drawCell(m *image.RGBA, cell image.Rectangle, font *lettering.Font, v View) error {
	ink := color.NRGBA{0, 0, 0, 255}
	if !v.Good {
		paint.Over(m, paint.NewFill(cell.Inset(gap/4), color.NRGBA{255, 224, 216, 255}, 1))
	}
	for i, picture := range []*image.RGBA{v.before, v.after} {
		if picture != nil {
			at := cell.Min.Add(image.Pt(gap+i*(tile+gap), gap))
			draw.Draw(m, picture.Rect.Add(at), picture, image.Point{}, draw.Src)
		}
	}
	text, err := lettering.Shape(v.What+": "+v.Photo+"\n"+v.Detail, font)
	if err != nil {
		return err
	}
	block, err := text.Set(float64(cellWidth-2*gap)/letters, lettering.Left)
	if err != nil {
		return err
	}
	area := image.Rect(cell.Min.X+gap, cell.Min.Y+tile+gap+2, cell.Max.X-gap, cell.Max.Y)
	mask := block.Mask(area, float64(area.Min.X), float64(area.Min.Y), letters)
	paint.Over(m, paint.NewShape(mask, ink, 1, paint.Weights(ink)))
	return nil
}
