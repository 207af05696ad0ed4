package job_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/job"
)

func TestIDsSortByAge(t *testing.T) {
	var ids []job.ID
	for i := range 300 {
		id := job.NewID(noon.Add(time.Duration(i) * 31 * time.Hour))
		if !id.Valid() {
			t.Fatalf("a new id, %s, is not valid", id)
		}
		ids = append(ids, id)
	}
	if !slices.IsSorted(ids) {
		t.Errorf("ids are not in the order of their times: %s", ids)
	}
	east := time.FixedZone("east", 5*3600)
	if a, b := job.NewID(noon), job.NewID(noon.In(east)); a[:15] != b[:15] || a == b {
		t.Errorf("%s and %s are of the same moment, want the same time and other letters", a, b)
	}
}

func TestIDsThatCouldMeanSomethingElseAreRefused(t *testing.T) {
	for _, id := range []job.ID{"", "-", "a-", "-a", "a/b", "..", "a.b", "a b", "a\x00", "é", "a%", job.ID(strings.Repeat("a", 65))} {
		if id.Valid() {
			t.Errorf("%q is valid, want that it is not", id)
		}
	}
	for _, id := range []job.ID{"a", "A-9", job.ID(strings.Repeat("a", 64)), "20261122-200124-x7k2q"} {
		if !id.Valid() {
			t.Errorf("%q is not valid, want that it is", id)
		}
	}
}

func TestJobsFromTheFutureOrOutOfOrderAreRefused(t *testing.T) {
	const good = `{"v":1,"id":"j","recipe":{"outputs":[{"quality":85}]}}`
	if _, err := job.Parse([]byte(good)); err != nil {
		t.Fatalf("%s: %v", good, err)
	}
	for what, text := range map[string]string{
		"a newer version":    strings.Replace(good, `"v":1`, `"v":2`, 1),
		"no version":         strings.Replace(good, `"v":1,`, ``, 1),
		"an id with a slash": strings.Replace(good, `"j"`, `"a/b"`, 1),
		"no output":          strings.Replace(good, `{"quality":85}`, ``, 1),
		"a negative number":  strings.Replace(good, `"id"`, `"photos":-1,"id"`, 1),
		"no JSON":            "x",
	} {
		if j, err := job.Parse([]byte(text)); err == nil {
			t.Errorf("%s: parsed as %+v, want an error", what, j)
		}
	}
}

func TestMessagesOfOthersAreRefused(t *testing.T) {
	for _, text := range []string{
		"", "hello", "{}", `{"v":2,"job":"j","photo":1}`, `{"v":1,"job":"","photo":1}`, `{"v":1,"job":"../j","photo":1}`,
		`{"v":1,"job":"j","photo":-1}`, `{"v":1,"job":"j","photo":1,"round":-1}`, `{"v":1,"job":"j","photo":"1"}`, `[1]`,
	} {
		if m, err := job.ParseMessage(text); err == nil {
			t.Errorf("%s: parsed as %+v, want an error", text, m)
		}
	}
}

func TestMessagesAreShort(t *testing.T) {
	if got := (job.Message{Job: "j", Photo: 17}).Encode(); got != `{"v":1,"job":"j","photo":17}` {
		t.Errorf("a message is %s", got)
	}
}
