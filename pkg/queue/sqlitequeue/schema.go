package sqlitequeue

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/photoq/photoq/pkg/fault"
)

// The file says of itself what it is: "phtq" as its application, and which
// version of the tables it has.
const (
	applicationID = 0x70687471
	version       = 1
)

// Times are milliseconds since 1970. visible_at is 0 for a message that is
// waiting and was either never received or given back: it sorts first, and
// no clock that goes wrong can hide it.
//
// AUTOINCREMENT, so that no id comes twice and a receipt never fits a later
// message. by_group answers which messages of a group are due, in order, from
// the index alone. A group is there as long as it has messages; served is the
// number of its last turn.
//
// The file does not shrink (no auto_vacuum): pages of deleted messages are
// used again, so it is as large as the queue ever was, about 10 MB for 100,000
// messages. To give the room back would mean to move pages in each Delete.
func schema() []string {
	return []string{
		`CREATE TABLE groups (
			id INTEGER PRIMARY KEY AUTOINCREMENT,
			name TEXT NOT NULL UNIQUE,
			served INTEGER NOT NULL)`,
		`CREATE INDEX by_turn ON groups (served, id)`,
		`CREATE TABLE messages (
			id INTEGER PRIMARY KEY AUTOINCREMENT,
			grp INTEGER NOT NULL,
			data TEXT NOT NULL,
			visible_at INTEGER NOT NULL DEFAULT 0,
			attempts INTEGER NOT NULL DEFAULT 0,
			token INTEGER NOT NULL DEFAULT 0)`,
		`CREATE INDEX by_group ON messages (grp, visible_at, id)`,
		fmt.Sprintf(`PRAGMA application_id = %d`, applicationID),
		fmt.Sprintf(`PRAGMA user_version = %d`, version),
	}
}

// prepareFile makes the tables in a new file, and refuses one that is not a
// queue of this version. Several processes may do so at once.
func (q *Queue) prepareFile(ctx context.Context) error {
	action := "open queue " + q.path
	current, err := q.checkFile(ctx, action, q.writer)
	if err != nil {
		return err
	}
	// A log of its own lets readers and a writer work side by side. The mode
	// is kept in the file; to set it again changes nothing.
	err = q.retry(ctx, action, func() error {
		var mode string
		if err := q.writer.QueryRowContext(ctx, `PRAGMA journal_mode = WAL`).Scan(&mode); err != nil {
			return err
		}
		if mode != "wal" {
			return fault.New(fault.Unusable, fmt.Errorf("journal mode is %s, not wal", mode), "keep the queue on a local disk")
		}
		return nil
	})
	if err != nil || current == version {
		return err
	}
	return q.write(ctx, action, func(tx *sql.Tx) error {
		// Another process may have been faster.
		if current, err := q.checkFile(ctx, action, tx); err != nil || current == version {
			return err
		}
		for _, statement := range schema() {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
}

// rower is a database or a transaction.
type rower interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// checkFile returns which version of the tables the file has, 0 for a new
// file.
func (q *Queue) checkFile(ctx context.Context, action string, db rower) (int, error) {
	var application, current, tables int
	err := q.retry(ctx, action, func() error {
		return db.QueryRowContext(ctx, `SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)
			FROM pragma_application_id, pragma_user_version`).Scan(&application, &current, &tables)
	})
	switch {
	case err != nil:
		return 0, err
	case tables == 0 && current == 0:
		return 0, nil
	case application != applicationID:
		return 0, fault.New(fault.Unusable, fmt.Errorf("%s: the file is some other program's database", action),
			"name another file for the queue")
	case current > version:
		return 0, fault.New(fault.Unusable, fmt.Errorf("%s: the file has version %d, this photoq knows up to %d", action, current, version),
			"use the newest photoq that has used this queue")
	}
	return current, nil
}
