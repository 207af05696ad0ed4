package sqlitequeue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/photoq/photoq/pkg/queue"
)

// maxLease is the longest lease, as the contract has it.
const maxLease = 12 * time.Hour

// A receipt is the message's id and a number that each delivery draws anew,
// so that the receipts of earlier deliveries no longer fit.
func formatReceipt(id, token int64) (string, queue.Receipt) {
	text := strconv.FormatInt(id, 10)
	return text, queue.Receipt(text + "." + strconv.FormatInt(token, 36))
}

func parseReceipt(r queue.Receipt) (id, token int64, err error) {
	idText, tokenText, _ := strings.Cut(string(r), ".")
	id, idErr := strconv.ParseInt(idText, 10, 64)
	token, tokenErr := strconv.ParseInt(tokenText, 36, 64)
	if idErr != nil || tokenErr != nil {
		return 0, 0, errors.New("not a receipt of this queue")
	}
	return id, token, nil
}

// Extend implements [queue.Queue]. A receipt is stale, and named, when its
// message has been received again or deleted. One whose lease has merely run
// out is honoured.
func (q *Queue) Extend(ctx context.Context, d time.Duration, receipts ...queue.Receipt) error {
	if d < 0 || d > maxLease {
		return fmt.Errorf("extend: %v is not from 0 to %v", d, maxLease)
	}
	err := q.each(ctx, "extend", receipts, func(tx *sql.Tx) (steps, error) {
		var until int64 // 0 when it is given back: it comes before all others
		if d > 0 {
			until = q.millis(q.now().Add(d))
		}
		extend, err := tx.PrepareContext(ctx, `UPDATE messages SET visible_at = ? WHERE id = ? AND token = ?`)
		return steps{one: func(id, token int64) error {
			result, err := extend.ExecContext(ctx, until, id, token)
			if err != nil {
				return err
			}
			if n, err := result.RowsAffected(); err != nil || n > 0 {
				return err
			}
			return queue.ErrStale
		}}, err
	})
	if d == 0 {
		q.bell.ring()
	}
	return err
}

// Delete implements [queue.Queue]. A receipt is stale, and named, when its
// message has been received again; the message stays then.
func (q *Queue) Delete(ctx context.Context, receipts ...queue.Receipt) error {
	return q.each(ctx, "delete", receipts, func(tx *sql.Tx) (steps, error) {
		groups := map[int64]bool{}
		remove, err := tx.PrepareContext(ctx, `DELETE FROM messages WHERE id = ? AND token = ? RETURNING grp`)
		one := func(id, token int64) error {
			var group int64
			err := remove.QueryRowContext(ctx, id, token).Scan(&group)
			if errors.Is(err, sql.ErrNoRows) {
				return staleIfThere(ctx, tx, id)
			}
			groups[group] = true
			return err
		}
		end := func() error {
			for group := range groups {
				if _, err := tx.ExecContext(ctx, dropEmptyGroup, group); err != nil {
					return err
				}
			}
			return nil
		}
		return steps{one, end}, err
	})
}

// staleIfThere tells a message that is another's by now from one that was
// deleted before.
func staleIfThere(ctx context.Context, tx *sql.Tx, id int64) error {
	var there bool
	err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM messages WHERE id = ?)`, id).Scan(&there)
	if err == nil && there {
		return queue.ErrStale
	}
	return err
}

const dropEmptyGroup = `DELETE FROM groups WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM messages WHERE grp = ?1)`

// steps are what a call does in its transaction.
type steps struct {
	// one does it with one delivery. The error queue.ErrStale is this
	// delivery's alone; any other ends the transaction.
	one func(id, token int64) error
	end func() error // after the last; may be nil
}

// each does something with all receipts in one transaction, and names those
// that are malformed or stale.
func (q *Queue) each(ctx context.Context, action string, receipts []queue.Receipt, prepare func(*sql.Tx) (steps, error)) error {
	if len(receipts) == 0 {
		return nil
	}
	var failed map[int]error
	err := q.write(ctx, action, func(tx *sql.Tx) error {
		failed = map[int]error{}
		do, err := prepare(tx)
		if err != nil {
			return err
		}
		for i, r := range receipts {
			id, token, err := parseReceipt(r)
			if err == nil {
				err = do.one(id, token)
				if err != nil && !errors.Is(err, queue.ErrStale) {
					return err
				}
			}
			if err != nil {
				failed[i] = fmt.Errorf("%s %q: %w", action, r, err)
			}
		}
		if do.end == nil {
			return nil
		}
		return do.end()
	})
	if err != nil {
		return err
	}
	if len(failed) > 0 {
		return &queue.BatchError{Failed: failed}
	}
	return nil
}

// millis is how times are stored, rounded up, so that no lease is shorter
// than it was said to be.
func (q *Queue) millis(t time.Time) int64 {
	return t.Add(time.Millisecond - time.Nanosecond).UnixMilli()
}
