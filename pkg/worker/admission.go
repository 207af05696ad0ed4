package worker

import (
	"context"

	"golang.org/x/sync/semaphore"
)

// admission keeps the memory in hand under a budget. A quarter is for
// originals that wait, an eighth for results that wait to be stored, the rest
// for photos being processed: a purse each, so that what waits can never take
// the room that is needed to get rid of it. What is larger than a whole purse
// takes all of it, and so goes alone.
type admission struct {
	originals, pixels, results          *semaphore.Weighted
	originalsMax, pixelsMax, resultsMax int64
}

func newAdmission(budget int64) *admission {
	a := &admission{originalsMax: max(1, budget/4), resultsMax: max(1, budget/8)}
	a.pixelsMax = max(1, budget-a.originalsMax-a.resultsMax)
	a.originals, a.pixels = semaphore.NewWeighted(a.originalsMax), semaphore.NewWeighted(a.pixelsMax)
	a.results = semaphore.NewWeighted(a.resultsMax)
	return a
}

// admit waits for room for the task's original.
func (a *admission) admit(ctx context.Context, t *task, size int64) error {
	n := min(max(size, 1), a.originalsMax)
	if err := a.originals.Acquire(ctx, n); err != nil {
		return err
	}
	t.held = n
	return nil
}

// release gives the room for the task's original back.
func (a *admission) release(t *task) {
	if t.held > 0 {
		a.originals.Release(t.held)
	}
	t.held, t.data = 0, nil
}

// admitPixels waits for room to process a photo and returns what gives it back.
func (a *admission) admitPixels(ctx context.Context, size int64) (release func(), err error) {
	return purse(ctx, a.pixels, a.pixelsMax, size)
}

// admitResults waits for room for results that are to be stored, and returns
// what gives it back.
func (a *admission) admitResults(ctx context.Context, size int64) (release func(), err error) {
	return purse(ctx, a.results, a.resultsMax, size)
}

func purse(ctx context.Context, s *semaphore.Weighted, most, size int64) (release func(), err error) {
	n := min(max(size, 1), most)
	if err := s.Acquire(ctx, n); err != nil {
		return nil, err
	}
	return func() { s.Release(n) }, nil
}
