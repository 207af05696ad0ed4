package job_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/job"
)

// survives fails the test unless what was parsed can be encoded, parsed and
// encoded again to the same bytes.
func survives[T any](t *testing.T, v T, encode func(T) ([]byte, error), parse func([]byte) (T, error)) {
	t.Helper()
	first, err := encode(v)
	if err != nil {
		t.Fatalf("what was parsed cannot be encoded: %v", err)
	}
	back, err := parse(first)
	if err != nil {
		t.Fatalf("what was encoded cannot be parsed: %v\n%.2000q", err, first)
	}
	if second, err := encode(back); err != nil || !bytes.Equal(first, second) {
		t.Fatalf("it changed on the way: %v\n%.2000q\n%.2000q", err, first, second)
	}
}

func FuzzParsePhotos(f *testing.F) {
	for _, n := range []int{0, 1, 3} {
		data, err := job.EncodePhotos(photos(0, n))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if list, err := job.ParsePhotos(data, 0); err == nil {
			survives(t, list, job.EncodePhotos, func(b []byte) ([]job.Photo, error) { return job.ParsePhotos(b, 0) })
		}
	})
}

func FuzzParseResults(f *testing.F) {
	f.Add([]byte(`{"p":1,"files":[{"name":"a.jpg","size":3,"sha256":"ab"}],"in":9,"ms":2,"at":"2026-11-22T12:00:00Z"}`))
	f.Add([]byte(`{"p":1,"r":2,"failure":{"photo":"base64:/w==","index":1,"error":"e","kind":"storage","attempts":5},"at":"2026-11-22T12:00:00.5+05:30"}`))
	f.Add([]byte("{}\n\n{}\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if results, err := job.ParseResults(data); err == nil {
			survives(t, results, job.EncodeResults, job.ParseResults)
		}
	})
}

func FuzzParseMessage(f *testing.F) {
	f.Add(`{"v":1,"job":"20261122-200124-x7k2q","photo":17,"round":2}`)
	f.Add(`{"v":1,"job":"j","photo":1e2}`)
	f.Fuzz(func(t *testing.T, text string) {
		m, err := job.ParseMessage(text)
		if err != nil {
			return
		}
		if back, err := job.ParseMessage(m.Encode()); err != nil || back != m {
			t.Fatalf("%+v came back as %+v, %v", m, back, err)
		}
	})
}

func FuzzParseJob(f *testing.F) {
	f.Add([]byte(`{"v":1,"id":"j","name":"n","created":"2026-11-22T12:00:00Z","plan":"p","recipe":{"outputs":[{"name":"web","steps":[{"op":"resize","params":{"":"9"}}],"quality":85}]},"sealed":true,"photos":3,"bytes":9}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if j, err := job.Parse(data); err == nil {
			survives(t, j, job.Job.Encode, job.Parse)
		}
	})
}

func FuzzParseRound(f *testing.F) {
	f.Add([]byte(`{"round":2,"created":"2026-11-22T12:00:00Z","photos":[[0,0],[2,5]]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := job.ParseRound(data)
		if err != nil {
			return
		}
		survives(t, r, func(r job.Round) ([]byte, error) { return json.Marshal(r) }, job.ParseRound)
		for _, span := range r.Photos {
			if !r.Photos.Has(span[0]) || !r.Photos.Has(span[1]) {
				t.Fatalf("%v are not in the set %v", span, r.Photos)
			}
		}
	})
}

func FuzzName(f *testing.F) {
	for _, name := range hostile()[:30] {
		f.Add(string(name), "a.jpg")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		data, err := json.Marshal(job.Name(a))
		if err != nil {
			t.Fatal(err)
		}
		var back job.Name
		if err := json.Unmarshal(data, &back); err != nil || string(back) != a {
			t.Fatalf("%q came back as %q, %v", a, string(back), err)
		}
		if a != b && job.EscapePath(job.Name(a)) == job.EscapePath(job.Name(b)) {
			t.Fatalf("%q and %q have the same key", a, b)
		}
		if err := blob.CheckKey(job.OutKey("j", a, job.Name(b))); err != nil {
			t.Fatal(err)
		}
	})
}
