package job_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/job"
)

func photos(from, n int) []job.Photo {
	list := make([]job.Photo, n)
	for i := range list {
		name := job.Name(fmt.Sprintf("p/%d\xff<&>.jpg", from+i))
		list[i] = job.Photo{Index: from + i, Name: name, Size: int64(i), SHA256: "ab", Results: []job.Name{name, "x/y.png"}}
	}
	return list
}

func zipped(t *testing.T, text string) []byte {
	t.Helper()
	var buf bytes.Buffer
	zip := gzip.NewWriter(&buf)
	if _, err := zip.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// bomb is a small file of good lines that unpacks to more than 64 MiB.
func bomb(t *testing.T, line func(i int) string) []byte {
	t.Helper()
	var data []byte
	padding := zipped(t, strings.Repeat(" ", 1<<20-200)+"\n")
	for i := range 65 {
		data = append(append(data, zipped(t, line(i))...), padding...)
	}
	return data
}

func TestManifestSegmentsComeBackAsTheyWere(t *testing.T) {
	for _, c := range []struct{ segment, n int }{{0, 1}, {0, 1000}, {3, 7}, {0, 0}} {
		want := photos(c.segment*job.SegmentPhotos, c.n)
		data, err := job.EncodePhotos(want)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := job.EncodePhotos(want)
		if !bytes.Equal(data, again) {
			t.Errorf("%d photos do not always give the same bytes", c.n)
		}
		got, err := job.ParsePhotos(data, c.segment)
		if err != nil || len(got) != c.n || c.n > 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("%d photos of segment %d came back as %d, %v", c.n, c.segment, len(got), err)
		}
	}
}

func TestDamagedManifestSegmentsAreRefused(t *testing.T) {
	line := func(i int, name, result string) string {
		return fmt.Sprintf(`{"i":%d,"name":%q,"size":1,"results":[%q]}`+"\n", i, name, result)
	}
	var tooMany strings.Builder
	for i := range job.SegmentPhotos + 1 {
		tooMany.WriteString(line(i, "a", "b"))
	}
	whole := zipped(t, line(0, "a", "b"))
	for what, data := range map[string][]byte{
		"no gzip":                 []byte("x"),
		"empty":                   nil,
		"cut off":                 whole[:len(whole)-4],
		"no JSON":                 zipped(t, "x\n"),
		"a gap":                   zipped(t, line(0, "a", "b")+line(2, "a", "b")),
		"a photo twice":           zipped(t, line(0, "a", "b")+line(0, "a", "b")),
		"of another segment":      zipped(t, line(1000, "a", "b")),
		"too many":                zipped(t, tooMany.String()),
		"a name that escapes":     zipped(t, line(0, "../a", "b")),
		"an absolute name":        zipped(t, line(0, "/a", "b")),
		"a result that escapes":   zipped(t, line(0, "a", "x/../../b")),
		"a result without a name": zipped(t, line(0, "a", "")),
		"a line without end":      zipped(t, strings.Repeat(" ", 2<<20)),
		"a bomb":                  bomb(t, func(i int) string { return strings.TrimSpace(line(i, "a", "b")) }),
	} {
		if got, err := job.ParsePhotos(data, 0); err == nil || got != nil {
			t.Errorf("%s: %d photos, %v; want only an error", what, len(got), err)
		}
	}
}

func TestResultSegmentsComeBackAsTheyWere(t *testing.T) {
	want := []job.Result{
		{Photo: 1, Files: []job.File{{Name: "a\xff.jpg", Size: 3, SHA256: "ab"}, {Name: "b", Size: 4}}, BytesIn: 9, Millis: 2, At: noon, Notes: []string{"<n>"}},
		{Photo: 2, Round: 3, Failure: &job.Failure{Photo: "x", Index: 2, Error: "e", Kind: "storage", Attempts: 5}, At: noon.Add(time.Nanosecond)},
	}
	data, err := job.EncodeResults(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := job.ParseResults(data)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("came back as %+v, %v", got, err)
	}
	if got[0].BytesOut() != 7 || !got[0].Done() || got[1].Done() {
		t.Errorf("the first is of %d bytes and done %v, the second done %v", got[0].BytesOut(), got[0].Done(), got[1].Done())
	}
}

func TestDamagedResultSegmentsAreRefused(t *testing.T) {
	for what, text := range map[string]string{
		"no JSON":              "x\n",
		"a negative photo":     `{"p":-1}`,
		"a negative round":     `{"p":1,"r":-1}`,
		"a file that escapes":  `{"p":1,"files":[{"name":"../../etc/passwd"}]}`,
		"an absolute file":     `{"p":1,"files":[{"name":"/etc/passwd"}]}`,
		"damage further below": `{"p":1}` + "\n" + `{"p":`,
		"a line without end":   strings.Repeat(" ", 2<<20),
	} {
		if got, err := job.ParseResults([]byte(text)); err == nil || got != nil {
			t.Errorf("%s: %+v, %v; want only an error", what, got, err)
		}
	}
}
