package sqlitequeue_test

import (
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/queue/sqlitequeue"
)

func writeFile(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func makeDatabase(t *testing.T, path string, statements ...string) string {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string { return writeFile(t, filepath.Join(dir, name), text) }
	database := func(name string, statements ...string) string {
		return makeDatabase(t, filepath.Join(dir, name), statements...)
	}
	for _, c := range []struct {
		path, says string
		kind       fault.Kind
	}{
		{filepath.Join(dir, "none", "queue.db"), "none", fault.NotFound},
		{filepath.Join(write("file", "x"), "queue.db"), "not a folder", fault.Unusable},
		{dir, "open queue", fault.Unusable},
		{write("text.db", strings.Repeat("this is no database\n", 100)), "text.db", fault.Unusable},
		{database("other.db", `CREATE TABLE t (x)`), "some other program's", fault.Unusable},
		{database("newer.db", `CREATE TABLE t (x)`, `PRAGMA application_id = 1885893745`, `PRAGMA user_version = 99`), "version 99", fault.Unusable},
	} {
		_, err := sqlitequeue.Open(t.Context(), c.path, sqlitequeue.Options{})
		if fault.KindOf(err) != c.kind || fault.HintOf(err) == "" || !strings.Contains(err.Error(), c.says) {
			t.Errorf("open %s: %v (%s), want %s that says %q, with a hint", c.path, err, fault.KindOf(err), c.kind, c.says)
		}
		if c.kind == fault.NotFound && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%v is not fs.ErrNotExist", err)
		}
	}
}

func TestDamagedFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "queue.db")
	q, err := sqlitequeue.Open(t.Context(), path, sqlitequeue.Options{})
	if err != nil {
		t.Fatal(err)
	}
	send(t, q, "a", 2000)
	if err := q.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 4096; i < len(b); i++ { // all but the first page, which says what it is
		b[i] = 0xa5
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	q = open(t, path, sqlitequeue.Options{})
	_, err = q.Receive(t.Context(), 1)
	if fault.KindOf(err) != fault.Unusable || fault.HintOf(err) == "" {
		t.Errorf("receive: %v, want fault.Unusable with a hint", err)
	}
}
