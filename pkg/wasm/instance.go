package wasm

import (
	"context"
	"fmt"

	"github.com/tetratelabs/wazero/api"
)

// Instance is a codec at work. It is for one goroutine at a time. After an
// error it is of no more use than to be closed.
type Instance struct {
	name      string
	module    api.Module
	heap      *memory
	functions map[string]api.Function
}

// Call calls an exported function and returns its result, 0 where it has
// none. It ends with ctx, and with ctx's error then, if the codec asks whether
// it is to go on. Other errors are ErrTrap and ErrMemory.
func (i *Instance) Call(ctx context.Context, function string, args ...uint64) (uint64, error) {
	f, known := i.functions[function]
	if !known {
		if f = i.module.ExportedFunction(function); f == nil {
			return 0, fmt.Errorf("%s has no function %s", i.name, function)
		}
		i.functions[function] = f
	}
	results, err := f.Call(ctx, args...)
	switch {
	case ctx.Err() != nil:
		return 0, ctx.Err()
	case err != nil && i.heap.exceeded:
		return 0, fmt.Errorf("%s: %w", i.name, ErrMemory)
	case err != nil:
		return 0, fmt.Errorf("%s: %w", i.name, ErrTrap)
	case len(results) == 0:
		return 0, nil
	}
	return results[0], nil
}

// Exceeded reports whether the codec has asked for more memory than it may
// have. One that handles that reports some error of its own.
func (i *Instance) Exceeded() bool { return i.heap.exceeded }

// Alloc returns the address of that many bytes of the codec's memory.
func (i *Instance) Alloc(ctx context.Context, size int) (uint32, error) {
	if int64(size) > i.heap.limit {
		return 0, fmt.Errorf("%s: %w", i.name, ErrMemory)
	}
	at, err := i.Call(ctx, "malloc", uint64(max(1, size)))
	if err == nil && at == 0 {
		err = fmt.Errorf("%s: %w", i.name, ErrMemory)
	}
	return uint32(at), err
}

// Put copies data into memory that the codec has allocated, and returns its
// address.
func (i *Instance) Put(ctx context.Context, data []byte) (uint32, error) {
	at, err := i.Alloc(ctx, len(data))
	if err != nil {
		return 0, err
	}
	return at, i.Write(at, data)
}

// Free gives back what Alloc or Put, or the codec itself, has allocated.
func (i *Instance) Free(ctx context.Context, at uint32) error {
	_, err := i.Call(ctx, "free", uint64(at))
	return err
}

// Write copies data to an address.
func (i *Instance) Write(at uint32, data []byte) error {
	if !i.module.Memory().Write(at, data) {
		return fmt.Errorf("%s: %w", i.name, ErrTrap)
	}
	return nil
}

// Read fills dst with what is at an address.
func (i *Instance) Read(dst []byte, at uint32) error {
	src, ok := i.module.Memory().Read(at, uint32(len(dst)))
	if !ok {
		return fmt.Errorf("%s: %w", i.name, ErrTrap)
	}
	copy(dst, src)
	return nil
}

// Words returns the count 32-bit numbers at an address.
func (i *Instance) Words(at uint32, count int) ([]uint32, error) {
	words := make([]uint32, count)
	for n := range words {
		w, ok := i.module.Memory().ReadUint32Le(at + uint32(4*n))
		if !ok {
			return nil, fmt.Errorf("%s: %w", i.name, ErrTrap)
		}
		words[n] = w
	}
	return words, nil
}

// Close ends the instance and gives its memory back. It may be called twice.
func (i *Instance) Close() {
	// The error is that of the codec's exit, which nobody waits for.
	_ = i.module.Close(context.Background())
	i.heap.Free()
}
