package main

import (
	"errors"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// terminal is a terminal that keeps what is written to it.
type terminal struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write notes what is shown.
func (t *terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.Write(p)
}

func (t *terminal) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.String()
}

func onTerminal() (*app, *terminal) {
	t := &terminal{}
	return newApp(streams{in: strings.NewReader(""), out: io.Discard, err: t, errTerminal: true}), t
}

func inLog() (*app, *terminal) {
	t := &terminal{}
	return newApp(streams{in: strings.NewReader(""), out: io.Discard, err: t}), t
}

func TestTheBarIsDrawnAndErased(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, screen := onTerminal()
		d := a.display("working")
		d.Total(4, -1)
		d.Add(1, 1000)
		d.Fail("a.jpg", errors.New("no"))
		time.Sleep(3 * time.Second)
		synctest.Wait()
		for _, want := range []string{"working, ", "1 failed", "(1/4)", "25%"} {
			if !strings.Contains(screen.String(), want) {
				t.Errorf("the bar does not show %q: %q", want, screen.String())
			}
		}
		a.say("a line")
		if !strings.HasSuffix(screen.String(), eraseLine+"a line\n") {
			t.Errorf("the line does not take the bar's place: %q", screen.String())
		}
		time.Sleep(time.Second)
		d.Close()
		d.Close()
		if !strings.HasSuffix(screen.String(), eraseLine) {
			t.Errorf("the bar is left on the screen: %q", screen.String())
		}
	})
}

// TestManyTellTheDisplay runs with -race: workers report and others write
// while the bar is drawn.
func TestManyTellTheDisplay(t *testing.T) {
	t.Parallel()
	a, _ := onTerminal()
	d := a.display("working")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for n := range 200 {
				d.Total(1600, -1)
				d.Add(1, 10)
				if n%50 == 0 {
					d.Fail("a.jpg", errors.New("no"))
					a.say("beside")
					a.logger().Warn("beside")
				}
			}
		})
	}
	all.Wait()
	d.Close()
	if photos, total, failed, bytes := d.counts(); photos != 1600 || total != 1600 || failed != 32 || bytes != 16000 {
		t.Errorf("counted %d of %d photos, %d failed, %d bytes", photos, total, failed, bytes)
	}
}

func TestProgressInALog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, log := inLog()
		d := a.display("working")
		defer d.Close()
		d.Total(100, -1)
		d.Add(10, 2048)
		time.Sleep(time.Minute) // nothing more happens: one line
		synctest.Wait()
		if want := "working: 10 of 100 photos, 2 KB, 1.0/s, about 1m30s left\n"; log.String() != want {
			t.Errorf("said %q, want %q", log.String(), want)
		}
	})
}

func TestNothingIsShownWhereItIsNotWanted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, set := range []func(*app){func(a *app) { a.quiet = true }, func(a *app) { a.noProgress = true }} {
			for _, open := range []func() (*app, *terminal){onTerminal, inLog} {
				a, shown := open()
				set(a)
				d := a.display("working")
				d.Add(1, 1)
				time.Sleep(time.Minute)
				d.Close()
				if shown.String() != "" {
					t.Errorf("shown: %q", shown.String())
				}
			}
		}
	})
}

func TestLine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		photos, total, failed, bytes int64
		elapsed                      time.Duration
		want                         string
	}{
		{0, -1, 0, 0, 10 * time.Second, "working: 0 photos, 0.0/s"},
		{5, -1, 0, 0, 10 * time.Second, "working: 5 photos, 0.5/s"},
		{5000, 20000, 0, 3 << 20, 100 * time.Second, "working: 5,000 of 20,000 photos, 3 MB, 50.0/s, about 5m0s left"},
		{20000, 20000, 2, 0, 100 * time.Second, "working: 20,000 of 20,000 photos, 200.0/s, 2 failed"},
	} {
		d := &display{label: "working", photos: c.photos, total: c.total, failed: c.failed, bytes: c.bytes}
		if got := d.line(c.elapsed); got != c.want {
			t.Errorf("the line is %q, want %q", got, c.want)
		}
	}
}

func TestAPictureIsDrawnInItsPlace(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	p := &picture{app: &app{streams: streams{out: &out}}}
	p.draw("one\ntwo")
	p.draw("three")
	p.erase()
	p.erase()
	up := regexp.MustCompile(`\x1b\[(\d+)A`).FindAllString(out.String(), -1)
	if len(up) != 2 || up[0] != "\x1b[2A" || up[1] != "\x1b[1A" {
		t.Errorf("the cursor goes up by %q in %q", up, out.String())
	}
}
