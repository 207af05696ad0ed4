package ycc

import (
	"math/rand/v2"
	"syscall"
	"testing"
)

// page returns memory between two pages that may be neither read nor written.
func page(t *testing.T) []byte {
	t.Helper()
	size := max(syscall.Getpagesize(), 4096)
	all, err := syscall.Mmap(-1, 0, 3*size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatalf("map memory: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Munmap(all); err != nil {
			t.Errorf("unmap memory: %v", err)
		}
	})
	for _, outside := range [][]byte{all[:size], all[2*size:]} {
		if err := syscall.Mprotect(outside, syscall.PROT_NONE); err != nil {
			t.Fatalf("protect memory: %v", err)
		}
	}
	return all[size : 2*size : 2*size]
}

// The rows touch forbidden memory with their first or their last byte, so a
// read or a write outside of them ends the test.
func TestNothingOutsideOfTheRowsIsRead(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	pages := make([][]byte, 6)
	for i := range pages {
		pages[i] = page(t)
		each(pages[i], func(int) byte { return byte(random.Uint32()) })
	}
	for _, op := range operations() {
		for n := range 131 {
			src, dst, want := make([][]byte, len(op.from)), make([][]byte, op.results), make([][]byte, op.results)
			for _, atEnd := range []bool{false, true} {
				cut := func(page []byte, n int) []byte {
					if atEnd {
						return page[len(page)-n:]
					}
					return page[:n:n]
				}
				for i := range src {
					src[i] = cut(pages[i], op.from[i]*n)
				}
				for i := range dst {
					dst[i], want[i] = cut(pages[3+i], op.to(n)), make([]byte, op.to(n))
				}
				op.run(dst, src)
				op.formula(want, src)
				for i := range dst {
					if at := differ(dst[i], want[i]); at >= 0 {
						t.Fatalf("%s, length %d, result %d: byte %d is %d, want %d", op.name, n, i, at, dst[i][at], want[i][at])
					}
				}
			}
		}
	}
}
