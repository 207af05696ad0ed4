package backend

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/blob/fileblob"
	"github.com/photoq/photoq/pkg/config"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/queue/sqlitequeue"
)

// The embedded back end's folder holds the store's folder and the queue's file.
const (
	storeDir  = "store"
	queueFile = "queue.db"
)

func openLocal(ctx context.Context, dir string, o Options) (*Backend, error) {
	// Only its owner may look: photos are private.
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.New(fault.Unusable, fmt.Errorf("make the folder of the local back end: %w", err), "choose another folder with --dir")
	}
	store, err := fileblob.Open(filepath.Join(dir, storeDir))
	if err != nil {
		return nil, err
	}
	q, err := sqlitequeue.Open(ctx, filepath.Join(dir, queueFile), sqlitequeue.Options{Lease: o.Lease, Wait: o.Wait})
	if err != nil {
		store.Close()
		return nil, err
	}
	return &Backend{Queue: q, Store: store, closers: []func() error{store.Close, q.Close}}, nil
}

func setupLocal(ctx context.Context, c config.Config, dryRun bool) ([]string, error) {
	dir, err := c.Local.Folder()
	if err != nil {
		return nil, err
	}
	_, err = os.Stat(filepath.Join(dir, queueFile))
	switch {
	case err == nil:
		return nil, nil
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fault.New(fault.Unusable, fmt.Errorf("look at the folder of the local back end: %w", err), "choose another folder with --dir")
	}
	done := []string{fmt.Sprintf("create the folder %s with a store and a queue", dir)}
	if dryRun {
		return done, nil
	}
	b, err := openLocal(ctx, dir, Options{Lease: c.Work.Lease})
	if err != nil {
		return nil, err
	}
	return done, b.Close()
}

func checkLocal(ctx context.Context, c config.Config) []fault.Finding {
	dir, err := c.Local.Folder()
	if err != nil {
		return []fault.Finding{failed("folder", err)}
	}
	b, err := openLocal(ctx, dir, Options{Lease: c.Work.Lease})
	if err != nil {
		return []fault.Finding{failed("folder "+dir, err)}
	}
	defer b.Close()
	findings := []fault.Finding{{Name: "folder " + dir, OK: true}}
	const probe = "doctor/probe"
	err = b.Store.Put(ctx, probe, bytes.NewReader([]byte("probe")), blob.PutOptions{})
	if err == nil {
		err = b.Store.Delete(ctx, probe)
	}
	if err != nil {
		findings = append(findings, failed("store", err))
	} else {
		findings = append(findings, fault.Finding{Name: "store", OK: true, Detail: "can be written to"})
	}
	stats, err := b.Queue.Stats(ctx)
	if err != nil {
		return append(findings, failed("queue", err))
	}
	return append(findings, fault.Finding{Name: "queue", OK: true, Detail: fmt.Sprintf("%d waiting, %d in flight", stats.Waiting, stats.InFlight)})
}
