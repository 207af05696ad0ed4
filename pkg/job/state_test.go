package job_test

import (
	"testing"

	"github.com/photoq/photoq/pkg/job"
)

func TestStates(t *testing.T) {
	ok := func(photo int) job.Result { return job.Result{Photo: photo} }
	bad := func(photo, round int) job.Result {
		return job.Result{Photo: photo, Round: round, Failure: &job.Failure{Index: photo, Error: "e"}}
	}
	both := job.Round{Number: 1, Photos: job.Ranges{{0, 1}}}
	cancelled := &job.Cancellation{}
	for name, c := range map[string]struct {
		unsealed  bool
		results   []job.Result
		rounds    []job.Round
		cancelled *job.Cancellation
		want      job.State
	}{
		"nothing is known":                     {want: job.Queued},
		"not all is submitted":                 {unsealed: true, want: job.Submitting},
		"some is done before all is submitted": {unsealed: true, results: []job.Result{ok(0)}, want: job.Submitting},
		"all that is submitted is done":        {unsealed: true, results: []job.Result{ok(0), ok(1)}, want: job.Submitting},
		"one is done":                          {results: []job.Result{ok(0)}, want: job.Running},
		"one has failed":                       {results: []job.Result{bad(0, 0)}, want: job.Running},
		"all are done":                         {results: []job.Result{ok(0), ok(1)}, want: job.Done},
		"one of two has failed":                {results: []job.Result{ok(0), bad(1, 0)}, want: job.Partial},
		"all have failed":                      {results: []job.Result{bad(0, 0), bad(1, 0)}, want: job.Failed},
		"failed first and then done":           {results: []job.Result{bad(0, 0), ok(0), ok(1)}, want: job.Done},
		"all are tried again":                  {results: []job.Result{bad(0, 0), bad(1, 0)}, rounds: []job.Round{both}, want: job.Running},
		"a late failure of an old round":       {results: []job.Result{ok(0), bad(1, 0)}, rounds: []job.Round{both}, want: job.Running},
		"all have failed again":                {results: []job.Result{bad(0, 1), bad(1, 1)}, rounds: []job.Round{both}, want: job.Failed},
		"failed again, and only one retried":   {results: []job.Result{bad(0, 0), bad(1, 1)}, rounds: []job.Round{{Number: 1, Photos: job.Ranges{{1, 1}}}}, want: job.Failed},
		"cancelled at once":                    {cancelled: cancelled, want: job.Cancelled},
		"cancelled while it was submitted":     {unsealed: true, cancelled: cancelled, want: job.Cancelled},
		"cancelled with one done":              {results: []job.Result{ok(0)}, cancelled: cancelled, want: job.Cancelled},
		"cancelled with one failed":            {results: []job.Result{ok(0), bad(1, 0)}, cancelled: cancelled, want: job.Cancelled},
		"cancelled when all was done":          {results: []job.Result{ok(0), ok(1)}, cancelled: cancelled, want: job.Done},
		"revived by a retry":                   {rounds: []job.Round{both}, cancelled: cancelled, want: job.Running},
		"cancelled again":                      {rounds: []job.Round{both}, cancelled: &job.Cancellation{Round: 1}, want: job.Cancelled},
	} {
		t.Run(name, func(t *testing.T) {
			f := job.NewFold(job.Job{Photos: 2, Sealed: !c.unsealed})
			for _, round := range c.rounds {
				f.AddRound(round)
			}
			for _, line := range c.results {
				f.AddResult(line)
			}
			f.SetCancelled(c.cancelled)
			if got := f.State(); got != c.want {
				t.Errorf("the state is %s, want %s", got, c.want)
			}
		})
	}
}

func TestDonePartialFailedAndCancelledAreEnds(t *testing.T) {
	for state, want := range map[job.State]bool{
		job.Submitting: false, job.Queued: false, job.Running: false,
		job.Done: true, job.Partial: true, job.Failed: true, job.Cancelled: true,
	} {
		if state.Ended() != want {
			t.Errorf("%s is an end: %v, want %v", state, state.Ended(), want)
		}
	}
}
