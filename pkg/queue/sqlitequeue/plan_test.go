package sqlitequeue

import (
	"path/filepath"
	"strings"
	"testing"
)

// What is asked at each Receive is answered from an index, in its order:
// otherwise it would be slow in a long queue.
func TestPlans(t *testing.T) {
	q, err := Open(t.Context(), filepath.Join(t.TempDir(), "queue.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer q.Close()
	for query, args := range map[string][]any{
		anyDue:      {0},
		groupsDue:   {0, 10},
		messagesDue: {1, 0, 10},
	} {
		rows, err := q.reader.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, args...)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			onMessages := strings.Contains(detail, " m ") || strings.Contains(detail, "messages")
			if strings.Contains(detail, "TEMP B-TREE") || onMessages && !strings.Contains(detail, "COVERING INDEX by_group") {
				t.Errorf("%s\nis answered by: %s", query, detail)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		_ = rows.Close()
	}
}
