package main_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/photoq/photoq/pkg/backend/servertest"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/op/builtin"
	"github.com/photoq/photoq/pkg/sample"
)

// These are the figures of docs/benchmarks.md. They run the built program as
// its users do, and measure it from outside.

// BenchmarkOverhead compares the CPU time of `photoq run` with that of the
// bare pipeline over the same files, in turn.
func BenchmarkOverhead(b *testing.B) {
	photos := os.Getenv("PHOTOQ_TEST_BENCH")
	if photos == "" {
		b.Skip("set PHOTOQ_TEST_BENCH to a folder of large JPEGs")
	}
	program, in := build(b), copies(b, photos, 200)
	var ratios, bare, whole []float64
	for b.Loop() {
		bare = append(bare, barePipeline(b, in))
		out := b.TempDir()
		whole = append(whole, run(b, program, nil, "run", in, "--op", "thumbnail=256", "--to", out, "--dir", filepath.Join(out, ".home")).cpu)
		ratios = append(ratios, whole[len(whole)-1]/bare[len(bare)-1])
	}
	b.ReportMetric(median(ratios), "cpu-ratio")
	b.ReportMetric(median(bare), "bare-cpu-s")
	b.ReportMetric(median(whole), "run-cpu-s")
}

// BenchmarkStart measures how long the program takes to start and end.
func BenchmarkStart(b *testing.B) {
	program := build(b)
	for b.Loop() {
		run(b, program, nil, "version")
	}
}

// BenchmarkScale takes a large job of tiny photos through its whole life.
func BenchmarkScale(b *testing.B) {
	n := 100_000
	if s := os.Getenv("PHOTOQ_TEST_PHOTOS"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	program, in := build(b), tiny(b, n)
	b.Run("local", func(b *testing.B) {
		for b.Loop() {
			life(b, program, in, n, nil, func() (int64, int64) { return 0, 0 }, "--dir", b.TempDir())
		}
	})
	b.Run("aws", func(b *testing.B) {
		s3, sqs := servertest.VersityGW(b), servertest.ElasticMQ(b)
		s3URL, s3Requests := counted(b, s3.Endpoint)
		sqsURL, sqsRequests := counted(b, sqs.Endpoint)
		env := append(s3.Environ(), "AWS_ENDPOINT_URL_S3="+s3URL, "AWS_ENDPOINT_URL_SQS="+sqsURL)
		counts := func() (int64, int64) { return s3Requests.Load(), sqsRequests.Load() }
		for b.Loop() {
			flags := []string{"--backend", "aws", "--bucket", "bench", "--queue", "bench", "--region", s3.Region}
			run(b, program, env, append([]string{"setup"}, flags...)...)
			life(b, program, in, n, env, counts, flags...)
		}
	})
}

// life submits, works and asks, and reports what that took.
func life(b *testing.B, program, in string, n int, env []string, requests func() (s3, sqs int64), flags ...string) {
	with := func(words ...string) []string { return append(words, flags...) }
	s3Before, sqsBefore := requests()
	submit := run(b, program, env, with("submit", in, "--op", "thumbnail=8", "-q")...)
	id := strings.TrimSpace(submit.out)
	work := run(b, program, env, with("work", "--drain", "-q")...)
	s3Asked, _ := requests()
	status := run(b, program, env, with("status", id, "--json")...)
	s3After, sqsAfter := requests()
	var s struct{ Photos, Done, Pending int }
	if err := json.Unmarshal([]byte(status.out), &s); err != nil || s.Done != n || s.Pending != 0 {
		b.Fatalf("the job stands at %+v (%v), expected %d done", s, err, n)
	}
	b.ReportMetric(submit.rss, "submit-MiB")
	b.ReportMetric(work.rss, "work-MiB")
	b.ReportMetric(float64(n)/submit.wall, "submit-photos/s")
	b.ReportMetric(float64(n)/work.wall, "work-photos/s")
	b.ReportMetric(status.wall, "status-s")
	if s3After > s3Before {
		b.ReportMetric(float64(s3After-s3Asked), "status-requests")
		b.ReportMetric(float64(s3After-s3Before)/float64(n), "s3-requests/photo")
		b.ReportMetric(float64(sqsAfter-sqsBefore)/float64(n), "sqs-requests/photo")
	}
}

// ran is what a finished run of the program took.
type ran struct {
	out            string
	cpu, wall, rss float64 // seconds, seconds, MiB
}

func run(b *testing.B, program string, env []string, args ...string) ran {
	b.Helper()
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(context.Background(), program, args...)
	cmd.Stdout, cmd.Stderr, cmd.Env = &out, &errs, append(os.Environ(), env...)
	start := time.Now()
	if err := cmd.Run(); err != nil {
		b.Fatalf("photoq %s: %v\n%s", strings.Join(args, " "), err, errs.String())
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	rss := float64(usage.Maxrss) / 1024
	if runtime.GOOS == "darwin" {
		rss /= 1024
	}
	return ran{out.String(), (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), time.Since(start).Seconds(), rss}
}

func build(b *testing.B) string {
	b.Helper()
	program := filepath.Join(b.TempDir(), "photoq")
	cmd := exec.CommandContext(context.Background(), "go", "build", "-o", program, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	return program
}

// copies fills a folder with n copies of the JPEGs in a folder.
func copies(b *testing.B, from string, n int) string {
	b.Helper()
	names, err := filepath.Glob(filepath.Join(from, "*.jpg"))
	if err != nil || len(names) == 0 {
		b.Fatalf("no .jpg files in %s: %v", from, err)
	}
	dir := b.TempDir()
	for i := range n {
		data, err := os.ReadFile(names[i%len(names)])
		if err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%05d.jpg", i)), data, 0o644); err != nil {
			b.Fatal(err)
		}
	}
	return dir
}

// tiny fills a folder with n small photos, a thousand to a subfolder.
func tiny(b *testing.B, n int) string {
	b.Helper()
	dir := b.TempDir()
	data, err := sample.JPEG(sample.Scene(24, 16, 1), 6)
	if err != nil {
		b.Fatal(err)
	}
	for i := range n {
		name := filepath.Join(dir, fmt.Sprintf("%03d", i/1000), fmt.Sprintf("%06d.jpg", i))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			b.Fatal(err)
		}
	}
	return dir
}

// barePipeline is decode, thumbnail, encode and write with nothing around
// it, on all cores. It returns its CPU time in seconds.
func barePipeline(b *testing.B, in string) float64 {
	b.Helper()
	out := b.TempDir()
	step, err := op.ParseStep("thumbnail=256")
	if err != nil {
		b.Fatal(err)
	}
	output := op.DefaultOutput()
	output.Steps = []job.Step{step}
	pipeline, err := op.Compile(builtin.Registry(), job.Recipe{Outputs: []job.Output{output}})
	if err != nil {
		b.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(in, "*.jpg"))
	if err != nil {
		b.Fatal(err)
	}
	before := ownCPU(b)
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, name := range names {
		g.Go(func() error { return bareOne(pipeline, name, filepath.Join(out, filepath.Base(name))) })
	}
	if err := g.Wait(); err != nil {
		b.Fatal(err)
	}
	return ownCPU(b) - before
}

func bareOne(pipeline *op.Pipeline, from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	file, err := imageio.Open(data, imageio.Limits{})
	if err != nil {
		return err
	}
	photo, err := file.Decode(context.Background(), imageio.DecodeOptions{Size: pipeline.Needs(file.Size()), HalfChroma: true})
	if err != nil {
		return err
	}
	return pipeline.Run(context.Background(), photo, func(_ int, p imageio.Photo) error {
		var buf bytes.Buffer
		if err := imageio.Encode(&buf, p, imageio.EncodeOptions{Format: imageio.JPEG, Quality: 85, Metadata: "keep"}); err != nil {
			return err
		}
		return os.WriteFile(to, buf.Bytes(), 0o644)
	})
}

func ownCPU(b *testing.B) float64 {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

// counted puts a proxy that counts requests before a server.
func counted(b *testing.B, endpoint string) (string, *atomic.Int64) {
	b.Helper()
	target, err := url.Parse(endpoint)
	if err != nil {
		b.Fatal(err)
	}
	var n atomic.Int64
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host // it is signed
		},
		Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true},
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n.Add(1)
		proxy.ServeHTTP(w, r)
	}))
	b.Cleanup(s.Close)
	return s.URL, &n
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
