package main

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/spf13/cobra"

	"github.com/photoq/photoq/pkg/face"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/retouch"
)

// seen is what the face operations see in a photo.
type seen struct {
	photo imageio.Photo
	faces []face.Face // the certain ones first
	eyes  []*retouch.RedEye
	teeth []*retouch.Teeth
}

func newExplain(a *app) *cobra.Command {
	var to string
	var pets bool
	c := &cobra.Command{
		Use:     "explain PHOTO",
		GroupID: groupSetup,
		Short:   "What the face operations see in a photo, drawn and as JSON",
		Long: `Explain looks at a photo as redeye, teeth, blurfaces and anchor=face do. It
lists the faces, and says of each eye and mouth whether it would be mended, or
why not. Places are in pixels of the upright photo. --to draws it all over the
photo: faces in green, doubtful ones in grey; pupils and teeth that would be
mended are covered in magenta, eyes and red spots that would be left alone have
an orange ring. Labels give the scores, and why something is left alone. Small
photos are enlarged for them; where there are many faces, the labels are short.`,
		Example: `  photoq explain party.jpg
  photoq explain party.jpg --to seen.png
  photoq explain party.jpg --json`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, names []string) error {
			if err := checkDrawing(names[0], to); err != nil {
				return err
			}
			s, err := a.look(cmd.Context(), names[0], pets)
			if err != nil {
				return err
			}
			if to != "" {
				if err := s.draw(to); err != nil {
					return err
				}
			}
			if a.json {
				return a.printJSON(s.document(names[0]))
			}
			a.printSeen(s)
			return nil
		},
	}
	c.Flags().StringVar(&to, "to", "", "draw what is seen over the photo, as this PNG file")
	c.Flags().BoolVar(&pets, "pets", false, "look for the eyes of animals too, as redeye=pets=true does")
	return c
}

// look reads a photo and looks at it as the operations do.
func (a *app) look(ctx context.Context, name string, pets bool) (*seen, error) {
	limits := imageio.Limits{Pixels: int64(a.settings.Limits.Pixels), Bytes: int64(a.settings.Limits.Bytes)}
	data, err := readPhoto(name, limits)
	if err != nil {
		return nil, err
	}
	s := &seen{}
	if s.photo, err = imageio.Decode(ctx, data, imageio.DecodeOptions{Limits: limits}); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	f, err := face.NewFinder()
	if err != nil {
		return nil, err
	}
	if s.faces, err = f.Find(ctx, s.photo.Image); err != nil {
		return nil, fmt.Errorf("look for faces: %w", err)
	}
	slices.SortStableFunc(s.faces, func(a, b face.Face) int { return cmp.Compare(rank(a), rank(b)) })
	s.eyes = retouch.RedEyes(s.photo.Image, s.faces, pets)
	s.teeth = retouch.AllTeeth(s.photo.Image, s.faces)
	return s, nil
}

// rank puts certain faces before others.
func rank(f face.Face) int {
	if f.Certain() {
		return 0
	}
	return 1
}

// The parts of the document. Lengths are in pixels.
type (
	seenPlace struct {
		X      float64 `json:"x"`
		Y      float64 `json:"y"`
		Radius float64 `json:"r"`
	}
	seenPoint [2]float64
	seenFace  struct {
		X       float64      `json:"x"`
		Y       float64      `json:"y"`
		Width   float64      `json:"w"`
		Height  float64      `json:"h"`
		Score   float64      `json:"score"`
		Second  float64      `json:"second"`
		Mesh    float64      `json:"mesh"`
		Certain bool         `json:"certain"` // the operations take it for a face
		Irises  [2]seenPlace `json:"irises"`
		// Eyes, Lips and Mouth are outlines: of the openings between the lids, of
		// the lips' outer edge and of the inner one, a pair of x and y each point.
		Eyes  [2][]seenPoint `json:"eyes"`
		Lips  []seenPoint    `json:"lips"`
		Mouth []seenPoint    `json:"mouth"`
	}
	seenEye struct {
		seenPlace
		Face     int     `json:"face"` // counted through faces and doubtful; -1: none
		Red      bool    `json:"red"`
		Reason   string  `json:"reason,omitempty"`
		Contrast float64 `json:"contrast"`
		Peak     float64 `json:"peak"`
		Round    float64 `json:"round"`
		Aspect   float64 `json:"aspect"`
		Offset   float64 `json:"offset"`
	}
	seenMouth struct {
		X      int     `json:"x"`
		Y      int     `json:"y"`
		Width  int     `json:"w"`
		Height int     `json:"h"`
		Face   int     `json:"face"`
		Teeth  bool    `json:"teeth"`
		Reason string  `json:"reason,omitempty"`
		Open   float64 `json:"open"`
		Share  float64 `json:"share"`
		Yellow float64 `json:"yellow"`
	}
	seenDocument struct {
		Photo    string      `json:"photo"`
		Width    int         `json:"width"`
		Height   int         `json:"height"`
		Faces    []seenFace  `json:"faces"`
		Doubtful []seenFace  `json:"doubtful"`
		Eyes     []seenEye   `json:"eyes"`
		Mouths   []seenMouth `json:"mouths"`
	}
)

func (s *seen) document(name string) seenDocument {
	size := s.photo.Size()
	d := seenDocument{Photo: name, Width: size.X, Height: size.Y, Faces: []seenFace{}, Doubtful: []seenFace{}, Eyes: []seenEye{}, Mouths: []seenMouth{}}
	for _, f := range s.faces {
		sf := seenFace{X: f.Box.X, Y: f.Box.Y, Width: f.Box.Width, Height: f.Box.Height, Score: f.Score, Second: f.Second, Mesh: f.Mesh,
			Certain: f.Certain(), Lips: seenLine(f.Lips), Mouth: seenLine(f.Mouth)}
		for i, e := range f.Eyes {
			sf.Irises[i], sf.Eyes[i] = seenPlace{e.Iris.X, e.Iris.Y, e.Radius}, seenLine(e.Outline)
		}
		if f.Certain() {
			d.Faces = append(d.Faces, sf)
		} else {
			d.Doubtful = append(d.Doubtful, sf)
		}
	}
	for _, e := range s.eyes {
		d.Eyes = append(d.Eyes, seenEye{
			seenPlace: seenPlace{e.X, e.Y, e.Radius}, Face: e.Face, Red: e.Red, Reason: e.Reason,
			Contrast: e.Contrast, Peak: e.Peak, Round: e.Round, Aspect: e.Aspect, Offset: e.Offset,
		})
	}
	for _, t := range s.teeth {
		d.Mouths = append(d.Mouths, seenMouth{
			X: t.Box.Min.X, Y: t.Box.Min.Y, Width: t.Box.Dx(), Height: t.Box.Dy(), Face: t.Face, Teeth: t.Shown, Reason: t.Reason,
			Open: t.Open, Share: t.Share, Yellow: t.Yellow,
		})
	}
	return d
}

// seenLine is a line of points, to a tenth of a pixel.
func seenLine(points []face.Point) []seenPoint {
	line := make([]seenPoint, 0, len(points))
	for _, p := range points {
		line = append(line, seenPoint{math.Round(10*p.X) / 10, math.Round(10*p.Y) / 10})
	}
	return line
}

// printSeen lists it all for people.
func (a *app) printSeen(s *seen) {
	for i, f := range s.faces {
		what := "face"
		if !f.Certain() {
			what = "doubtful face"
		}
		a.print("%s %d at %.0f,%.0f, %.0f x %.0f pixels (scores %.2f, %.2f, %.2f)", what, i, f.Box.X, f.Box.Y, f.Box.Width, f.Box.Height, f.Score, f.Second, f.Mesh)
	}
	if len(s.faces) == 0 {
		a.print("no faces")
	}
	for _, e := range s.eyes {
		what := "eye"
		if e.Face < 0 && !e.Red {
			what = "red spot"
		}
		a.print("%s at %.0f,%.0f, radius %.1f%s: %s", what, e.X, e.Y, e.Radius, ofFace(e.Face), verdict(e.Red, "red", e.Reason))
	}
	for _, t := range s.teeth {
		a.print("mouth at %d,%d%s: %s", t.Box.Min.X, t.Box.Min.Y, ofFace(t.Face), verdict(t.Shown, "teeth", t.Reason))
	}
}

func ofFace(n int) string {
	if n < 0 {
		return ", without a face"
	}
	return fmt.Sprintf(", of face %d", n)
}

func verdict(yes bool, what, reason string) string {
	if yes {
		return what
	}
	return "left alone: " + reason
}
