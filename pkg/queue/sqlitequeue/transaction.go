package sqlitequeue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/photoq/photoq/pkg/fault"
)

// patience is how long a call tries again while other processes hold the
// file's lock. They hold it for milliseconds each; the lock is not fair,
// though, and one of many may be unlucky for some time.
const patience = 30 * time.Second

// write runs f in a transaction that has the file's lock from the start. It
// may run f several times, with no effect but the last time's.
func (q *Queue) write(ctx context.Context, action string, f func(*sql.Tx) error) error {
	return q.retry(ctx, action, func() error {
		tx, err := q.writer.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		if err := f(tx); err != nil {
			_ = tx.Rollback() // the first error is the one to tell
			return err
		}
		return tx.Commit()
	})
}

// retry runs f until it succeeds, or fails for another reason than that the
// file is busy.
func (q *Queue) retry(ctx context.Context, action string, f func() error) error {
	for started := time.Now(); ; {
		err := f()
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("%s: %w", action, ctx.Err()) // what broke off does not matter then
		}
		if !isBusy(err) || time.Since(started) > patience {
			return q.classify(fmt.Errorf("%s: %w", action, err))
		}
		// SQLite has waited already (busy_timeout). This is for the cases
		// in which it cannot, and must only keep from spinning.
		select {
		case <-ctx.Done():
		case <-time.After(time.Millisecond + rand.N(10*time.Millisecond)):
		}
	}
}

// code returns SQLite's primary result code, 0 for an error of something else.
func code(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

func isBusy(err error) bool {
	switch code(err) {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL:
		return true
	}
	return false
}

// classify gives errors that concern the queue as a whole their kind and a
// hint.
func (q *Queue) classify(err error) error {
	if fault.KindOf(err) != "" {
		return err
	}
	switch code(err) {
	case sqlite3.SQLITE_FULL:
		return fault.New(fault.Unusable, err, "make room on the disk that holds "+q.path)
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fault.New(fault.Unusable, err,
			"move "+q.path+" away and retry the jobs: what is to be done is known from their manifests")
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH:
		return fault.New(fault.Unusable, err, "check that you may write to "+q.path+" and to its folder")
	}
	return err
}
