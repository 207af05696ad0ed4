// Package builtin holds the operations that photoq comes with, a file each.
// Each file adds its operation to the list from its init, and nothing else
// in the project has one.
package builtin

import (
	"fmt"
	"slices"

	"github.com/photoq/photoq/pkg/op"
)

// specs is filled by the init of each operation's file.
var specs []op.Spec

// Registry returns all operations of this package. Those that look for faces
// share what finds them, which is made when the first photo needs it.
func Registry() *op.Registry {
	w := newWatcher()
	list := slices.Clone(specs)
	for i, s := range list {
		list[i].New = func() op.Operation {
			o := s.New()
			if v, ok := o.(viewer); ok {
				v.watchWith(w)
			}
			return o
		}
	}
	return op.NewRegistry(list...)
}

// maxSide is the largest side that a picture can be given, in pixels: that
// of a JPEG.
const maxSide = 65535

// maxResult is how many pixels an enlarged picture may have. The limit on
// photos does not see it coming, because it is by the photos' own size.
const maxResult = 400_000_000

// checkResult returns an error for a size that no picture can be given.
func checkResult(w, h int) error {
	if w > maxSide || h > maxSide {
		return fmt.Errorf("the result would have %d x %d pixels, and a side is at most %d", w, h, maxSide)
	}
	if w*h > maxResult {
		return fmt.Errorf("the result would have %d x %d pixels, which is over %d megapixels", w, h, maxResult/1_000_000)
	}
	return nil
}

// checkRange returns an error unless low <= value <= high.
func checkRange(name string, value, low, high int) error {
	if value < low || value > high {
		return fmt.Errorf("%s=%d is not from %d to %d", name, value, low, high)
	}
	return nil
}
