package sqlitequeue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/photoq/photoq/pkg/queue"
)

// Stats implements [queue.Queue]. The counts are exact, at one moment; a
// message that is set aside for a back-off counts as in flight, because it
// cannot be told from one under lease. Dead is always 0: nothing is given up.
func (q *Queue) Stats(ctx context.Context) (queue.Stats, error) {
	s := queue.Stats{Exact: true}
	err := q.retry(ctx, "count messages", func() error {
		return q.reader.QueryRowContext(ctx, `SELECT count(*) FILTER (WHERE visible_at <= ?1),
			count(*) FILTER (WHERE visible_at > ?1) FROM messages`, q.millis(q.now())).Scan(&s.Waiting, &s.InFlight)
	})
	return s, err
}

// Purge drops all messages of one group, also those that are under lease,
// whose receipts then stand for deleted messages. It returns how many there
// were. A group without messages is no error.
func (q *Queue) Purge(ctx context.Context, group string) (int64, error) {
	var n int64
	err := q.write(ctx, fmt.Sprintf("purge group %q", group), func(tx *sql.Tx) error {
		n = 0
		var id int64
		err := tx.QueryRowContext(ctx, `SELECT id FROM groups WHERE name = ?`, group).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		result, err := tx.ExecContext(ctx, `DELETE FROM messages WHERE grp = ?`, id)
		if err != nil {
			return err
		}
		if n, err = result.RowsAffected(); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, dropEmptyGroup, id)
		return err
	})
	return n, err
}
