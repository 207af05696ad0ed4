package job

import (
	"cmp"
	"slices"
	"time"
)

// State is how a job stands, in one word.
type State string

// The states of a job.
const (
	Submitting State = "submitting" // submit has not sent everything yet, or was interrupted
	Queued     State = "queued"     // nothing has been worked on
	Running    State = "running"
	Done       State = "done"      // ended, every photo succeeded
	Partial    State = "partial"   // ended, some photos failed
	Failed     State = "failed"    // ended, none succeeded
	Cancelled  State = "cancelled" // ended by cancel; what had succeeded by then stays
)

// Ended reports whether nothing more will happen to a job in this state.
func (s State) Ended() bool {
	switch s {
	case Done, Partial, Failed, Cancelled:
		return true
	}
	return false
}

// Fold is the state of a job, folded out of the objects that make it up.
// Adding is commutative and idempotent: any order will do, and a line that
// comes twice changes nothing. A photo has succeeded if any line says so; it
// has failed if a line of the last round that it was queued in says so.
//
// Memory is a few bytes for each photo, and a Failure, a Remark or an Account for each that
// has one.
type Fold struct {
	job       Job
	cancelled *Cancellation
	rounds    []Round // ascending
	done      []bool
	failures  map[int]failureIn
	remarks   map[int]Remark
	accounts  map[int]Account
	counts    Counts
	updated   time.Time
}

type failureIn struct {
	Failure
	round int
}

// older reports whether r's failure takes the place of f. Of two in one round
// the one with the smaller text stays: any rule will do that does not depend
// on the order in which they are seen.
func (f failureIn) older(r Result) bool {
	if f.round != r.Round {
		return f.round < r.Round
	}
	return cmp.Or(
		cmp.Compare(r.Failure.Error, f.Error), cmp.Compare(r.Failure.Kind, f.Kind),
		cmp.Compare(r.Failure.Attempts, f.Attempts), cmp.Compare(r.Failure.Photo, f.Photo),
	) < 0
}

// Counts are a fold's sums.
type Counts struct {
	Done     int
	BytesIn  int64 // of photos that are done
	BytesOut int64
}

// NewFold returns the fold of a job without any result.
func NewFold(j Job) *Fold {
	return &Fold{job: j, failures: map[int]failureIn{}, remarks: map[int]Remark{}, accounts: map[int]Account{}, updated: j.Created, done: make([]bool, j.Photos)}
}

// SetJob takes notice of a newer job.json.
func (f *Fold) SetJob(j Job) { f.job = j }

// SetCancelled takes notice of the job's cancellation; nil when there is none.
func (f *Fold) SetCancelled(c *Cancellation) { f.cancelled = c }

// AddRound takes notice of a retry.
func (f *Fold) AddRound(r Round) {
	at, found := slices.BinarySearchFunc(f.rounds, r.Number, func(r Round, n int) int { return r.Number - n })
	if !found {
		f.rounds = slices.Insert(f.rounds, at, r)
		f.see(r.Created)
	}
}

// AddResult takes notice of a result, and reports whether it is the first to
// say that its photo succeeded.
func (f *Fold) AddResult(r Result) bool {
	f.see(r.At)
	if r.Failure != nil {
		if old, ok := f.failures[r.Photo]; !ok || old.older(r) {
			f.failures[r.Photo] = failureIn{*r.Failure, r.Round}
		}
		return false
	}
	for r.Photo >= len(f.done) {
		f.done = append(f.done, make([]bool, r.Photo+1-len(f.done))...)
	}
	f.remark(r)
	if f.done[r.Photo] {
		return false
	}
	f.done[r.Photo] = true
	f.counts.Done++
	f.counts.BytesIn += r.BytesIn
	f.counts.BytesOut += r.BytesOut()
	return true
}

func (f *Fold) see(t time.Time) {
	if t.After(f.updated) {
		f.updated = t
	}
}

// Round is the number of the last retry, 0 when there was none.
func (f *Fold) Round() int {
	if len(f.rounds) == 0 {
		return 0
	}
	return f.rounds[len(f.rounds)-1].Number
}

// RoundOf is the last round that the photo was queued in.
func (f *Fold) RoundOf(photo int) int { return LastRound(f.rounds, photo) }

// LastRound is the last of the rounds, ascending, that the photo was queued
// in; 0, submit's own, when it is in none.
func LastRound(rounds []Round, photo int) int {
	for _, r := range slices.Backward(rounds) {
		if r.Photos.Has(photo) {
			return r.Number
		}
	}
	return 0
}

// IsDone reports whether the photo has succeeded.
func (f *Fold) IsDone(photo int) bool { return photo < len(f.done) && f.done[photo] }

// IsCancelled reports whether a cancellation is in force.
func (f *Fold) IsCancelled() bool { return f.cancelled != nil && f.cancelled.Round >= f.Round() }

// Failures returns the failures that count, by ascending index. Photos that
// a cancellation has cut off are not among them: see Unsettled.
func (f *Fold) Failures() []Failure {
	var list []Failure
	for photo, failure := range f.failures {
		if f.stands(photo, failure) {
			list = append(list, failure.Failure)
		}
	}
	slices.SortFunc(list, func(a, b Failure) int { return a.Index - b.Index })
	return list
}

func (f *Fold) stands(photo int, failure failureIn) bool {
	return !f.IsDone(photo) && failure.round >= f.RoundOf(photo)
}

// Failed is how many failures count.
func (f *Fold) Failed() int {
	n := 0
	for photo, failure := range f.failures {
		if f.stands(photo, failure) {
			n++
		}
	}
	return n
}

// Unsettled yields the photos below total that have neither succeeded nor
// failed: those that wait, or were cut off by a cancellation.
func (f *Fold) Unsettled(total int) Ranges {
	var set Ranges
	for photo := range total {
		if failure, failed := f.failures[photo]; !f.IsDone(photo) && !(failed && f.stands(photo, failure)) {
			set.Add(photo)
		}
	}
	return set
}

// Counts returns the sums over all photos that are done.
func (f *Fold) Counts() Counts { return f.counts }

// Updated is when anything was last heard of the job.
func (f *Fold) Updated() time.Time { return f.updated }

// Job returns the job as it was last seen.
func (f *Fold) Job() Job { return f.job }

// State returns how the job stands.
func (f *Fold) State() State {
	done, failed := f.counts.Done, f.Failed()
	switch ended := f.job.Sealed && done+failed >= f.job.Photos; {
	case ended && failed == 0:
		return Done
	case f.IsCancelled():
		return Cancelled
	case ended && done == 0:
		return Failed
	case ended:
		return Partial
	case !f.job.Sealed:
		return Submitting
	case done+failed == 0 && f.Round() == 0:
		return Queued
	}
	return Running
}
