package sqsqueue

import (
	"context"
	"errors"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/photoq/photoq/pkg/queue"
)

// parallel is how many batches of one call are under way at once.
const parallel = 8

// entryTries is how often an entry is sent that the server refuses, alone out
// of its batch, for a reason that may pass.
const entryTries = 6

// answer is what the server said of a batch: ids of entries that it has
// carried out, and those that it has not.
type answer struct {
	done   []string
	failed []types.BatchResultErrorEntry
}

// carry makes one request with the entries that have these indexes. Their ids
// are entryID of the index.
type carry func(ctx context.Context, batch []int) (answer, error)

func entryID(index int) *string {
	s := strconv.Itoa(index)
	return &s
}

// run carries out all batches, several at once. The indexes in them are those
// of the caller's arguments, and so are those in the *queue.BatchError that it
// returns. Where every request failed as a whole it returns the first one's
// error instead.
func run(ctx context.Context, batches [][]int, do carry) error {
	var (
		mu     sync.Mutex
		failed = make(map[int]error)
		whole  = make([]error, len(batches))
		wg     sync.WaitGroup
		slots  = make(chan struct{}, parallel)
	)
	for i, batch := range batches {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			entries, err := runOne(ctx, batch, do)
			mu.Lock()
			defer mu.Unlock()
			whole[i] = err
			for index, err := range entries {
				failed[index] = err
			}
		})
	}
	wg.Wait()
	if len(failed) == 0 {
		return nil
	}
	for _, err := range whole {
		if err == nil {
			return &queue.BatchError{Failed: failed}
		}
	}
	return whole[0]
}

// runOne carries out one batch, and again those of its entries whose failure
// may pass. It returns the error of each entry that failed for good, and an
// error when no entry has been carried out and the request itself is why.
func runOne(ctx context.Context, batch []int, do carry) (map[int]error, error) {
	failed := make(map[int]error)
	left := batch
	for try := 1; ; try++ {
		got, err := do(ctx, left)
		if err != nil {
			for _, index := range left {
				failed[index] = err
			}
			if len(failed) == len(batch) && try == 1 {
				return failed, err
			}
			return failed, nil
		}
		left = sortOut(left, got, try < entryTries, failed)
		if len(left) == 0 {
			return failed, nil
		}
		if err := pause(ctx, try); err != nil {
			for _, index := range left {
				failed[index] = err
			}
			return failed, nil
		}
	}
}

// sortOut adds to failed what the server has refused for good, and returns
// the indexes that are worth another try.
func sortOut(batch []int, got answer, again bool, failed map[int]error) []int {
	refused := make(map[string]types.BatchResultErrorEntry, len(got.failed))
	for _, f := range got.failed {
		if f.Id != nil {
			refused[*f.Id] = f
		}
	}
	done := make(map[string]bool, len(got.done))
	for _, id := range got.done {
		done[id] = true
	}
	var left []int
	for _, index := range batch {
		id := *entryID(index)
		f, isRefused := refused[id]
		switch {
		case isRefused && again && mayPass(f):
			left = append(left, index)
		case isRefused:
			failed[index] = entryError(f)
		case !done[id]:
			failed[index] = errUnanswered
		}
	}
	return left
}

var errUnanswered = errors.New("the server's answer leaves this entry out")

// pause waits before another try: longer each time, up to about two seconds,
// and at random, so that throttled clients do not come back all at once.
func pause(ctx context.Context, try int) error {
	limit := min(100*time.Millisecond<<min(try-1, 8), 2*time.Second)
	timer := time.NewTimer(limit/2 + rand.N(limit/2))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
