package worker_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/photoq/photoq/pkg/blob/blobtest"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/queue/queuetest"
	"github.com/photoq/photoq/pkg/sample"
	"github.com/photoq/photoq/pkg/worker"
)

func TestResultsAreRecordedInGroups(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 250)
		w.drain()
		w.done(upTo(250)...)
		if n := len(w.store.Keys(job.ResultsPrefix(jobID))); n > 5 {
			t.Errorf("250 results are in %d segments, want at most 5", n)
		}
	})
}

// Requests are what a fleet pays for.
func TestAThousandPhotosCostFewRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 1000
		w := newWorld(t, n)
		queued, stored := queuetest.NewCounting(w.queue), blobtest.NewCounting(w.store)
		w.step = lasts(50 * time.Millisecond)
		w.drain(func(o *worker.Options) { o.Queue, o.Store = queued, stored })
		w.done(upTo(n)...)
		// Sending takes a tenth more of the queue, and storing the original
		// one more of the store.
		if got := queued.Counts(); float64(got.Requests) > 0.25*n {
			t.Errorf("the queue was asked %d times for %d photos, want at most a quarter: %+v", got.Requests, n, got)
		}
		if got := stored.Counts(); float64(got.Requests) > 2.1*n {
			t.Errorf("the store was asked %d times for %d photos, want at most 2.1 a photo: %+v", got.Requests, n, got)
		}
	})
}

// gauge is how many are at it at once, now and at most.
type gauge struct {
	sync.Mutex
	now, most int
}

func (g *gauge) step(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	g.Lock()
	g.now++
	g.most = max(g.most, g.now)
	g.Unlock()
	defer func() { g.Lock(); g.now--; g.Unlock() }()
	return lasts(time.Second)(ctx, p)
}

func TestPhotosThatNeedTheWholeMemoryGoAlone(t *testing.T) {
	for name, c := range map[string]struct {
		memory int64
		most   int
	}{"enough for all": {1 << 30, 4}, "less than one needs": {1 << 10, 1}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, 12)
				g := &gauge{}
				w.step = g.step
				w.drain(func(o *worker.Options) { o.Concurrency, o.Memory = 4, c.memory })
				w.done(upTo(12)...)
				if g.most != c.most {
					t.Errorf("at most %d photos were worked on at once, want %d", g.most, c.most)
				}
			})
		})
	}
}

// A photo of two megapixels among tiny ones takes its share of the budget.
func TestALargePhotoWaitsForRoomAndSmallOnesGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 8)
		large, err := sample.JPEG(sample.Scene(1600, 1200, 1), 0)
		w.must(err)
		j, err := job.ParsePhotos(w.store.Bytes(job.SegmentKey(jobID, 0)), 0)
		w.must(err)
		for i := range 3 {
			w.store.Set(job.InKey(jobID, i, j[i].Name), large)
			j[i].Size, j[i].SHA256 = int64(len(large)), checksum(large)
		}
		data, err := job.EncodePhotos(j)
		w.must(err)
		w.store.Set(job.SegmentKey(jobID, 0), data)
		var mu sync.Mutex
		many, most := 0, 0
		w.step = func(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
			if p.Image.Bounds().Dx() > 1000 {
				mu.Lock()
				many++
				most = max(most, many)
				mu.Unlock()
				defer func() { mu.Lock(); many--; mu.Unlock() }()
			}
			return lasts(time.Second)(ctx, p)
		}
		w.drain(func(o *worker.Options) { o.Concurrency, o.Memory = 4, 24<<20 })
		w.done(upTo(8)...)
		if most > 2 {
			t.Errorf("%d large photos were worked on at once, more than fit", most)
		}
	})
}

func TestAWorkersFirstPhotosAreSoonHeardOf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 4)
		stop := w.start(func(*worker.Options) {})
		time.Sleep(7 * time.Second)
		keys := w.store.Keys(job.WorkersPrefix)
		if len(keys) != 1 {
			t.Fatalf("the signs of life are %q, want one", keys)
		}
		var beat job.Beat
		w.must(json.Unmarshal(w.store.Bytes(keys[0]), &beat))
		if beat.Photos != 4 || beat.Rate <= 0 {
			t.Errorf("after 7 seconds the sign of life is %+v, want 4 photos", beat)
		}
		w.must(stop())
	})
}

func TestASignOfLifeIsThereWhileTheWorkerIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 4)
		stop := w.start(func(o *worker.Options) { o.Version = "1.2" })
		time.Sleep(45 * time.Second)
		keys := w.store.Keys(job.WorkersPrefix)
		if len(keys) != 1 {
			t.Fatalf("the signs of life are %q, want one", keys)
		}
		var beat job.Beat
		w.must(json.Unmarshal(w.store.Bytes(keys[0]), &beat))
		if beat.Photos != 4 || time.Since(beat.Seen) > 20*time.Second || beat.Version != "1.2" || !strings.Contains(keys[0], beat.ID) || beat.Rate <= 0 {
			t.Errorf("the sign of life is %+v, want 4 photos and to be fresh", beat)
		}
		w.must(stop())
		if keys := w.store.Keys(job.WorkersPrefix); len(keys) != 0 {
			t.Errorf("after the end there is still %q", keys)
		}
	})
}
