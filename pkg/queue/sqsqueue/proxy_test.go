package sqsqueue_test

import (
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/photoq/photoq/pkg/backend/servertest"
	"github.com/photoq/photoq/pkg/queue/sqsqueue"
)

// fault answers a request in the server's place; send asks the server.
type fault func(op, body string, r *http.Request, send func() (*http.Response, error)) (*http.Response, error)

// proxy stands between a client and its server: it records requests, and
// breaks those that a test wants broken.
type proxy struct {
	mu     sync.Mutex
	ops    []string
	bodies []string
	fault  fault
}

// Do implements aws.HTTPClient.
func (p *proxy) Do(r *http.Request) (*http.Response, error) {
	_, op, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(strings.NewReader(string(raw)))
	p.mu.Lock()
	p.ops, p.bodies = append(p.ops, op), append(p.bodies, string(raw))
	fault := p.fault
	p.mu.Unlock()
	send := func() (*http.Response, error) { return http.DefaultTransport.RoundTrip(r) }
	if fault == nil {
		return send()
	}
	return fault(op, string(raw), r, send)
}

func (p *proxy) breaks(f fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault = f
}

// during returns the bodies of the requests that do makes.
func (p *proxy) during(do func()) []string {
	p.mu.Lock()
	before := len(p.bodies)
	p.mu.Unlock()
	do()
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.bodies[before:]
}

// firsts applies the fault to the first n requests.
func firsts(n int, f fault) fault {
	var mu sync.Mutex
	return func(op, body string, r *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		mu.Lock()
		n--
		hit := n >= 0
		mu.Unlock()
		if hit {
			return f(op, body, r, send)
		}
		return send()
	}
}

// refuse answers with one of SQS's errors.
func refuse(status int, code, message string) fault {
	return func(_, _ string, r *http.Request, _ func() (*http.Response, error)) (*http.Response, error) {
		b, _ := json.Marshal(map[string]string{"__type": "com.amazonaws.sqs#" + code, "message": message})
		return respond(r, status, string(b)), nil
	}
}

func respond(r *http.Request, status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Status: http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header:        http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
		ContentLength: int64(len(body)), Body: io.NopCloser(strings.NewReader(body)),
	}
}

// batch is a batch request or its answer.
type batch struct {
	Entries    []entry `json:",omitempty"`
	Successful []entry `json:",omitempty"`
	Failed     []entry `json:",omitempty"`
}

type entry struct {
	ID                string `json:"Id"`
	MessageBody       string `json:",omitempty"`
	MessageGroupID    string `json:"MessageGroupId,omitempty"`
	MessageID         string `json:"MessageId,omitempty"`
	MD5               string `json:"MD5OfMessageBody,omitempty"`
	Code              string `json:",omitempty"`
	Message           string `json:",omitempty"`
	SenderFault       bool
	VisibilityTimeout *int `json:",omitempty"`
}

func parse(t *testing.T, body string) batch {
	t.Helper()
	var b batch
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		t.Errorf("parse %q: %v", body, err)
	}
	return b
}

// judge answers a batch of sends without a server: verdict returns the code
// with which an entry fails, or "", and whether it is the sender's fault.
func judge(t *testing.T, verdict func(e entry) (code, message string, sender bool)) fault {
	return func(_, body string, r *http.Request, _ func() (*http.Response, error)) (*http.Response, error) {
		var out batch
		for _, e := range parse(t, body).Entries {
			code, message, sender := verdict(e)
			if code != "" {
				out.Failed = append(out.Failed, entry{ID: e.ID, Code: code, Message: message, SenderFault: sender})
				continue
			}
			sum := md5.Sum([]byte(e.MessageBody))
			out.Successful = append(out.Successful, entry{ID: e.ID, MessageID: "m" + e.ID, MD5: hex.EncodeToString(sum[:])})
		}
		b, err := json.Marshal(out)
		return respond(r, http.StatusOK, string(b)), err
	}
}

// behind returns a client that reaches the server through a proxy.
func behind(s servertest.Server) (*sqs.Client, *proxy) {
	p := &proxy{}
	cfg := s.Config()
	cfg.HTTPClient = p
	return sqsqueue.NewClient(cfg, s.Endpoint), p
}
