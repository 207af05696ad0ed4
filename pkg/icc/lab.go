package icc

import "sync"

// Lab returns the conversion of CIE L*a*b* relative to D50, encoded as in
// profiles of version 4 (section 6.3.4.2): L* from 0 to 100, a* and b* from
// -128 to 127. Its RGB and RGB16 take L*, a*, b* and a sample that is copied.
// It panics for other kinds of pixels.
func Lab() *Transform {
	l := &lut{inputs: 3}
	l.finish(true)
	w := &way{space: "Lab ", lut: l}
	shared := sync.OnceValue(func() *lattice { return newLattice(w, 3) })
	return &Transform{
		way:      w,
		rgb:      deferred(func() func(dst, src []byte) { return shared().rgb }),
		rgb16:    deferred(func() func(dst, src []byte) { return shared().rgb16 }),
		identity: func() bool { return false },
	}
}
