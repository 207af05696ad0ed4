// Package network runs small neural networks from TensorFlow Lite files, in
// 32-bit floating point, with the operations that face detection and face
// landmarks need. It is no general interpreter: what it does not know it
// refuses by name when the file is read.
package network

import (
	"errors"
	"fmt"
)

// Network is a network that is ready to run. It does not change, and may be
// used by several goroutines at once, each with a Run of its own.
type Network struct {
	tensors []tensor
	steps   []step
	inputs  []int // numbers of tensors
	outputs []int
	room    int // floats that a run holds
}

// tensor is a value that flows between steps, or a constant.
type tensor struct {
	shape []int // the last one counts channels
	lanes int   // floats from a pixel to the next: the channels, or more
	at    int   // where a run holds it; -1 for constants
	fixed []float32
	whole []int // for constants that are whole numbers
}

// pixels is how many groups of channels a tensor has.
func (t tensor) pixels() int {
	n := 1
	for _, d := range t.shape[:max(0, len(t.shape)-1)] {
		n *= d
	}
	return n
}

func (t tensor) channels() int {
	if len(t.shape) == 0 {
		return 1
	}
	return t.shape[len(t.shape)-1]
}

// floats is how many floats a tensor takes in a run.
func (t tensor) floats() int { return t.pixels() * t.lanes }

// step computes one tensor from others.
type step interface {
	// run computes; it writes to nothing but its own output.
	run(r *Run)
}

// maxFloats bounds what a run may hold, and each tensor of it.
const maxFloats = 64 << 20

// Read reads a network from a TensorFlow Lite file (schema version 3). An
// error says what is damaged, or which operation or form of it is not known.
func Read(data []byte) (n *Network, err error) {
	defer func() {
		if r := recover(); r != nil {
			damage, ok := r.(error)
			if !ok || !errors.Is(damage, errDamaged) {
				panic(r)
			}
			n, err = nil, fmt.Errorf("read network: %w", damage)
		}
	}()
	if len(data) < 8 || string(data[4:8]) != "TFL3" {
		return nil, errors.New("read network: it is no TensorFlow Lite file")
	}
	n, err = (&reader{}).read(buffer(data).root())
	if err != nil {
		return nil, fmt.Errorf("read network: %w", err)
	}
	return n, nil
}

// Run holds the values of one run after the other. It is for one goroutine
// at a time.
type Run struct {
	n    *Network
	room []float32
}

// NewRun returns a Run, with room for all values.
func (n *Network) NewRun() *Run { return &Run{n, make([]float32, n.room)} }

// Inputs returns how many inputs the network has.
func (n *Network) Inputs() int { return len(n.inputs) }

// Outputs returns how many outputs the network has.
func (n *Network) Outputs() int { return len(n.outputs) }

// InputShape returns the shape of input i, like 1, height, width, channels.
func (n *Network) InputShape(i int) []int { return n.tensors[n.inputs[i]].shape }

// OutputShape returns the shape of output i.
func (n *Network) OutputShape(i int) []int { return n.tensors[n.outputs[i]].shape }

// Input returns input i, to be filled before Do: row by row, pixel by pixel,
// channel by channel.
func (r *Run) Input(i int) []float32 { return r.values(r.n.inputs[i]) }

// Output returns output i, in the same order. It is valid until the next Do.
func (r *Run) Output(i int) []float32 { return r.values(r.n.outputs[i]) }

// Do computes the outputs from the inputs, which it may overwrite.
func (r *Run) Do() {
	for _, s := range r.n.steps {
		s.run(r)
	}
}

// values returns a tensor's floats.
func (r *Run) values(i int) []float32 {
	t := &r.n.tensors[i]
	if t.at < 0 {
		return t.fixed
	}
	return r.room[t.at : t.at+t.floats()]
}
