package worker

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
)

func TestWhatIsAdmittedNeverExceedsTheBudget(t *testing.T) {
	const budget = 1000
	a := newAdmission(budget)
	var mu sync.Mutex
	var sum, most int64
	count := func(n int64) {
		mu.Lock()
		defer mu.Unlock()
		sum += n
		most = max(most, sum)
	}
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(uint64(g), 4))
			for range 300 {
				size := r.Int64N(600) // some are over their purse
				task := &task{}
				if err := a.admit(context.Background(), task, size/3); err != nil {
					t.Error(err)
				}
				held := task.held
				count(held)
				release, err := a.admitPixels(context.Background(), size)
				if err != nil {
					t.Error(err)
				}
				count(min(max(size, 1), a.pixelsMax))
				count(-held)
				a.release(task)
				a.release(task) // twice is fine
				count(-min(max(size, 1), a.pixelsMax))
				release()
			}
		})
	}
	wg.Wait()
	if most > budget || most < budget/2 || sum != 0 {
		t.Errorf("at most %d was admitted of %d, and %d is left", most, budget, sum)
	}
}

func TestWhatIsLargerThanTheBudgetIsAdmittedAlone(t *testing.T) {
	a := newAdmission(100)
	release, err := a.admitPixels(context.Background(), 1<<40)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := a.admitPixels(ctx, 1); err == nil {
		t.Error("something else is admitted beside it")
	}
	release()
	if _, err := a.admitPixels(context.Background(), 1); err != nil {
		t.Error(err)
	}
}
