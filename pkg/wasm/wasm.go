// Package wasm runs codecs that were compiled to WebAssembly. A codec gets no
// files, no clock, no network and no more memory than it is told, so whatever
// a hostile photo makes it do ends as an error.
//
// Nothing is compiled before a codec is first started, and then once in a
// process. Instances share nothing: each photo has its own, on as many
// processors as there are callers.
//
// What was compiled is not kept on disk. That would spare a process which
// works on a single photo 0.3 to 0.5 s, and leave files of machine code that
// every later process runs, of which the runtime checks no more than a CRC,
// and which nobody clears away when the program is replaced. Jobs of many
// photos would gain nothing.
package wasm

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
)

// ErrTrap is the error of a codec that did what it may not, such as reading
// past its memory: with a sound codec, the data's fault.
var ErrTrap = errors.New("the codec gave up")

// ErrMemory is the error of a codec that wants more memory than it may have.
var ErrMemory = errors.New("the codec needs more memory than it may have")

// Module is a codec as it is embedded. It exports its memory, malloc and free,
// and may export _initialize, which is called at the start. It imports nothing
// but WASI and the function "alive" of the module "photoq", which it calls
// some hundred times a second while it works: that is how a call comes to
// its end when its context has.
type Module struct {
	Name   string // for errors
	Packed []byte // the module, packed with gzip; the same slice for each start
	// Unaware is for a module that does not import "alive". The runtime's own
	// checks end its calls, at the cost of several times the time.
	Unaware bool
}

// pageSize is the unit of a codec's memory, in bytes.
const pageSize = 65536

// engine holds what is compiled. It is a cache: that it lives as long as the
// process changes no result.
var engine struct {
	mutex    sync.Mutex
	runtimes [2]wazero.Runtime // without the checks and with them
	compiled map[*byte]*compilation
}

// compilation is a module that is compiled once.
type compilation struct {
	once sync.Once
	code wazero.CompiledModule
	err  error
}

// compile returns the module's code.
func (m Module) compile() (wazero.Runtime, wazero.CompiledModule, error) {
	if len(m.Packed) == 0 {
		return nil, nil, fmt.Errorf("start %s: there is no module", m.Name)
	}
	engine.mutex.Lock()
	if engine.compiled == nil {
		engine.runtimes = [2]wazero.Runtime{newRuntime(false), newRuntime(true)}
		engine.compiled = map[*byte]*compilation{}
	}
	runtime := engine.runtimes[0]
	if m.Unaware {
		runtime = engine.runtimes[1]
	}
	c := engine.compiled[&m.Packed[0]]
	if c == nil {
		c = &compilation{}
		engine.compiled[&m.Packed[0]] = c
	}
	engine.mutex.Unlock()
	// Not the caller's context: when that ends, the next caller still wants it.
	c.once.Do(func() { c.code, c.err = m.compileWith(context.Background(), runtime) })
	return runtime, c.code, c.err
}

// newRuntime returns a runtime that checks for the end of contexts, or not:
// its checks made decoders four times as slow.
func newRuntime(checks bool) wazero.Runtime {
	ctx := context.Background()
	runtime := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().WithCloseOnContextDone(checks))
	// What C libraries import; without files, streams and a real clock there
	// is nothing that it gives access to.
	wasi_snapshot_preview1.MustInstantiate(ctx, runtime)
	host := runtime.NewHostModuleBuilder("photoq").NewFunctionBuilder().WithFunc(alive).Export("alive")
	if _, err := host.Instantiate(ctx); err != nil {
		panic(err) // as above: it cannot fail, nothing of it hangs on input
	}
	return runtime
}

// alive ends a call whose context has ended.
func alive(ctx context.Context) {
	if err := ctx.Err(); err != nil {
		panic(err)
	}
}

func (m Module) compileWith(ctx context.Context, runtime wazero.Runtime) (wazero.CompiledModule, error) {
	packed, err := gzip.NewReader(bytes.NewReader(m.Packed))
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", m.Name, err)
	}
	code, err := io.ReadAll(packed)
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", m.Name, err)
	}
	compiled, err := runtime.CompileModule(ctx, code)
	if err != nil {
		return nil, fmt.Errorf("compile %s: %w", m.Name, err)
	}
	return compiled, nil
}

// Start makes an instance that may use up to that much memory, in bytes; its
// stack, its data and what it is given included. It must be closed.
func (m Module) Start(ctx context.Context, limit int64) (*Instance, error) {
	runtime, code, err := m.compile()
	if err != nil {
		return nil, err
	}
	for _, own := range code.ExportedMemories() {
		if int64(own.Min())*pageSize > limit {
			return nil, fmt.Errorf("start %s: %w", m.Name, ErrMemory)
		}
	}
	heap := &memory{limit: limit}
	config := wazero.NewModuleConfig().WithName("").WithStartFunctions("_initialize")
	module, err := runtime.InstantiateModule(experimental.WithMemoryAllocator(ctx, heap), code, config)
	if err != nil {
		heap.Free()
		if cancelled := ctx.Err(); cancelled != nil {
			return nil, cancelled
		}
		return nil, fmt.Errorf("start %s: %w", m.Name, err)
	}
	return &Instance{name: m.Name, module: module, heap: heap, functions: map[string]api.Function{}}, nil
}
