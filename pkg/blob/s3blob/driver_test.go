package s3blob_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/photoq/photoq/pkg/backend/servertest"
	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/blob/s3blob"
	"github.com/photoq/photoq/pkg/fault"
)

func TestDriver(t *testing.T) {
	t.Parallel()
	server := servertest.VersityGW(t)
	for name, test := range map[string]func(*world){
		"requests": testRequests, "busy-server": testBusyServer, "broken-body": testBrokenBody,
		"replaced-midway": testReplacedMidway, "damaged-bytes": testDamagedBytes, "lost-answer": testLostAnswer,
		"conflict": testConflict, "error-kinds": testErrorKinds, "delete-in-part": testDeleteInPart, "aborts-parts": testAbortsParts,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(newWorld(t, server, name))
		})
	}
}

// What S3 bills.
func testRequests(w *world) {
	large := noise(20 << 20)
	var keys []string
	for i := range 1500 {
		keys = append(keys, fmt.Sprintf("many/%05d", i))
	}
	for _, c := range []struct {
		what string
		want int
		do   func()
	}{
		{"put a small object", 1, func() { w.mustPut("a", []byte("x"), blob.PutOptions{}) }},
		{"put it if absent", 1, func() { w.mustPut("b", []byte("x"), blob.PutOptions{IfAbsent: true}) }},
		{"get it", 1, func() { w.holds("a", []byte("x")) }},
		{"put 20 MiB", 1 + 3 + 1, func() { w.mustPut("large", large, blob.PutOptions{}) }},
		{"get 20 MiB", 1, func() { w.holds("large", large) }},
		{"put many", len(keys), func() {
			for _, key := range keys {
				w.mustPut(key, nil, blob.PutOptions{})
			}
		}},
		{"list many", 2, func() {
			for _, err := range w.List(w.ctx, "many/", "") {
				if err != nil {
					w.Fatal(err)
				}
			}
		}},
		{"delete many", 2, func() {
			if err := w.Delete(w.ctx, keys...); err != nil {
				w.Fatal(err)
			}
		}},
	} {
		if got := w.proxy.count(c.do); got != c.want {
			w.Errorf("to %s took %d requests, want %d", c.what, got, c.want)
		}
	}
}

func (w *world) mustPut(key string, body []byte, o blob.PutOptions) {
	w.Helper()
	if err := w.Put(w.ctx, key, bytes.NewReader(body), o); err != nil {
		w.Fatal(err)
	}
}

func testBusyServer(w *world) {
	slow := func(r *http.Request, _ func() (*http.Response, error)) (*http.Response, error) {
		return refuse(r, http.StatusServiceUnavailable, "SlowDown")
	}
	always := func(*http.Request) bool { return true }
	w.proxy.breaks(first(2, always, slow))
	w.mustPut("a", []byte("patience"), blob.PutOptions{IfAbsent: true})
	w.proxy.breaks(first(2, always, slow))
	w.holds("a", []byte("patience"))
	w.proxy.breaks(first(2, always, slow))
	for info, err := range w.List(w.ctx, "", "") {
		if err != nil || info.Key != "a" {
			w.Errorf("list yields %v, %v", info, err)
		}
	}
}

func testBrokenBody(w *world) {
	want := noise(3 << 20)
	w.mustPut("a", want, blob.PutOptions{})
	cut := func(r *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		response, err := send()
		if err == nil {
			response.Body = &breaking{response.Body, 500_000}
		}
		return response, err
	}
	w.proxy.breaks(first(4, method(http.MethodGet), cut))
	if got := w.proxy.count(func() { w.holds("a", want) }); got != 5 {
		w.Errorf("a body broken 4 times took %d requests, want 5", got)
	}
	w.proxy.breaks(first(100, method(http.MethodGet), cut))
	if _, err := w.read("a"); err == nil || errors.Is(err, blob.ErrChanged) || errors.Is(err, fs.ErrNotExist) {
		// 3 MiB take seven such answers, and five resumes are allowed.
		w.Errorf("a body that breaks for ever reads with error %v, want a plain one", err)
	}
}

func testReplacedMidway(w *world) {
	w.mustPut("a", noise(1<<20), blob.PutOptions{})
	w.proxy.breaks(first(1, method(http.MethodGet), func(r *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		response, err := send()
		if err == nil {
			response.Body = &breaking{response.Body, 1000}
		}
		return response, err
	}))
	r, _, err := w.Get(w.ctx, "a")
	if err != nil {
		w.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Read(make([]byte, 500)); err != nil {
		w.Fatal(err)
	}
	w.mustPut("a", noise(1<<20-1), blob.PutOptions{})
	var rest bytes.Buffer
	if _, err := rest.ReadFrom(r); err == nil || !strings.Contains(err.Error(), "replaced") {
		w.Errorf("reading on in a replaced object: %v, want an error that says so", err)
	}
}

// flipping damages the first byte of a body.
type flipping struct {
	http.Response
	done bool
}

func (f *flipping) Read(p []byte) (int, error) {
	n, err := f.Body.Read(p)
	if n > 0 && !f.done {
		p[0] ^= 1
		f.done = true
	}
	return n, err
}

func (f *flipping) Close() error { return f.Body.Close() }

func testDamagedBytes(w *world) {
	w.mustPut("crc", noise(1000), blob.PutOptions{})
	w.mustPut("sha", noise(1000), blob.PutOptions{SHA256: hexSum(noise(1000))})
	w.mustPut("parts", noise(17<<20), blob.PutOptions{})
	w.proxy.breaks(first(100, method(http.MethodGet), func(r *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		response, err := send()
		if err == nil {
			damaged := *response
			response.Body = &flipping{Response: damaged}
		}
		return response, err
	}))
	for _, key := range []string{"crc", "sha", "parts"} {
		if _, err := w.read(key); !errors.Is(err, blob.ErrChanged) {
			w.Errorf("damaged bytes of %s read with error %v, want blob.ErrChanged", key, err)
		}
	}
}

// The answer to a write is lost; the SDK's next try finds the key taken.
func testLostAnswer(w *world) {
	lose := func(r *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		response, err := send()
		if err != nil {
			return nil, err
		}
		response.Body.Close()
		return refuse(r, http.StatusInternalServerError, "InternalError")
	}
	w.proxy.breaks(first(1, method(http.MethodPut), lose))
	w.mustPut("mine", []byte("x"), blob.PutOptions{IfAbsent: true})
	w.proxy.breaks(nil)
	err := w.Put(w.ctx, "mine", strings.NewReader("x"), blob.PutOptions{IfAbsent: true})
	if !errors.Is(err, blob.ErrExists) {
		w.Errorf("a second writer of the same bytes gets %v, want blob.ErrExists", err)
	}
	large := noise(17 << 20)
	for key, o := range map[string]blob.PutOptions{"large": {IfAbsent: true}, "anyway": {}} {
		w.proxy.breaks(first(1, func(r *http.Request) bool {
			return r.Method == http.MethodPost && r.URL.Query().Get("uploadId") != ""
		}, lose))
		w.mustPut(key, large, o)
		w.proxy.breaks(nil)
		w.holds(key, large)
	}
}

func testConflict(w *world) {
	w.proxy.breaks(first(2, method(http.MethodPut), func(r *http.Request, _ func() (*http.Response, error)) (*http.Response, error) {
		return refuse(r, http.StatusConflict, "ConditionalRequestConflict")
	}))
	w.mustPut("a", []byte("after others"), blob.PutOptions{IfAbsent: true})
	w.holds("a", []byte("after others"))
}

func testErrorKinds(w *world) {
	for _, c := range []struct {
		status int
		code   string
		want   fault.Kind
	}{
		{http.StatusForbidden, "AccessDenied", fault.Unusable},
		{http.StatusForbidden, "InvalidAccessKeyId", fault.Unusable},
		{http.StatusBadRequest, "ExpiredToken", fault.Unusable},
		{http.StatusNotFound, "NoSuchBucket", fault.NotFound},
		{http.StatusMovedPermanently, "PermanentRedirect", fault.Unusable},
		{http.StatusBadRequest, "InvalidArgument", ""},
	} {
		w.proxy.breaks(func(r *http.Request, _ func() (*http.Response, error)) (*http.Response, error) {
			return refuse(r, c.status, c.code)
		})
		_, _, getErr := w.Get(w.ctx, "a")
		_, openErr := s3blob.Open(w.ctx, w.client, "error-kinds", prefix, s3blob.Options{})
		for action, err := range map[string]error{
			"get": getErr, "put": w.Put(w.ctx, "a", strings.NewReader("x"), blob.PutOptions{}),
			"delete": w.Delete(w.ctx, "a", "b"), "open": openErr,
		} {
			if action == "open" && c.code == "InvalidArgument" {
				continue // nothing is asked that could be invalid
			}
			if fault.KindOf(err) != c.want || (fault.HintOf(err) == "") != (c.want == "") || err == nil || errors.Is(err, fs.ErrNotExist) {
				w.Errorf("%s with %s: error %v of kind %q, hint %q, want kind %q and a hint for it",
					action, c.code, err, fault.KindOf(err), fault.HintOf(err), c.want)
			}
		}
	}
}

func testDeleteInPart(w *world) {
	for _, key := range []string{"a", "b", "c"} {
		w.mustPut(key, nil, blob.PutOptions{})
	}
	w.proxy.breaks(first(1, method(http.MethodPost), func(r *http.Request, _ func() (*http.Response, error)) (*http.Response, error) {
		return answer(r, http.StatusOK, `<DeleteResult><Error><Key>photoq/b</Key><Code>InternalError</Code><Message>m</Message></Error></DeleteResult>`), nil
	}))
	if err := w.Delete(w.ctx, "a", "b", "c"); err != nil {
		w.Errorf("an entry that failed once is tried again: %v", err)
	}
	w.proxy.breaks(first(1, method(http.MethodPost), func(r *http.Request, _ func() (*http.Response, error)) (*http.Response, error) {
		return answer(r, http.StatusOK, `<DeleteResult><Error><Key>photoq/b</Key><Code>AccessDenied</Code><Message>m</Message></Error></DeleteResult>`), nil
	}))
	err := w.Delete(w.ctx, "a", "b", "c")
	if err == nil || !strings.Contains(err.Error(), "photoq/b") || fault.KindOf(err) != fault.Unusable {
		w.Errorf("an entry that is refused: %v of kind %q, want its key and %q", err, fault.KindOf(err), fault.Unusable)
	}
}

func testAbortsParts(w *world) {
	w.proxy.breaks(func(r *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if r.URL.Query().Get("partNumber") == "2" {
			return refuse(r, http.StatusForbidden, "AccessDenied")
		}
		return send()
	})
	if err := w.Put(w.ctx, "a", bytes.NewReader(noise(40<<20)), blob.PutOptions{}); fault.KindOf(err) != fault.Unusable {
		w.Errorf("put with a part that is refused: %v", err)
	}
	w.proxy.breaks(nil)
	bucket := "aborts-parts"
	out, err := w.client.ListMultipartUploads(w.ctx, &s3.ListMultipartUploadsInput{Bucket: &bucket})
	if err != nil || len(out.Uploads) > 0 {
		w.Errorf("%v uploads are left, %v", out, err)
	}
	if _, err := w.read("a"); !errors.Is(err, fs.ErrNotExist) {
		w.Errorf("get of what was not put: %v", err)
	}
}
