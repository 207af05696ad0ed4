package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
)

// readPhoto reads a file within the limits; it asks for the size first, for
// memory may not suffice for what the limits refuse.
func readPhoto(name string, limits imageio.Limits) ([]byte, error) {
	const hint = "PHOTO is a file on this machine"
	info, err := os.Stat(name)
	if err != nil {
		return nil, fault.New(fault.Usage, err, hint)
	}
	if !info.Mode().IsRegular() {
		return nil, fault.New(fault.Usage, fmt.Errorf("%s is no file", name), hint)
	}
	if err := limits.CheckBytes(info.Size()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fault.New(fault.Usage, err, hint)
	}
	return data, nil
}

// checkDrawing refuses to draw into the photo itself, under whichever name:
// no original is ever overwritten. A name that is not a PNG's may be that of
// another photo.
func checkDrawing(photo, to string) error {
	if to == "" {
		return nil
	}
	original, err := os.Stat(photo)
	if err != nil {
		return nil // reading it says so
	}
	if there, err := os.Stat(to); err == nil && os.SameFile(original, there) {
		return fault.New(fault.Usage, errors.New("--to is the photo itself, and an original is never overwritten"), "give the drawing another name")
	}
	if !strings.EqualFold(filepath.Ext(to), ".png") {
		return fault.New(fault.Usage, fmt.Errorf("draw %s: what is seen is drawn as a PNG", to), "give it a name that ends in .png")
	}
	if dir, err := os.Stat(filepath.Dir(to)); err != nil || !dir.IsDir() {
		return fault.New(fault.Usage, fmt.Errorf("draw %s: there is no folder %s", to, filepath.Dir(to)), "make it first")
	}
	return nil
}

// draw writes the photo with what is seen drawn over it.
func (s *seen) draw(to string) error {
	m, err := s.picture()
	if err != nil {
		return fmt.Errorf("draw %s: %w", to, err)
	}
	var buf bytes.Buffer
	p := imageio.Photo{Image: m, ICC: s.photo.ICC}
	if err := imageio.Encode(&buf, p, imageio.EncodeOptions{Format: imageio.PNG}); err != nil {
		return fmt.Errorf("draw %s: %w", to, err)
	}
	if err := os.WriteFile(to, buf.Bytes(), 0o644); err != nil {
		return fmt.Errorf("draw %s: %w", to, err)
	}
	return nil
}
