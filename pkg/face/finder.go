package face

import (
	"context"
	_ "embed"
	"fmt"
	"image"
	"math"
	"slices"
	"sync"

	"github.com/photoq/photoq/pkg/face/network"
)

//go:embed models/face_detection_short_range.tflite
var detectorModel []byte

//go:embed models/face_landmark_with_attention.tflite
var meshModel []byte

// Finder finds faces. It may be used by several goroutines at once.
type Finder struct {
	detector, mesh *network.Network
	idle           sync.Pool // of *searcher
}

// NewFinder returns a Finder. It reads the models, which takes some
// milliseconds.
func NewFinder() (*Finder, error) {
	d, err := network.Read(detectorModel)
	if err != nil {
		return nil, fmt.Errorf("open the face detector: %w", err)
	}
	m, err := network.Read(meshModel)
	if err != nil {
		return nil, fmt.Errorf("open the face mesh: %w", err)
	}
	return &Finder{detector: d, mesh: m}, nil
}

// Find returns the faces in a picture of any type whose bounds begin at
// (0, 0), the surest first. It works on a copy of at most 1,600 pixels, and
// needs some 20 MB. Its error is ctx's.
func (f *Finder) Find(ctx context.Context, m image.Image) ([]Face, error) {
	s, ok := f.idle.Get().(*searcher)
	if !ok {
		s = &searcher{detector: detector{f.detector.NewRun()}, mesher: mesher{f.mesh.NewRun()}}
	}
	defer f.idle.Put(s)
	size := m.Bounds().Size()
	if size.X < 1 || size.Y < 1 {
		return nil, nil
	}
	s.picture, s.width, s.height = newPicture(m), float64(size.X), float64(size.Y)
	defer func() { s.picture = nil }()
	return s.search(ctx)
}

// searcher looks for the faces of one photo after the other.
type searcher struct {
	detector      detector
	mesher        mesher
	picture       *picture
	width, height float64
}

// Scores below which a find is not looked at again: at first sight, and at
// the second.
const (
	firstScore  = 0.3
	secondScore = 0.5
)

// leastSide is the side of the smallest photo, and of the smallest part of
// one, in pixels, in which a face is looked for.
const leastSide = 16

// search looks at the whole photo and its halves, and at its quarters where
// small faces are likely.
func (s *searcher) search(ctx context.Context) ([]Face, error) {
	if min(s.width, s.height) < leastSide {
		return nil, nil
	}
	long := max(s.width, s.height)
	tiles := append([]region{
		{s.width / 2, s.height / 2, long / 0.6, 0},
		{s.width / 2, s.height / 2, long, 0},
	}, s.grid(long/2)...)
	finds, err := s.scan(ctx, tiles)
	if err != nil {
		return nil, err
	}
	if s.crowded(finds, long) {
		more, err := s.scan(ctx, s.grid(long/4))
		if err != nil {
			return nil, err
		}
		finds = append(finds, more...)
	}
	var faces []Face
	for _, f := range merge(finds, 0.3) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if face, ok := s.confirm(f); ok {
			faces = append(faces, face)
		}
	}
	return distinct(faces), nil
}

// scan returns the finds in all tiles.
func (s *searcher) scan(ctx context.Context, tiles []region) ([]find, error) {
	var finds []find
	for _, r := range tiles {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		finds = append(finds, s.detector.look(s.picture, r, firstScore)...)
	}
	return finds, nil
}

// crowded reports whether there are likely more faces than were found: where
// one is small, others are smaller.
func (s *searcher) crowded(finds []find, long float64) bool {
	for _, f := range merge(slices.Clone(finds), 0.3) {
		if max(f.box.Width, f.box.Height) > long/5 {
			continue
		}
		if f.score > 0.9 || s.again(f).score >= 0.6 {
			return true
		}
	}
	return false
}

// grid covers the photo with tiles of that size.
func (s *searcher) grid(size float64) []region {
	if size < leastSide {
		return nil
	}
	across, down := steps(s.width, size), steps(s.height, size)
	var tiles []region
	for y := range down {
		for x := range across {
			tiles = append(tiles, region{place(s.width, size, x, across), place(s.height, size, y, down), size, 0})
		}
	}
	return tiles
}

// steps is how many tiles are laid along a side.
func steps(side, size float64) int {
	if side <= size {
		return 1
	}
	return 1 + int(math.Ceil((side-size)/(size/2)-0.01))
}

// place is the middle of the i-th of count tiles along a side.
func place(side, size float64, i, count int) float64 {
	if count == 1 {
		return side / 2
	}
	return size/2 + (side-size)*float64(i)/float64(count-1)
}

// again is what a find looks like levelled and twice as large: nothing, if
// its score is 0.
func (s *searcher) again(f find) find {
	size := max(f.box.Width, f.box.Height)
	c := f.box.center()
	around := region{c.X, c.Y, 2 * size, f.angle()}
	second := find{}
	for _, g := range merge(s.detector.look(s.picture, around, secondScore), 0.3) {
		if g.box.overlap(f.box) > 0.2 && g.score > second.score {
			second = g
		}
	}
	return second
}

// confirm looks at a find again, and has the landmarks found.
func (s *searcher) confirm(f find) (Face, bool) {
	second := s.again(f)
	if second.score < secondScore {
		return Face{}, false
	}
	c, size := second.box.center(), max(second.box.Width, second.box.Height)
	first := s.mesher.fit(s.picture, region{c.X, c.Y, 1.5 * size, second.angle()})
	face := s.mesher.fit(s.picture, first.around())
	face.Box, face.Score, face.Second = second.box, f.score, second.score
	return face, true
}

// distinct leaves out faces that were found twice.
func distinct(faces []Face) []Face {
	var list []Face
	for _, f := range faces {
		twice := false
		for _, g := range list {
			twice = twice || f.Box.overlap(g.Box) > 0.4 || f.Box.center().distance(g.Box.center()) < 0.25*max(f.Box.Width, g.Box.Width)
		}
		if !twice {
			list = append(list, f)
		}
	}
	return list
}
