package imageio

import (
	"fmt"
	"image"
	"image/png"
	"io"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

func encodePNG(w io.Writer, m image.Image, x extras) error {
	if planes, ok := m.(*image.YCbCr); ok {
		m = ycc.RGBA(planes)
	}
	chunks, err := pngExtraChunks(x)
	if err != nil {
		return fmt.Errorf("encode png: %w", err)
	}
	out := &splicer{w: w, at: pngHeaderEnd, insert: chunks}
	if err := png.Encode(out, m); err != nil {
		return fmt.Errorf("encode png: %w", err)
	}
	return nil
}

// splicer writes insert after the first at bytes that pass through it.
type splicer struct {
	w      io.Writer
	at     int
	insert []byte
	passed int
}

func (s *splicer) Write(p []byte) (int, error) {
	n := 0
	if before := s.at - s.passed; before > 0 {
		head := p[:min(before, len(p))]
		written, err := s.w.Write(head)
		s.passed += written
		n += written
		if err != nil || s.passed < s.at {
			return n, err
		}
		if _, err := s.w.Write(s.insert); err != nil {
			return n, err
		}
	}
	written, err := s.w.Write(p[n:])
	return n + written, err
}
