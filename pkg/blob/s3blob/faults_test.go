package s3blob_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/photoq/photoq/pkg/backend/servertest"
	"github.com/photoq/photoq/pkg/blob/s3blob"
)

// proxy stands between a client and its server: it counts requests, and
// breaks those that a test wants broken.
type proxy struct {
	mu    sync.Mutex
	seen  []string // method and operation of each request
	fault func(r *http.Request, send func() (*http.Response, error)) (*http.Response, error)
}

// Do implements aws.HTTPClient.
func (p *proxy) Do(r *http.Request) (*http.Response, error) {
	p.mu.Lock()
	p.seen = append(p.seen, r.Method)
	fault := p.fault
	p.mu.Unlock()
	send := func() (*http.Response, error) { return http.DefaultTransport.RoundTrip(r) }
	if fault == nil {
		return send()
	}
	return fault(r, send)
}

// breaks sets the fault from now on; nil is none.
func (p *proxy) breaks(fault func(r *http.Request, send func() (*http.Response, error)) (*http.Response, error)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault = fault
}

// count returns how many requests do makes.
func (p *proxy) count(do func()) int {
	p.mu.Lock()
	before := len(p.seen)
	p.mu.Unlock()
	do()
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.seen) - before
}

// refuse answers with one of S3's errors.
func refuse(r *http.Request, status int, code string) (*http.Response, error) {
	body := "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>as the test wants it</Message></Error>"
	return answer(r, status, body), nil
}

func answer(r *http.Request, status int, body string) *http.Response {
	if r.Body != nil {
		io.Copy(io.Discard, r.Body)
	}
	if r.Method == http.MethodHead {
		body = ""
	}
	return &http.Response{
		StatusCode: status, Status: http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header:        http.Header{"Content-Type": {"application/xml"}},
		ContentLength: int64(len(body)), Body: io.NopCloser(strings.NewReader(body)),
	}
}

// first runs the fault for the first n requests that match, then no more.
func first(n int, match func(*http.Request) bool, fault func(*http.Request, func() (*http.Response, error)) (*http.Response, error)) func(*http.Request, func() (*http.Response, error)) (*http.Response, error) {
	var mu sync.Mutex
	return func(r *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		mu.Lock()
		hit := n > 0 && match(r)
		if hit {
			n--
		}
		mu.Unlock()
		if hit {
			return fault(r, send)
		}
		return send()
	}
}

func method(name string) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.Method == name }
}

// breaking is a body that ends in an error after n bytes.
type breaking struct {
	io.ReadCloser
	n int
}

var errReset = errors.New("connection reset by the test")

func (b *breaking) Read(p []byte) (int, error) {
	if b.n <= 0 {
		return 0, errReset
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.n)])
	b.n -= n
	return n, err
}

// world is a store behind a proxy.
type world struct {
	*testing.T
	*s3blob.Store
	proxy  *proxy
	client *s3.Client
	ctx    context.Context
}

// newWorld opens a new bucket of the server through a proxy.
func newWorld(t *testing.T, s servertest.Server, bucket string) *world {
	t.Helper()
	w := &world{T: t, proxy: &proxy{}, ctx: context.Background()}
	cfg := s.Config()
	cfg.HTTPClient = w.proxy
	w.client = s3blob.NewClient(cfg, s.Endpoint)
	w.Store = openNew(t, w.client, bucket)
	return w
}

// read returns the object's bytes, and the error of opening or reading it.
func (w *world) read(key string) ([]byte, error) {
	r, _, err := w.Get(w.ctx, key)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func (w *world) holds(key string, want []byte) {
	w.Helper()
	got, err := w.read(key)
	if err != nil || !bytes.Equal(got, want) {
		w.Fatalf("%s reads as %d bytes, %v, want %d bytes as they were put", key, len(got), err, len(want))
	}
}

func noise(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i*i>>7 + i)
	}
	return b
}
