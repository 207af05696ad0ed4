package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/photoq/photoq/pkg/backend"
	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
)

// scratch is the queue and store of one run, in a folder that is named after
// what the run does. It is kept while there is something left to do, so that
// the same command finds it again.
type scratch struct {
	dir     string
	lock    *os.File
	backend *backend.Backend
	client  *client.Client
}

// keepScratch is for how long an unfinished run can be carried on.
const keepScratch = 7 * 24 * time.Hour

func (a *app) openScratch(ctx context.Context, plan client.Plan) (*scratch, error) {
	fingerprint, err := plan.Fingerprint()
	if err != nil {
		return nil, err
	}
	home, err := a.settings.Local.Folder()
	if err != nil {
		return nil, err
	}
	runs := filepath.Join(home, "runs")
	removeStale(runs)
	s := &scratch{dir: filepath.Join(runs, fingerprint)}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, fault.New(fault.Usage, fmt.Errorf("make a folder for the run: %w", err), "choose another folder with --dir")
	}
	if s.lock, err = lockFolder(s.dir); err != nil {
		return nil, err
	}
	if err := s.open(ctx, a); err != nil {
		s.lock.Close()
		return nil, asUsage(err)
	}
	return s, nil
}

func (s *scratch) open(ctx context.Context, a *app) error {
	b, err := backend.OpenScratch(ctx, s.dir, a.settings.Config)
	if err != nil {
		return err
	}
	s.backend = b
	s.client = &client.Client{Store: b.Store, Queue: b.Queue}
	return nil
}

// begin makes the run's job ready to be worked on: a new one, or what is
// left of an earlier, unfinished run.
func (s *scratch) begin(ctx context.Context, a *app, plan client.Plan, target *client.Target) (job.Job, error) {
	old, err := s.unfinished(ctx, target)
	if err != nil {
		return job.Job{}, err
	}
	if old == nil {
		if err := plan.CheckTarget(target); err != nil {
			return job.Job{}, err
		}
		if err := s.reset(ctx, a); err != nil {
			return job.Job{}, err
		}
		submitted, err := s.client.Submit(ctx, plan, client.SubmitOptions{InPlace: true})
		return submitted.Job, err
	}
	// Messages of the interrupted run may be under a dead worker's lease.
	if err := s.dropMessages(ctx, old.ID); err != nil {
		return job.Job{}, err
	}
	left, err := s.client.Retry(ctx, old.ID)
	if err == nil {
		a.say("carrying on an unfinished run: %s of %s left", grouped(int64(left)), count(old.Photos, "photo"))
	}
	return *old, err
}

// unfinished returns the job of an earlier run of the same plan, if what it
// has done is still there.
func (s *scratch) unfinished(ctx context.Context, target *client.Target) (*job.Job, error) {
	ids, err := s.client.Jobs(ctx)
	if err != nil || len(ids) != 1 {
		return nil, err
	}
	t := s.client.Track(ids[0])
	whole := true
	t.OnDone(func(r job.Result) error {
		for i, f := range r.Files {
			there, err := target.Sum(client.ResultPath(t.Fold().Job().Recipe, i, f.Name))
			whole = whole && err == nil && there.SHA256 == f.SHA256
		}
		return nil
	})
	if err := t.Update(ctx); err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return nil, nil // interrupted before it had begun
		}
		return nil, err
	}
	j := t.Fold().Job()
	if !j.Sealed || !whole || t.Fold().State() == job.Done {
		return nil, nil
	}
	return &j, nil
}

// reset forgets an earlier run.
func (s *scratch) reset(ctx context.Context, a *app) error {
	s.backend.Close()
	if err := s.clear(); err != nil {
		return err
	}
	return s.open(ctx, a)
}

// clear removes everything but the lock.
func (s *scratch) clear() error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return fmt.Errorf("forget the earlier run: %w", err)
	}
	for _, e := range entries {
		if e.Name() == lockName {
			continue
		}
		if err := os.RemoveAll(filepath.Join(s.dir, e.Name())); err != nil {
			return fmt.Errorf("forget the earlier run: %w", err)
		}
	}
	return nil
}

func (s *scratch) dropMessages(ctx context.Context, id job.ID) error {
	return s.client.Purge(ctx, id)
}

// close ends the run, and forgets it if nothing is left to do.
func (s *scratch) close(forget bool) error {
	err := s.backend.Close()
	if forget {
		err = errors.Join(err, os.RemoveAll(s.dir))
	}
	return errors.Join(err, s.lock.Close())
}

const lockName = "lock"

// lockFolder makes sure that one process at a time does the same run.
func lockFolder(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fault.New(fault.Usage, fmt.Errorf("lock the run: %w", err), "choose another folder with --dir")
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, fault.New(fault.Usage, errors.New("the same run is under way in another process"), "wait for it, or choose another target")
	}
	return f, nil
}

// removeStale forgets unfinished runs that nobody has carried on. What
// cannot be removed harms nothing.
func removeStale(runs string) {
	entries, err := os.ReadDir(runs)
	if err != nil {
		return
	}
	for _, e := range entries {
		dir := filepath.Join(runs, e.Name())
		info, err := os.Stat(filepath.Join(dir, lockName))
		if err != nil || time.Since(info.ModTime()) < keepScratch {
			continue
		}
		if lock, err := lockFolder(dir); err == nil {
			os.RemoveAll(dir)
			lock.Close()
		}
	}
}
