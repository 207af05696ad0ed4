// Package chaostest has no code, only the test that photoq is for: workers
// die at any moment, the queue and the store break what their contracts
// allow to break, and in the end each photo is done, with the same bytes as
// on a quiet day.
package chaostest

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/blob/blobtest"
	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/op/builtin"
	"github.com/photoq/photoq/pkg/queue"
	"github.com/photoq/photoq/pkg/queue/queuetest"
	"github.com/photoq/photoq/pkg/sample"
	"github.com/photoq/photoq/pkg/worker"
)

var seedFlag = flag.Uint64("chaos.seed", 0, "run the chaos tests with this seed only")

var recipe = job.Recipe{Outputs: []job.Output{
	{Name: "web", Quality: 80, Metadata: "keep", ICC: "keep", Steps: []job.Step{{Op: "resize", Params: map[string]string{"": "16"}}}},
	{Name: "turned", Format: "png", Quality: 80, Metadata: "none", ICC: "keep", Steps: []job.Step{{Op: "rotate", Params: map[string]string{"": "90"}}}},
}}

// folder draws the photos.
func folder(t *testing.T, photos int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range photos {
		data, err := sample.JPEG(sample.Turned(sample.Scene(28, 20, i), 1+i%8), 1+i%8)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(dir, fmt.Sprintf("d%d", i%3), fmt.Sprintf("photo %03d.jpg", i))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, append(data, fmt.Sprint("unlike others: ", i)...), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func plan(t *testing.T, dir string) client.Plan {
	t.Helper()
	chosen, _, err := client.Choose(t.Context(), client.Selection{Paths: []string{dir}})
	if err != nil {
		t.Fatal(err)
	}
	pipeline, err := op.Compile(builtin.Registry(), recipe)
	if err != nil {
		t.Fatal(err)
	}
	p := client.Plan{Name: "chaos", Recipe: pipeline.Recipe(), Photos: chosen}
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	return p
}

// place is a back end: a queue and a store without faults.
type place struct {
	queue queue.Queue
	store blob.Store
	lease time.Duration
	kills int           // how many workers die
	calm  time.Duration // the longest time between two deaths
}

func (p place) options() worker.Options {
	return worker.Options{
		Store: p.store, Queue: p.queue, Registry: builtin.Registry(), Concurrency: 2, Lease: p.lease,
		MaxAttempts: 100, // injected faults count as attempts
	}
}

// outputs returns all results of a job, by the part of their keys that does
// not name the job.
func outputs(t *testing.T, s blob.Store, id job.ID) map[string]string {
	t.Helper()
	all := map[string]string{}
	for info, err := range s.List(t.Context(), job.OutPrefix(id), "") {
		if err != nil {
			t.Fatal(err)
		}
		data, err := blob.ReadAll(t.Context(), s, info.Key, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		all[info.Key[len(job.OutPrefix(id)):]] = string(data)
	}
	return all
}

// quiet does the job where nothing breaks.
func quiet(t *testing.T, p place, dir string) map[string]string {
	t.Helper()
	c := &client.Client{Store: p.store, Queue: p.queue}
	submitted, err := c.Submit(t.Context(), plan(t, dir), client.SubmitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	o := p.options()
	o.Drain = true
	if err := worker.New(o).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	all := outputs(t, p.store, submitted.Job.ID)
	if want := 2 * submitted.Job.Photos; len(all) != want {
		t.Fatalf("a quiet run has %d results, want %d", len(all), want)
	}
	return all
}

// chaos does the job where everything breaks, and compares.
func chaos(t *testing.T, seed uint64, p place, dir string, want map[string]string) {
	t.Helper()
	defer func() {
		if t.Failed() {
			t.Logf("this was seed %d; run it alone with -chaos.seed=%d", seed, seed)
		}
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	r := rand.New(rand.NewPCG(seed, seed))
	broken := &world{
		queue: queuetest.NewFaulty(hasty{p.queue}, seed, queueFaults), store: blobtest.NewFaulty(p.store, seed, storeFaults), place: p,
	}
	id := broken.submit(ctx, t, plan(t, dir))
	broken.killAgainAndAgain(ctx, r)

	before, err := (&client.Client{Store: p.store, Queue: p.queue}).Status(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	broken.queue.SetFaults(queuetest.Faults{})
	broken.store.SetFaults(blobtest.Faults{})
	last := broken.place.options()
	last.Queue, last.Store, last.Drain = hasty{p.queue}, p.store, true
	if err := worker.New(last).Run(ctx); err != nil || ctx.Err() != nil {
		t.Fatalf("the last worker: %v, %v", err, ctx.Err())
	}
	broken.dead.Wait()
	t.Logf("%d faults in the queue, %d in the store, %d photos left to the last worker", broken.queue.Injected(), broken.store.Injected(), before.Pending)
	allDone(t, p, id, len(want)/2)
	compare(t, outputs(t, p.store, id), want)
}

func allDone(t *testing.T, p place, id job.ID, photos int) {
	t.Helper()
	status, err := (&client.Client{Store: p.store, Queue: p.queue}).Status(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if status.State != job.Done || status.Photos != photos || status.Done != photos || status.Failed != 0 || status.Pending != 0 || len(status.Failures) != 0 {
		t.Errorf("the job stands at %+v, want all %d photos done", status, photos)
	}
	stats, err := p.queue.Stats(t.Context())
	if err != nil || stats.Waiting+stats.InFlight+stats.Dead != 0 {
		t.Errorf("left in the queue: %+v, %v, want nothing", stats, err)
	}
}

func compare(t *testing.T, got, want map[string]string) {
	t.Helper()
	var wrong []string
	for name, data := range want {
		if got[name] != data {
			wrong = append(wrong, name)
		}
	}
	slices.Sort(wrong)
	if len(wrong) > 0 || len(got) != len(want) {
		t.Errorf("%d results, %d of them not as on a quiet day; want %d, all the same: %.300q", len(got), len(wrong), len(want), wrong)
	}
}
