package servertest

import (
	"bytes"
	"errors"
	"net"
	"net/http"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"
)

const (
	region    = "us-east-1"
	accessKey = "photoqtest"
	secretKey = "photoqtestsecret"
)

// startLimit is how long a server may take until it answers, on a busy
// machine.
const startLimit = 60 * time.Second

// spec is how to start a server.
type spec struct {
	name    string
	command func(port string) []string
	ready   string // a path that answers 200 once the server serves
}

// start runs the server and returns when it answers. Another process may take
// the free port before the server binds it, so it tries a few times.
func start(t testing.TB, s spec) Server {
	t.Helper()
	var failure error
	for range 3 {
		port := freePort(t)
		p, err := launch(s.command(port))
		if err != nil {
			t.Fatalf("start %s: %v", s.name, err)
		}
		endpoint := "http://127.0.0.1:" + port
		if failure = p.await(endpoint + s.ready); failure == nil {
			t.Cleanup(func() { p.end(t, s.name) })
			return Server{Endpoint: endpoint, Region: region, AccessKey: accessKey, SecretKey: secretKey}
		}
		p.kill()
		t.Logf("%s did not start: %v\n%s", s.name, failure, p.output.tail())
	}
	t.Fatalf("start %s: %v", s.name, failure)
	return Server{}
}

func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("find a free port: %v", err)
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// process is a running server's process.
type process struct {
	cmd    *exec.Cmd
	output *tail
	exited chan struct{}
}

func launch(args []string) (*process, error) {
	p := &process{cmd: exec.Command(args[0], args[1:]...), output: &tail{}, exited: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = p.output, p.output
	p.cmd.WaitDelay = time.Second
	dieWithParent(p.cmd)
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(p.exited)
		p.cmd.Wait()
	}()
	return p, nil
}

// await returns nil once the URL answers 200, and an error when the process
// ends before that or takes too long.
func (p *process) await(url string) error {
	client := &http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for end := time.Now().Add(startLimit); time.Now().Before(end); {
		select {
		case <-p.exited:
			return errors.New("it ended at once: " + p.cmd.ProcessState.String())
		case <-time.After(30 * time.Millisecond):
		}
		response, err := client.Get(url)
		if err != nil {
			continue
		}
		response.Body.Close()
		if response.StatusCode == http.StatusOK {
			return nil
		}
	}
	return errors.New("it does not answer within " + startLimit.String())
}

func (p *process) kill() {
	p.cmd.Process.Kill()
	<-p.exited
}

func (p *process) end(t testing.TB, name string) {
	p.kill()
	if t.Failed() {
		t.Logf("the last words of %s:\n%s", name, p.output.tail())
	}
}

// tail keeps the end of what is written to it.
type tail struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

const tailSize = 16 << 10

func (w *tail) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.buf.Write(p)
	if w.buf.Len() > 2*tailSize {
		w.buf.Next(w.buf.Len() - tailSize)
	}
	return len(p), nil
}

func (w *tail) tail() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	b := w.buf.Bytes()
	return string(b[max(0, len(b)-tailSize/4):])
}
