package sqlitequeue

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/photoq/photoq/pkg/queue"
)

// A waiting Receive looks for messages of other processes at growing
// intervals; those of its own process wake it.
const (
	minPoll = 10 * time.Millisecond
	maxPoll = 250 * time.Millisecond
)

// maxTake is the most that one Receive leases.
const maxTake = 1000

// Receive implements [queue.Queue].
func (q *Queue) Receive(ctx context.Context, max int) ([]queue.Message, error) {
	if max < 1 {
		return nil, fmt.Errorf("receive: asked for %d messages, want at least 1", max)
	}
	deadline := time.Now().Add(q.wait)
	pause := time.NewTimer(0)
	defer pause.Stop()
	for interval := minPoll; ; interval = min(2*interval, maxPoll) {
		rung := q.bell.next()
		messages, err := q.take(ctx, min(max, maxTake))
		if err != nil || len(messages) > 0 {
			return messages, err
		}
		left := time.Until(deadline)
		if left <= 0 {
			return nil, nil
		}
		pause.Reset(min(interval, left))
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("receive: %w", ctx.Err())
		case <-rung:
			interval = minPoll
		case <-pause.C:
		}
	}
}

// take leases up to max messages that are due, without waiting for any.
func (q *Queue) take(ctx context.Context, max int) ([]queue.Message, error) {
	const action = "receive"
	// Looking first costs a reader nothing that a writer waits for. Most
	// polls of an idle worker end here.
	var due bool
	err := q.retry(ctx, action, func() error {
		return q.reader.QueryRowContext(ctx, anyDue, q.millis(q.now())).Scan(&due)
	})
	if err != nil || !due {
		return nil, err
	}
	var messages []queue.Message
	err = q.write(ctx, action, func(tx *sql.Tx) error {
		messages = nil
		now := q.now()
		turns, err := chooseFairly(ctx, tx, q.millis(now), max)
		if err != nil {
			return err
		}
		messages, err = lease(ctx, tx, turns, q.millis(now.Add(q.lease)), max)
		return err
	})
	if err != nil {
		return nil, err
	}
	return messages, nil
}

const (
	anyDue = `SELECT EXISTS (SELECT 1 FROM groups g WHERE EXISTS
		(SELECT 1 FROM messages m WHERE m.grp = g.id AND m.visible_at <= ?))`
	groupsDue = `SELECT g.id, g.name FROM groups g WHERE EXISTS
		(SELECT 1 FROM messages m WHERE m.grp = g.id AND m.visible_at <= ?)
		ORDER BY g.served, g.id LIMIT ?`
	messagesDue = `SELECT id FROM messages WHERE grp = ? AND visible_at <= ? ORDER BY visible_at, id LIMIT ?`
	leaseOne    = `UPDATE messages SET visible_at = ?, attempts = attempts + 1, token = random()
		WHERE id = ? RETURNING data, attempts, token`
	served = `UPDATE groups SET served = (SELECT max(served) FROM groups) + 1 WHERE id = ?`
)

// turn is what a group gets of one Receive.
type turn struct {
	group int64
	name  string
	ids   []int64 // that are due, more than the group may get
	taken int
}

// chooseFairly returns the groups whose turn it is and their messages that
// are due, at most max groups, the one that has waited longest first.
func chooseFairly(ctx context.Context, tx *sql.Tx, now int64, max int) ([]turn, error) {
	rows, err := tx.QueryContext(ctx, groupsDue, now, max)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var turns []turn
	for rows.Next() {
		var t turn
		if err := rows.Scan(&t.group, &t.name); err != nil {
			return nil, err
		}
		turns = append(turns, t)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for i := range turns {
		// Each of the others has at least one.
		if turns[i].ids, err = dueIn(ctx, tx, turns[i].group, now, max-len(turns)+1); err != nil {
			return nil, err
		}
	}
	return turns, nil
}

func dueIn(ctx context.Context, tx *sql.Tx, group, now int64, limit int) ([]int64, error) {
	rows, err := tx.QueryContext(ctx, messagesDue, group, now, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// lease takes one message of each group in rounds, until there are max or
// no more, and notes whose turn it was.
func lease(ctx context.Context, tx *sql.Tx, turns []turn, until int64, max int) ([]queue.Message, error) {
	one, err := tx.PrepareContext(ctx, leaseOne)
	if err != nil {
		return nil, err
	}
	defer one.Close()
	var messages []queue.Message
	for round, more := 0, true; more; round++ {
		more = false
		for i := range turns {
			t := &turns[i]
			if round >= len(t.ids) || len(messages) == max {
				continue
			}
			m := queue.Message{Body: queue.Body{Group: t.name}}
			var token int64
			if err := one.QueryRowContext(ctx, until, t.ids[round]).Scan(&m.Data, &m.Attempts, &token); err != nil {
				return nil, err
			}
			m.ID, m.Receipt = formatReceipt(t.ids[round], token)
			messages = append(messages, m)
			t.taken, more = round+1, true
		}
	}
	// Who got less than others is first next time.
	slices.SortStableFunc(turns, func(a, b turn) int { return a.taken - b.taken })
	for _, t := range turns {
		if _, err := tx.ExecContext(ctx, served, t.group); err != nil {
			return nil, err
		}
	}
	return messages, nil
}
