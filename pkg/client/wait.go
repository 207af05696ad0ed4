package client

import (
	"context"
	"time"
)

// Waiting for a job asks at first soon and then less often: a small job's
// end is seen at once, and a long one's costs few requests.
const (
	firstPause   = 200 * time.Millisecond
	longestPause = 10 * time.Second
)

// Wait returns when the job has ended in any way, and calls see, where it is
// not nil, after each look. It ends with ctx's error when ctx ends first.
func (t *Tracker) Wait(ctx context.Context, see func(Status)) error {
	for pause := firstPause; ; pause = min(pause*5/4, longestPause) {
		if err := again(ctx, func() error { return t.Update(ctx) }); err != nil {
			return err
		}
		if see != nil {
			see(t.counts())
		}
		if t.fold.State().Ended() {
			return nil
		}
		if err := sleep(ctx, pause); err != nil {
			return err
		}
	}
}
