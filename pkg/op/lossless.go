package op

import (
	"fmt"
	"image"
	"slices"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
)

// Mover is implemented by operations that only move pixels, and that can be
// asked to do so in a JPEG without compressing it anew.
type Mover interface {
	Operation
	// Lossless reports whether that was asked for.
	Lossless() bool
	// Moves returns what the step does to a photo of that size. Cuts begin
	// at whole multiples of grid, for which they may be moved from where
	// Apply would cut; note says so then, and is empty otherwise.
	Moves(size, grid image.Point) (moves []imageio.Move, note string)
}

// Moves returns the moves that an output consists of, for a photo of that
// size and grid (imageio.File.Grid), and what the steps have to say. There
// are none when a step is no Mover, when loss was not ruled out, or when the
// photo has no grid.
func (p *Pipeline) Moves(output int, size, grid image.Point) (moves []imageio.Move, notes []string) {
	if grid.X < 1 || grid.Y < 1 {
		return nil, nil
	}
	for _, n := range p.root.path(output) {
		if !n.lossless() {
			return nil, nil
		}
		step, note := n.apply.(Mover).Moves(size, grid)
		for _, move := range step {
			size = move.After(size)
			if move.Turn.Swaps() {
				grid.X, grid.Y = grid.Y, grid.X
			}
		}
		moves = append(moves, step...)
		if note != "" {
			notes = append(notes, note)
		}
	}
	return moves, notes
}

// checkLossless finds steps that make it impossible to do without loss what
// another step asks to do so.
func (p *Pipeline) checkLossless(out job.Output, output int) []error {
	path := p.root.path(output)
	asked := slices.IndexFunc(path, func(n *node) bool { return n.lossless() })
	lossy := slices.IndexFunc(path, func(n *node) bool { return !n.lossless() })
	if asked < 0 || lossy < 0 {
		return nil
	}
	step := func(i int) string { return describe(path[i].step.Op, path[i].step.Params) }
	return []error{fmt.Errorf("%sstep %d (%s): lossless=true has no effect beside step %d (%s), which is not lossless",
		outputPrefix(out), asked+1, step(asked), lossy+1, step(lossy))}
}

func (n *node) lossless() bool {
	m, ok := n.apply.(Mover)
	return ok && m.Lossless()
}

// path returns the steps from below n to the output, or none if it is not
// there.
func (n *node) path(output int) []*node {
	for _, c := range n.next {
		if slices.Contains(c.outputs, output) {
			return []*node{c}
		}
		if rest := c.path(output); rest != nil {
			return append([]*node{c}, rest...)
		}
	}
	return nil
}

// Only returns a pipeline that makes the outputs for which keep returns true,
// and no others. Their numbers stay.
func (p *Pipeline) Only(keep func(output int) bool) *Pipeline {
	root, _ := p.root.only(keep)
	root.fuse()
	return &Pipeline{recipe: p.recipe, root: root}
}

func (n *node) only(keep func(output int) bool) (pruned node, some bool) {
	pruned = node{step: n.step, apply: n.apply}
	for _, output := range n.outputs {
		if keep(output) {
			pruned.outputs = append(pruned.outputs, output)
		}
	}
	for _, c := range n.next {
		if c, some := c.only(keep); some {
			pruned.next = append(pruned.next, &c)
		}
	}
	return pruned, len(pruned.outputs)+len(pruned.next) > 0
}
