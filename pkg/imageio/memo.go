package imageio

import (
	"image"
	"sync"
)

// Memo keeps what was found in a photo's picture, so that it is looked for
// once, however many ask. Its zero value is empty, and several goroutines may
// use it.
type Memo struct {
	mu    sync.Mutex
	known map[string]any
}

// Recall returns what is known under a name, or else what find returns, which
// is known from then on unless it is an error. A nil Memo knows nothing. Who
// asks while another one finds, waits.
func (m *Memo) Recall(name string, find func() (any, error)) (any, error) {
	if m == nil {
		return find()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if v, ok := m.known[name]; ok {
		return v, nil
	}
	v, err := find()
	if err != nil {
		return nil, err
	}
	if m.known == nil {
		m.known = map[string]any{}
	}
	m.known[name] = v
	return v, nil
}

// Retouched returns the photo with other pixels in some places, which still
// show the same: what was found in it is still known.
func (p Photo) Retouched(m image.Image, places ...image.Rectangle) Photo {
	known, found, touched := p.Memo, p.Found, append(p.Touched[:len(p.Touched):len(p.Touched)], places...)
	p = p.WithImage(m)
	p.Memo, p.Found, p.Touched = known, found, touched
	return p
}
