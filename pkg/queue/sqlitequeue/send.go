package sqlitequeue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/photoq/photoq/pkg/queue"
)

// maxData is the longest body, in bytes, as the contract has it.
const maxData = 64 << 10

// Send implements [queue.Queue]. All bodies are stored in one transaction,
// but for those that are too long or not UTF-8.
//
// What was sent survives a loss of power: the transaction waits for the disk
// (synchronous=FULL), once for however many bodies. All else does not wait
// (NORMAL): it survives the end of the process at any moment, and were the last
// leases and deletes lost with the power, the messages would come once more,
// which they may. The file is sound in either case.
func (q *Queue) Send(ctx context.Context, bodies ...queue.Body) error {
	failed := map[int]error{}
	for i, b := range bodies {
		if err := checkBody(b); err != nil {
			failed[i] = fmt.Errorf("send: %w", err)
		}
	}
	if len(failed) < len(bodies) {
		if err := q.insert(ctx, bodies, failed); err != nil {
			return err
		}
		q.bell.ring()
	}
	if len(failed) > 0 {
		return &queue.BatchError{Failed: failed}
	}
	return nil
}

func checkBody(b queue.Body) error {
	switch {
	case len(b.Data) > maxData:
		return fmt.Errorf("body has %d bytes, more than %d", len(b.Data), maxData)
	case !utf8.ValidString(b.Data) || !utf8.ValidString(b.Group):
		return errors.New("body is not valid UTF-8")
	}
	return nil
}

// insert stores the bodies but for those in skip.
func (q *Queue) insert(ctx context.Context, bodies []queue.Body, skip map[int]error) error {
	const action = "send"
	return q.retry(ctx, action, func() error {
		conn, err := q.writer.Conn(ctx)
		if err != nil {
			return err
		}
		defer conn.Close() // back to its pool
		if _, err := conn.ExecContext(ctx, `PRAGMA synchronous = FULL`); err != nil {
			return err
		}
		// Should this fail, the others wait for the disk as well, and no more.
		defer conn.ExecContext(context.WithoutCancel(ctx), `PRAGMA synchronous = NORMAL`)
		tx, err := conn.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		if err := insertAll(ctx, tx, bodies, skip); err != nil {
			_ = tx.Rollback() // the first error is the one to tell
			return err
		}
		return tx.Commit()
	})
}

func insertAll(ctx context.Context, tx *sql.Tx, bodies []queue.Body, skip map[int]error) error {
	insert, err := tx.PrepareContext(ctx, `INSERT INTO messages (grp, data) VALUES (?, ?)`)
	if err != nil {
		return err
	}
	defer insert.Close()
	groups := map[string]int64{}
	for i, b := range bodies {
		if skip[i] != nil {
			continue
		}
		group, known := groups[b.Group]
		if !known {
			if group, err = groupID(ctx, tx, b.Group); err != nil {
				return err
			}
			groups[b.Group] = group
		}
		if _, err := insert.ExecContext(ctx, group, b.Data); err != nil {
			return err
		}
	}
	return nil
}

// groupID returns the group's id. A new group waits for its turn behind all
// that are there: one that empties and fills up again all the time would
// otherwise always be first.
func groupID(ctx context.Context, tx *sql.Tx, name string) (int64, error) {
	var id int64
	err := tx.QueryRowContext(ctx, `INSERT INTO groups (name, served)
		VALUES (?, (SELECT coalesce(max(served), 0) FROM groups))
		ON CONFLICT (name) DO UPDATE SET name = name RETURNING id`, name).Scan(&id)
	return id, err
}
