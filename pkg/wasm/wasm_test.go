package wasm

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"sync"
	"testing"
	"time"
)

//go:embed testdata/probe.wasm.gz
var probe []byte

func start(t *testing.T, limit int64) *Instance {
	t.Helper()
	i, err := Module{Name: "probe", Packed: probe}.Start(t.Context(), limit)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(i.Close)
	return i
}

func TestAnInstanceIsInitializedAndCalculates(t *testing.T) {
	i := start(t, 1<<20)
	if state, err := i.Call(t.Context(), "state"); err != nil || state != 7 {
		t.Errorf("_initialize has left %d, %v", state, err)
	}
	at, err := i.Put(t.Context(), []byte{1, 2, 3, 250})
	if err != nil {
		t.Fatal(err)
	}
	if sum, err := i.Call(t.Context(), "sum", uint64(at), 4); err != nil || sum != 256 {
		t.Errorf("sum is %d, %v", sum, err)
	}
	back := make([]byte, 4)
	if err := i.Read(back, at); err != nil || back[3] != 250 {
		t.Errorf("read %v, %v", back, err)
	}
	if words, err := i.Words(at, 1); err != nil || words[0] != 0xfa030201 {
		t.Errorf("words are %x, %v", words, err)
	}
	if err := i.Free(t.Context(), at); err != nil {
		t.Error(err)
	}
}

func TestWhatGrowsKeepsWhatItHeld(t *testing.T) {
	i := start(t, 64<<20)
	at, err := i.Put(t.Context(), []byte("kept"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := i.Alloc(t.Context(), 32<<20); err != nil {
		t.Fatal(err)
	}
	back := make([]byte, 4)
	if err := i.Read(back, at); err != nil || string(back) != "kept" {
		t.Errorf("read %q, %v", back, err)
	}
}

func TestTheHeapServesWhereNothingCanBeReserved(t *testing.T) {
	m := &memory{limit: 1 << 20}
	copy(m.Reallocate(1000), "kept")
	if b := m.Reallocate(1 << 20); string(b[:4]) != "kept" || len(b) != 1<<20 {
		t.Errorf("%d bytes that begin with %q", len(b), b[:4])
	}
	if m.Reallocate(1<<20+1) != nil || !m.exceeded {
		t.Error("more than the limit was given")
	}
	m.Free()
}

func TestWhatACodecMayNotDoIsAnError(t *testing.T) {
	tests := map[string]struct {
		do   func(i *Instance) error
		want error
	}{
		"reads past its memory": {func(i *Instance) error { _, err := i.Call(t.Context(), "stray", 1<<31); return err }, ErrTrap},
		"traps":                 {func(i *Instance) error { _, err := i.Call(t.Context(), "quit"); return err }, ErrTrap},
		"calls itself too often": {
			func(i *Instance) error { _, err := i.Call(t.Context(), "deep", 100_000_000); return err }, ErrTrap,
		},
		"allocates all at once": {func(i *Instance) error { _, err := i.Alloc(t.Context(), 2<<20); return err }, ErrMemory},
		"allocates in small pieces": {func(i *Instance) error {
			for range 100 {
				if _, err := i.Alloc(t.Context(), 100_000); err != nil {
					return err
				}
			}
			return nil
		}, ErrMemory},
		"is read where it has nothing":    {func(i *Instance) error { return i.Read(make([]byte, 8), 1<<30) }, ErrTrap},
		"is written to where it has none": {func(i *Instance) error { return i.Write(1<<30, make([]byte, 8)) }, ErrTrap},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if err := test.do(start(t, 1<<20)); !errors.Is(err, test.want) {
				t.Errorf("the error is %v, not %v", err, test.want)
			}
		})
	}
}

func TestTooLittleMemoryToBeginWithIsAnError(t *testing.T) {
	if _, err := (Module{Name: "probe", Packed: probe}).Start(t.Context(), 1000); !errors.Is(err, ErrMemory) {
		t.Errorf("the error is %v", err)
	}
}

func TestACallEndsWithItsContext(t *testing.T) {
	i := start(t, 1<<20)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := i.Call(ctx, "forever"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the error is %v", err)
	}
	i.Close()
}

func TestBrokenModulesAreErrors(t *testing.T) {
	for name, packed := range map[string][]byte{"none": nil, "no gzip": []byte("wasm"), "cut": bytes.Clone(probe[:len(probe)/2])} {
		if _, err := (Module{Name: name, Packed: packed}).Start(t.Context(), 1<<20); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestInstancesShareNothing(t *testing.T) {
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			i, err := Module{Name: "probe", Packed: probe}.Start(t.Context(), 1<<20)
			if err != nil {
				t.Error(err)
				return
			}
			defer i.Close()
			at, err := i.Put(t.Context(), []byte{byte(n)})
			if err != nil {
				t.Error(err)
			}
			if sum, err := i.Call(t.Context(), "sum", uint64(at), 1); err != nil || sum != uint64(n) {
				t.Errorf("instance %d says %d, %v", n, sum, err)
			}
		})
	}
	all.Wait()
}
