package client_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
)

// complete fails the test unless the job is sealed, its manifest and
// originals are those of the plan, and each photo has a message.
func (w *world) complete(id job.ID, p client.Plan) {
	w.Helper()
	j, err := w.Job(w.Context(), id)
	w.must(err)
	if !j.Sealed || j.Photos != len(p.Photos) || j.Bytes != p.Bytes() {
		w.Errorf("the job is sealed: %v, with %d photos of %d bytes; want %d of %d", j.Sealed, j.Photos, j.Bytes, len(p.Photos), p.Bytes())
	}
	if plans := w.store.Keys("plans/"); len(plans) != 0 {
		w.Errorf("left are %q, want no plan under way", plans)
	}
	queued := w.queued(id, 0)
	var segment []job.Photo
	for i, want := range p.Photos {
		if i%job.SegmentPhotos == 0 {
			segment, err = w.Segment(w.Context(), id, i/job.SegmentPhotos)
			w.must(err)
		}
		got := segment[i%job.SegmentPhotos]
		if strings.HasPrefix(string(want.At), "s3:") {
			if got.At != want.At || queued[i] == 0 {
				w.Fatalf("photo %d is %+v with %d messages, want it where it is with at least one", i, got, queued[i])
			}
			continue
		}
		data, err := os.ReadFile(strings.TrimPrefix(string(want.At), "file:"))
		w.must(err)
		stored := w.store.Bytes(job.InKey(id, i, got.Name))
		if got.Name != want.Name || got.Size != want.Size || got.SHA256 != checksum(string(data)) || string(stored) != string(data) || queued[i] == 0 {
			w.Fatalf("photo %d is %+v with %q stored and %d messages, want %+v with %q and at least one", i, got, stored, queued[i], want, data)
		}
	}
	if segments := w.store.Keys(job.PhotosPrefix(id)); len(segments) != (len(p.Photos)+999)/1000 {
		w.Errorf("the manifest has the segments %q", segments)
	}
}

func TestSubmitStreams(t *testing.T) {
	w := newWorld(t)
	p := planOf(t, folder(t, 2500))
	var mu sync.Mutex
	sent, sentBefore := 0, 0 // before the last segment was stored
	w.queue.After = func(call string, parts int) error {
		mu.Lock()
		defer mu.Unlock()
		sent += parts
		return nil
	}
	w.store.After = func(call, key string) error {
		mu.Lock()
		defer mu.Unlock()
		if call == "put" && strings.HasSuffix(key, "photos/00002.ndjson.gz") {
			sentBefore = sent
		}
		return nil
	}
	s, err := w.Submit(t.Context(), p, client.SubmitOptions{})
	if err != nil || s.Resumed {
		t.Fatalf("submit: %+v, %v", s, err)
	}
	w.complete(s.Job.ID, p)
	if sentBefore != 2000 || sent != 2500 {
		t.Errorf("%d messages were sent before the last segment was stored and %d in all, want 2000 and 2500", sentBefore, sent)
	}
	w.stands(s.Job.ID, job.Queued, 2500, 0, 0, 2500)
}

var errCut = errors.New("the wire is cut")

// cutAt makes every call from the n-th on fail, the n-th after its effect if
// so said.
func (w *world) cutAt(n int, after bool) {
	var mu sync.Mutex
	seen := 0
	before := func() error {
		mu.Lock()
		defer mu.Unlock()
		if seen++; seen > n || seen == n && !after {
			return errCut
		}
		return nil
	}
	lost := func() error {
		mu.Lock()
		defer mu.Unlock()
		if seen >= n {
			return errCut
		}
		return nil
	}
	w.store.Gate = func(string, string) error { return before() }
	w.queue.Gate = func(string, int) error { return before() }
	w.store.After = func(string, string) error { return lost() }
	w.queue.After = func(string, int) error { return lost() }
}

func (w *world) mend() {
	w.store.Gate, w.store.After, w.queue.Gate, w.queue.After = nil, nil, nil, nil
}

// twoSegments is a plan with the beginning and the end of its photos here,
// and the rest, which are not uploaded, in a bucket.
func twoSegments(t *testing.T) client.Plan {
	here := planOf(t, folder(t, 12))
	p := here
	p.Photos = append(here.Photos[:6:6], make([]client.Chosen, 990)...)
	for i := range 990 {
		name := job.Name(fmt.Sprintf("far/%d.jpg", i))
		p.Photos[6+i] = client.Chosen{Name: name, At: "s3://bucket/" + name}
	}
	p.Photos = append(p.Photos, here.Photos[6:]...)
	if len(p.Photos) != 1002 {
		t.Fatalf("%d photos", len(p.Photos))
	}
	return p
}

func TestAnInterruptedSubmitIsCarriedOn(t *testing.T) {
	p := twoSegments(t)
	for _, after := range []bool{false, true} {
		for n, more := 1, true; more; n++ {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				w.cutAt(n, after)
				_, err := w.Submit(t.Context(), p, client.SubmitOptions{})
				if err == nil {
					if more = false; n < 24 {
						t.Errorf("submit does not notice that call %d and all later ones fail", n)
					}
					return
				}
				// Then nothing tells a second submit from another job.
				over := strings.Contains(err.Error(), "end submit") && len(w.store.Keys("plans/")) == 0
				w.mend()
				s, err := w.Submit(t.Context(), p, client.SubmitOptions{})
				if err != nil {
					t.Fatalf("cut at call %d (after its effect: %v): the second submit: %v", n, after, err)
				}
				w.complete(s.Job.ID, p)
				if ids, err := w.Jobs(t.Context()); err != nil || len(ids) != 1 && !over {
					t.Errorf("cut at call %d (after its effect: %v): there are the jobs %s, %v; want one", n, after, ids, err)
				}
			})
			if t.Failed() {
				return
			}
		}
	}
}

func TestAPlanSubmittedAgainAfterItsEndIsANewJob(t *testing.T) {
	w := newWorld(t)
	p := planOf(t, folder(t, 3))
	first, err := w.Submit(t.Context(), p, client.SubmitOptions{})
	w.must(err)
	second, err := w.Submit(t.Context(), p, client.SubmitOptions{})
	w.must(err)
	if first.Job.ID == second.Job.ID || second.Resumed {
		t.Errorf("the second submit is of job %s, resumed %v; want another than %s", second.Job.ID, second.Resumed, first.Job.ID)
	}
}

func TestWhatCannotBeUploadedIsAFailureAndTheRestGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		p := planOf(t, folder(t, 250))
		var lost []int
		for i := range p.Photos {
			if i%2 == 1 {
				w.must(os.Remove(strings.TrimPrefix(string(p.Photos[i].At), "file:")))
				lost = append(lost, i)
			}
		}
		p.Photos[0].Size = 1 << 30
		s, err := w.Submit(t.Context(), p, client.SubmitOptions{MaxBytes: 1 << 20})
		w.must(err)
		status := w.stands(s.Job.ID, job.Running, 250, 0, len(lost)+1, 250-len(lost)-1)
		for i, f := range status.Failures {
			want := fault.Unreadable
			if f.Index == 0 {
				want = fault.TooLarge
			}
			if f.Kind != string(want) || f.Photo != p.Photos[f.Index].Name || !strings.Contains(f.Error, "submit it again") {
				t.Errorf("failure %d is %+v, want the kind %s, the photo and what to do", i, f, want)
			}
		}
		queued := w.queued(s.Job.ID, 0)
		if len(queued) != 250-len(lost)-1 || queued[1] != 0 || queued[2] != 1 {
			t.Errorf("%d photos are queued, want those that are not lost", len(queued))
		}
	})
}

func TestAPhotoThatChangesWhileItIsUploadedIsAFailureAndTheRestGoOn(t *testing.T) {
	w := newWorld(t)
	p := planOf(t, folder(t, 6))
	w.store.After = func(call, key string) error {
		if call == "put" && strings.Contains(key, "/in/00000003-") {
			return os.WriteFile(strings.TrimPrefix(string(p.Photos[3].At), "file:"), []byte("something else, and longer than before"), 0o644)
		}
		return nil
	}
	s, err := w.Submit(t.Context(), p, client.SubmitOptions{})
	w.must(err)
	if len(s.Failures) != 1 || s.Failures[0].Index != 3 || !strings.Contains(s.Failures[0].Error, "changed while it was read") {
		t.Errorf("the failures are %+v, want that of photo 3", s.Failures)
	}
	if queued := w.queued(s.Job.ID, 0); len(queued) != 5 || queued[3] != 0 {
		t.Errorf("queued are %v, want all but photo 3", queued)
	}
}

func TestALateTwinOfASubmitDoesNotUndoItsSeal(t *testing.T) {
	w := newWorld(t)
	p := planOf(t, folder(t, 5))
	var twin client.Submitted
	overtaken := false
	w.store.After = func(call, key string) error {
		if call == "put" && strings.HasPrefix(key, "plans/") && !overtaken {
			overtaken = true
			var err error
			twin, err = w.Submit(context.Background(), p, client.SubmitOptions{})
			return err
		}
		return nil
	}
	late, err := w.Submit(t.Context(), p, client.SubmitOptions{})
	w.must(err)
	if !overtaken || late.Job.ID != twin.Job.ID || !late.Job.Sealed || !late.Resumed {
		t.Errorf("the late one has made %+v, want the twin's job %s, sealed", late.Job, twin.Job.ID)
	}
	w.complete(twin.Job.ID, p)
}

func TestASubmitThatIsCancelledMeanwhileStops(t *testing.T) {
	w := newWorld(t)
	p := planOf(t, folder(t, 1100))
	w.store.After = func(call, key string) error {
		if call == "put" && strings.HasSuffix(key, "photos/00000.ndjson.gz") {
			id := job.ID(strings.Split(key, "/")[1])
			if ok, err := w.Cancel(context.Background(), id); !ok || err != nil {
				t.Errorf("cancel: %v, %v", ok, err)
			}
		}
		return nil
	}
	s, err := w.Submit(t.Context(), p, client.SubmitOptions{})
	if fault.KindOf(err) != fault.Cancelled {
		t.Fatalf("submit: %v, want that it was cancelled", err)
	}
	w.mend()
	status, err := w.Status(t.Context(), s.Job.ID)
	if err != nil || status.State != job.Cancelled {
		t.Errorf("the job is %s, %v; want cancelled", status.State, err)
	}
	// The same again is a new job: the cancelled one stays so.
	again, err := w.Submit(t.Context(), p, client.SubmitOptions{})
	if err != nil || again.Resumed || again.Job.ID == s.Job.ID {
		t.Fatalf("the same again: job %s, resumed %v, %v; want a new job", again.Job.ID, again.Resumed, err)
	}
	w.complete(again.Job.ID, p)
}

func TestASubmitThatIsStoppedSaysSo(t *testing.T) {
	w := newWorld(t)
	p := planOf(t, folder(t, 50))
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	var mu sync.Mutex
	w.store.Gate = func(call, key string) error {
		mu.Lock()
		defer mu.Unlock()
		if n++; n == 20 {
			cancel()
		}
		return nil
	}
	if _, err := w.Submit(ctx, p, client.SubmitOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("submit: %v, want that it was stopped", err)
	}
	w.mend()
	s, err := w.Submit(t.Context(), p, client.SubmitOptions{})
	if err != nil || !s.Resumed {
		t.Errorf("the same again: resumed %v, %v", s.Resumed, err)
	}
	w.complete(s.Job.ID, p)
}

func TestPhotosInPlaceAreNotCopied(t *testing.T) {
	w := newWorld(t)
	dir := folder(t, 3)
	p := planOf(t, dir)
	p.Photos = append(p.Photos, client.Chosen{Name: "far.jpg", At: "s3://bucket/far//away.jpg", Size: 5})
	s, err := w.Submit(t.Context(), p, client.SubmitOptions{InPlace: true})
	w.must(err)
	for i, want := range p.Photos {
		if got := w.photo(s.Job.ID, i); got.At != want.At {
			t.Errorf("photo %d is at %q, want %q", i, got.At, want.At)
		}
	}
	if keys := w.store.Keys(job.InPrefix(s.Job.ID)); len(keys) != 0 {
		t.Errorf("%q were stored, want no copies", keys)
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "*", "*.jpg")); fmt.Sprint(len(files)) != "3" {
		t.Errorf("the folder has %q now", files)
	}
}
