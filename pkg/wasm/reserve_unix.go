//go:build unix

package wasm

import "syscall"

// reserve returns addresses that take no memory until they are written to,
// with a length of 0; nil when the system refuses.
func reserve(size int64) ([]byte, bool) {
	if size <= 0 || size != int64(int(size)) {
		return nil, false
	}
	space, err := syscall.Mmap(-1, 0, int(size), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE|syscall.MAP_NORESERVE)
	if err != nil {
		return nil, false // the heap serves as well
	}
	return space[:0], true
}

// release gives back what reserve returned.
func release(space []byte) {
	// It cannot fail: the addresses are those that were reserved.
	_ = syscall.Munmap(space[:cap(space)])
}
