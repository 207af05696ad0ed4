package worker

import (
	"context"
	"sync"
	"time"
)

// stopper knows how far a worker has got with stopping: draining means that
// nothing new is begun, and when the grace is over, work that is begun is
// broken off too.
type stopper struct {
	grace time.Duration
	drain context.Context
	hard  context.Context

	endDrain context.CancelFunc
	endHard  context.CancelFunc

	mu  sync.Mutex
	why error
}

func newStopper(grace time.Duration) *stopper {
	s := &stopper{grace: grace}
	s.drain, s.endDrain = context.WithCancel(context.Background())
	s.hard, s.endHard = context.WithCancel(context.Background())
	return s
}

// watch begins to stop when ctx ends.
func (s *stopper) watch(ctx context.Context) {
	stopWatching := context.AfterFunc(ctx, s.begin)
	context.AfterFunc(s.hard, func() { stopWatching() })
}

// begin stops the worker in good order.
func (s *stopper) begin() {
	s.endDrain()
	timer := time.AfterFunc(s.grace, s.endHard)
	context.AfterFunc(s.hard, func() { timer.Stop() })
}

// fail stops the worker because of trouble that no photo is to blame for.
func (s *stopper) fail(err error) {
	s.mu.Lock()
	if s.why == nil {
		s.why = err
	}
	s.mu.Unlock()
	s.begin()
}

// cause is the trouble that fail was first called with.
func (s *stopper) cause() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.why
}

// draining ends when nothing new shall be begun.
func (s *stopper) draining() context.Context { return s.drain }

// working ends when work that is begun shall be broken off.
func (s *stopper) working() context.Context { return s.hard }

func (s *stopper) end() { s.endDrain(); s.endHard() }
