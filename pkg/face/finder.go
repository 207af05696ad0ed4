package face

import (
	"context"
	_ "embed"
	"fmt"
	"image"
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
// (0, 0), the surest first; of those who are not upright only where nobody is.
// It works on a copy of at most 1,600 pixels, or 4,800 in panoramas, and needs
// some 20 MB. Its error is ctx's.
func (f *Finder) Find(ctx context.Context, m image.Image) ([]Face, error) {
	s, ok := f.idle.Get().(*searcher)
	if !ok {
		s = &searcher{detector: detector{f.detector.NewRun()}, mesher: mesher{f.mesh.NewRun()}}
	}
	defer f.idle.Put(s)
	size := m.Bounds().Size()
	if min(size.X, size.Y) < leastSide {
		return nil, ctx.Err()
	}
	s.picture, s.width, s.height = newPicture(m), float64(size.X), float64(size.Y)
	s.known = map[find]*judgement{}
	defer func() { s.picture, s.known = nil, nil }()
	return s.search(ctx)
}
