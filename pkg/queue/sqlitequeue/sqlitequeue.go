// Package sqlitequeue keeps a queue in an SQLite file on one machine. Any
// number of processes may use the file at once; it has to be on a local disk,
// because the processes share memory beside it.
//
// Groups are served in turn: each Receive begins with the group that has
// waited longest for its turn and takes one message of each in rounds. What
// that costs depends on how many groups have messages, and hardly on how many
// messages they have: a queue of 100,000 in one group and 1 in another answers
// as fast as a short one. Within a group, messages that were never received
// come first, in the order they were sent; those that are due again come
// after, so that one that ends every worker cannot hold up the rest.
package sqlitequeue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/queue"
)

// Options say how a queue is used by this process. They are not stored.
type Options struct {
	// Lease is how long a received message is its receiver's, to the
	// millisecond; 0 or less is 1 minute, more than 12 hours is 12 hours.
	Lease time.Duration
	// Wait is how long Receive waits for a message; 0 or less is not at all.
	Wait time.Duration
	// Now is the clock for leases; nil is time.Now. All processes that use
	// a file should agree on the time.
	Now func() time.Time
}

// Queue is a queue in a file.
type Queue struct {
	path  string // for messages only
	lease time.Duration
	wait  time.Duration
	now   func() time.Time
	// SQLite lets one connection write at a time. A process has a single one
	// for it, so that its own goroutines queue up in order here rather than
	// fight for the file's lock there.
	writer *sql.DB
	// Looking whether there is anything, and counting, disturb no writer.
	reader *sql.DB
	bell   bell
}

var _ queue.Queue = (*Queue)(nil)

// Open opens the queue in the file at path, and makes the file when there is
// none; its folder must exist (else fault.NotFound). A file that cannot be
// opened and written, that is damaged or no queue, or that a newer photoq has
// made is fault.Unusable.
func Open(ctx context.Context, path string, o Options) (*Queue, error) {
	if err := checkFolder(filepath.Dir(path)); err != nil {
		return nil, err
	}
	q := &Queue{path: path, lease: min(o.Lease, maxLease), wait: o.Wait, now: o.Now}
	if q.lease <= 0 {
		q.lease = time.Minute
	}
	if q.now == nil {
		q.now = time.Now
	}
	if err := q.connect(); err != nil {
		return nil, err
	}
	if err := q.prepareFile(ctx); err != nil {
		_ = q.Close() // the first error is the one to tell
		return nil, err
	}
	return q, nil
}

// Close ends the use of the file. Leases that are held stay until they run
// out.
func (q *Queue) Close() error {
	if err := errors.Join(q.reader.Close(), q.writer.Close()); err != nil {
		return fmt.Errorf("close queue %s: %w", q.path, err)
	}
	return nil
}

// connect makes the two ways to the file. Nothing is opened yet.
func (q *Queue) connect() error {
	absolute, err := filepath.Abs(q.path)
	if err != nil {
		return fmt.Errorf("open queue %s: %w", q.path, err)
	}
	open := func(parameters url.Values, connections int) (*sql.DB, error) {
		// As a URI, so that no character of the path has a meaning.
		uri := url.URL{Scheme: "file", Path: filepath.ToSlash(absolute), RawQuery: parameters.Encode()}
		db, err := sql.Open("sqlite", uri.String())
		if err != nil {
			return nil, fmt.Errorf("open queue %s: %w", q.path, err)
		}
		db.SetMaxOpenConns(connections)
		db.SetMaxIdleConns(connections)
		return db, nil
	}
	q.writer, err = open(url.Values{
		// A transaction that will write takes the lock when it begins. Were
		// it to read first, it could find at its first write that what it has
		// read is old, and would have to begin again.
		"_txlock": {"immediate"},
		"_pragma": {
			"busy_timeout(5000)",           // milliseconds; other processes hold the lock for a few
			"synchronous(NORMAL)",          // see Send for what that means
			"journal_size_limit(16777216)", // a large Send must not leave a large log for ever
		},
	}, 1)
	if err != nil {
		return err
	}
	q.reader, err = open(url.Values{"_pragma": {"busy_timeout(5000)", "query_only(1)"}}, 2)
	return err
}

// checkFolder tells clearly what SQLite would only call "unable to open".
func checkFolder(dir string) error {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault.New(fault.NotFound, fmt.Errorf("open queue: folder %s: %w", dir, fs.ErrNotExist), "make the folder first")
	case err != nil:
		return fault.New(fault.Unusable, fmt.Errorf("open queue: %w", err), "check the permissions of "+dir)
	case !info.IsDir():
		return fault.New(fault.Unusable, fmt.Errorf("open queue: %s is not a folder", dir), "name another place for the queue")
	}
	return nil
}
