package job_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/job"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// history is all that can be known of a job, in no order.
type history struct {
	job       job.Job
	results   []job.Result
	rounds    []job.Round
	cancelled *job.Cancellation
}

// draw makes up a history. A photo's results are of one size, because the same photo
// and recipe give the same bytes.
func draw(r *rand.Rand) history {
	h := history{job: job.Job{Version: 1, ID: "j", Created: noon, Photos: 1 + r.IntN(12), Sealed: r.IntN(4) > 0}}
	for n := range r.IntN(4) {
		round := job.Round{Number: n + 1, Created: noon.Add(time.Duration(r.IntN(100)) * time.Second)}
		for photo := range h.job.Photos {
			if r.IntN(2) == 0 {
				round.Photos.Add(photo)
			}
		}
		h.rounds = append(h.rounds, round)
	}
	for range r.IntN(40) {
		photo := r.IntN(h.job.Photos)
		line := job.Result{Photo: photo, Round: r.IntN(len(h.rounds) + 1), At: noon.Add(time.Duration(r.IntN(200)) * time.Second)}
		if r.IntN(3) == 0 {
			line.BytesIn, line.Files = int64(photo)+1, []job.File{{Name: "a", Size: int64(photo) + 5}}
			for range r.IntN(3) {
				line.Warnings = append(line.Warnings, string(rune('a'+r.IntN(3))))
			}
			for range r.IntN(3) {
				line.Notes = append(line.Notes, string(rune('a'+r.IntN(3))))
			}
		} else {
			line.Failure = &job.Failure{
				Photo: job.Name(fmt.Sprint(photo)), Index: photo, Attempts: r.IntN(3),
				Error: "error " + string(rune('a'+r.IntN(2))), Kind: []string{"storage", "operation"}[r.IntN(2)],
			}
		}
		h.results = append(h.results, line)
	}
	if r.IntN(3) == 0 {
		h.cancelled = &job.Cancellation{Round: r.IntN(len(h.rounds) + 1)}
	}
	return h
}

// snapshot is all that a fold has to say.
type snapshot struct {
	State     job.State
	Counts    job.Counts
	Failures  []job.Failure
	Remarks   []job.Remark
	Accounts  []job.Account
	Failed    int
	Unsettled job.Ranges
	Updated   time.Time
	Round     int
	Cancelled bool
}

func snap(f *job.Fold) snapshot {
	return snapshot{f.State(), f.Counts(), f.Failures(), f.Remarks(), f.Accounts(), f.Failed(), f.Unsettled(f.Job().Photos), f.Updated(), f.Round(), f.IsCancelled()}
}

// fold adds everything in a random order, and some of it several times.
func (h history) fold(r *rand.Rand) *job.Fold {
	before := h.job
	before.Sealed, before.Photos = false, 0
	f := job.NewFold(before)
	steps := []func(){func() { f.SetJob(h.job) }, func() { f.SetCancelled(h.cancelled) }}
	for _, round := range h.rounds {
		steps = append(steps, func() { f.AddRound(round) })
	}
	for _, line := range h.results {
		steps = append(steps, func() { f.AddResult(line) })
	}
	for range r.IntN(2 * len(steps)) {
		steps = append(steps, steps[r.IntN(len(steps))])
	}
	r.Shuffle(len(steps), func(i, j int) { steps[i], steps[j] = steps[j], steps[i] })
	for _, step := range steps {
		step()
	}
	return f
}

func TestFoldingIsCommutativeAndIdempotent(t *testing.T) {
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 1))
		h := draw(r)
		want := snap(h.fold(r))
		for range 5 {
			if got := snap(h.fold(r)); !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d: another order gives another state:\n%+v\n%+v\nof %+v", seed, got, want, h)
			}
		}
	}
}

func TestRemarksAreOfPhotosThatAreDone(t *testing.T) {
	f := job.NewFold(job.Job{Photos: 4, Sealed: true})
	file := []job.File{{Name: "x.jpg"}}
	for _, line := range []job.Result{
		{Photo: 3, Files: file, Warnings: []string{"cut off", "grey"}, Notes: []string{"redeye: 1 eye"}},
		{Photo: 1, Files: file, Warnings: []string{"no end"}},
		{Photo: 0, Files: file},
		{Photo: 2, Warnings: []string{"lost"}, Failure: &job.Failure{Index: 2}},
	} {
		f.AddResult(line)
	}
	want := []job.Remark{{1, "x.jpg", []string{"no end"}}, {3, "x.jpg", []string{"cut off", "grey"}}}
	if got := f.Remarks(); !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	notes := []job.Account{{3, "x.jpg", []string{"redeye: 1 eye"}}}
	if got := f.Accounts(); !reflect.DeepEqual(got, notes) {
		t.Errorf("%v, want %v", got, notes)
	}
}

// The rules of the fold once more, spelled out photo by photo.
func TestFoldKeepsItsRules(t *testing.T) {
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 2))
		h := draw(r)
		f := h.fold(r)
		var failed, unsettled []int
		done := 0
		for photo := range h.job.Photos {
			last := 0
			for _, round := range h.rounds {
				if round.Photos.Has(photo) {
					last = max(last, round.Number)
				}
			}
			of := func(done bool) func(job.Result) bool {
				return func(l job.Result) bool { return l.Photo == photo && l.Done() == done && (done || l.Round >= last) }
			}
			switch {
			case slices.ContainsFunc(h.results, of(true)):
				done++
			case slices.ContainsFunc(h.results, of(false)):
				failed = append(failed, photo)
			default:
				unsettled = append(unsettled, photo)
			}
		}
		var gotFailed, gotUnsettled []int
		for _, failure := range f.Failures() {
			gotFailed = append(gotFailed, failure.Index)
		}
		for _, span := range f.Unsettled(h.job.Photos) {
			for photo := span[0]; photo <= span[1]; photo++ {
				gotUnsettled = append(gotUnsettled, photo)
			}
		}
		if f.Counts().Done != done || !slices.Equal(gotFailed, failed) || !slices.Equal(gotUnsettled, unsettled) || f.Failed() != len(failed) {
			t.Fatalf("seed %d: %d done, failed %v, unsettled %v; want %d, %v, %v", seed, f.Counts().Done, gotFailed, gotUnsettled, done, failed, unsettled)
		}
	}
}

func TestOnlyTheFirstSuccessOfAPhotoIsNews(t *testing.T) {
	f := job.NewFold(job.Job{Photos: 2, Sealed: true})
	ok, bad := job.Result{Photo: 1, BytesIn: 3}, job.Result{Photo: 1, Failure: &job.Failure{Index: 1}}
	for i, c := range []struct {
		line job.Result
		want bool
	}{{bad, false}, {ok, true}, {ok, false}, {bad, false}} {
		if got := f.AddResult(c.line); got != c.want {
			t.Errorf("line %d: news is %v, want %v", i, got, c.want)
		}
	}
	if c := f.Counts(); c.Done != 1 || c.BytesIn != 3 || f.Failed() != 0 {
		t.Errorf("counts are %+v with %d failed, want one photo done and none failed", c, f.Failed())
	}
}
