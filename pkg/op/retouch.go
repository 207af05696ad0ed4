package op

// Retoucher is implemented by operations that change a photo in small places,
// or nowhere, and tell which (imageio.Photo.Retouched).
type Retoucher interface {
	Operation
	// Retouches does nothing: it says that the operation is one of these.
	Retouches()
}

// Retouches reports whether an output has steps, and all of them are
// Retouchers: whatever the photo's Touched does not name is as it was decoded.
func (p *Pipeline) Retouches(output int) bool {
	path := p.root.path(output)
	for _, n := range path {
		if _, ok := n.apply.(Retoucher); !ok {
			return false
		}
	}
	return len(path) > 0
}
