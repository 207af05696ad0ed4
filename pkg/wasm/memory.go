package wasm

import "github.com/tetratelabs/wazero/experimental"

// memory is what an instance may use. It grows as the codec asks, without
// being copied where the system can reserve addresses, and is given back to
// the system at once when the instance is closed.
type memory struct {
	limit    int64
	space    []byte // reserved, or as much as is in use
	mapped   bool
	exceeded bool // more than the limit was asked for
}

// Allocate is called once, when the instance is made.
func (m *memory) Allocate(_, most uint64) experimental.LinearMemory {
	m.limit = int64(min(uint64(max(m.limit, 0)), most))
	m.space, m.mapped = reserve(m.limit)
	return m
}

// Reallocate returns that many bytes, which keep what they held; nil when it
// is too much.
func (m *memory) Reallocate(size uint64) []byte {
	if size > uint64(m.limit) {
		m.exceeded = true
		return nil
	}
	if size > uint64(cap(m.space)) {
		grown := make([]byte, size, min(uint64(m.limit), size+size/2))
		copy(grown, m.space)
		m.space = grown
	}
	m.space = m.space[:size]
	return m.space
}

// Free may be called twice. What was read from the memory is no longer valid.
func (m *memory) Free() {
	space, mapped := m.space, m.mapped
	m.space, m.mapped = nil, false
	if mapped {
		release(space)
	}
}
