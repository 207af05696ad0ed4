package job_test

import (
	"path"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/job"
)

// hostile are names that somebody's disk may hold, or that somebody may make
// to have one photo's result replace another's.
func hostile() []job.Name {
	long := strings.Repeat("x", 300)
	names := []job.Name{
		"a.jpg", "A.jpg", "a", "a/b.jpg", "a//b.jpg", "a/./b.jpg", "../a.jpg", "..", ".", "", "/", "/a.jpg", "a/", "a/..",
		"%", "%25", "%2F", "a%2Fb.jpg", "%2E", "%2E%2E", "%00", "a\\b.jpg", "a%5Cb.jpg", "a\x00b", "a\nb", "a\x7fb", "\xff.jpg", "%FF.jpg",
		"\xc3", "\xc3\xa9.jpg", "e\u0301.jpg", "\ufffd.jpg", "\u202egpj.exe", "日本/写真.jpg", " ", "a b", "a+b", "~", "a~b",
		job.Name(long), job.Name(long + ".jpg"), job.Name(long + "y.jpg"), job.Name(long + "." + long),
		job.Name(strings.Repeat("é", 150) + ".jpg"), job.Name(strings.Repeat("\xff", 255)), job.Name(strings.Repeat("\x01", 250) + ".png"),
		job.Name(strings.Repeat("deep/", 300) + "a.jpg"), job.Name(strings.Repeat("deep/", 301) + "a.jpg"),
		job.Name(strings.Repeat("\xfe\xfe/", 500) + "a.jpg"), job.Name(strings.Repeat(long+"/", 12) + long),
		job.Name(strings.Repeat("/", 1000)),
	}
	// Whatever a name becomes may be another file's name, and so on.
	for range 2 {
		for _, name := range names {
			names = append(names, job.Name(job.EscapePath(name)))
		}
	}
	return names
}

func TestTwoNamesHaveTwoKeys(t *testing.T) {
	seen := map[string]job.Name{}
	for _, name := range hostile() {
		key := job.EscapePath(name)
		if other, taken := seen[key]; taken && other != name {
			t.Errorf("%.120q and %.120q both have the key %.250q", other, name, key)
		}
		seen[key] = name
	}
}

func TestEveryNameMakesAKeyThatStoresTake(t *testing.T) {
	longest := job.ID(strings.Repeat("j", 64))
	for _, name := range hostile() {
		for _, key := range []string{
			job.EscapePath(name),
			job.InKey(longest, 99_999_999, name),
			job.OutKey(longest, string(name), name),
			job.OutKey(longest, "", name),
		} {
			// The bucket's prefix comes before it.
			if err := blob.CheckKey("a/prefix/of-the-bucket/" + key); err != nil {
				t.Errorf("the name %.120q: %v", name, err)
			}
			for element := range strings.SplitSeq(key, "/") {
				if len(element) > 220 {
					t.Errorf("the name %.120q has an element of %d bytes in its key, too many for a file system", name, len(element))
				}
			}
		}
	}
}

func TestKeysOfOrdinaryNamesCanBeRead(t *testing.T) {
	for name, want := range map[job.Name]string{
		"summer/beach 1.jpg": "summer/beach 1.jpg",
		"日本/写真.jpg":          "日本/写真.jpg",
		"100%.jpg":           "100%25.jpg",
		"a\\b.jpg":           "a%5Cb.jpg",
		"\xff.jpg":           "%FF.jpg",
		"..":                 "%2E%2E",
		"a//b":               "a/%/b",
	} {
		if got := job.EscapePath(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
	long := job.EscapePath(job.Name(strings.Repeat("x", 300) + ".jpg"))
	if path.Ext(long) != ".jpg" || !strings.HasPrefix(long, "xxxx") || len(long) > 200 {
		t.Errorf("a long name becomes %q, want its beginning and its ending in at most 200 bytes", long)
	}
	if got := job.OutKey("j", "", "a.jpg"); got != "jobs/j/out/main/a.jpg" {
		t.Errorf("the only output's key is %q", got)
	}
	if got := job.InKey("j", 17, "summer/a.jpg"); got != "jobs/j/in/00000017-a.jpg" {
		t.Errorf("the original's key is %q", got)
	}
}

// Lists are in the order of the keys, and must be in the order of the numbers.
func TestNumberedKeysSortByNumber(t *testing.T) {
	for what, key := range map[string]func(int) string{
		"segments":  func(n int) string { return job.SegmentKey("j", n) },
		"rounds":    func(n int) string { return job.RoundKey("j", n) },
		"results":   func(n int) string { return job.ResultsKey("j", "w", n) },
		"originals": func(n int) string { return job.InKey("j", n, "a") },
	} {
		last := ""
		for _, n := range []int{0, 1, 2, 9, 10, 99, 100, 999, 1000, 9999, 10_000, 99_999} {
			if key(n) <= last {
				t.Errorf("%s: the key of %d, %s, does not come after %s", what, n, key(n), last)
			}
			last = key(n)
		}
	}
}
