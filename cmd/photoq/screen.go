package main

import (
	"io"
	"sync"
)

// eraseLine takes a terminal's cursor to the start of its line and erases it.
const eraseLine = "\r\x1b[2K"

// screen is a terminal that lines are written to while a bar is drawn at its
// foot. A line takes the bar's place; the bar comes back with its next
// drawing. All writing to the terminal goes through here, one at a time.
type screen struct {
	w io.Writer

	mu    sync.Mutex
	drawn bool // the bar stands on the last line
}

// Write writes lines.
func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.drawn {
		s.drawn = false
		if _, err := io.WriteString(s.w, eraseLine); err != nil {
			return 0, err
		}
	}
	return s.w.Write(p)
}

// bar is where the bar is drawn.
func (s *screen) bar() io.Writer { return barWriter{s} }

type barWriter struct{ s *screen }

// Write draws.
func (b barWriter) Write(p []byte) (int, error) {
	b.s.mu.Lock()
	defer b.s.mu.Unlock()
	b.s.drawn = true
	return b.s.w.Write(p)
}

// clear erases the bar, if it stands there.
func (s *screen) clear() {
	s.Write(nil)
}
