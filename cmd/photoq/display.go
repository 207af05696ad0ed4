package main

import (
	"fmt"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/photoq/photoq/pkg/progress"
)

// How often progress is shown: drawn on a terminal, or said as a line in a
// log.
const (
	drawEvery = 100 * time.Millisecond
	sayEvery  = 10 * time.Second
)

// display shows the progress of long work. The work only counts; one
// goroutine draws, because the bar does not bear two.
type display struct {
	app   *app
	label string
	start time.Time

	mu                   sync.Mutex
	photos, bytes, total int64
	failed               int64

	stop chan struct{}
	done chan struct{}
}

var _ progress.Reporter = (*display)(nil)

// display begins to show progress under a label, like "uploading". Close
// ends it and clears the bar.
func (a *app) display(label string) *display {
	d := &display{app: a, label: label, start: time.Now(), total: -1, stop: make(chan struct{}), done: make(chan struct{})}
	if a.quiet || a.noProgress {
		close(d.done)
		return d
	}
	if a.errTerminal {
		go d.draw()
	} else {
		go d.log()
	}
	return d
}

// Close ends the display. It may be called twice.
func (d *display) Close() {
	d.mu.Lock()
	select {
	case <-d.stop:
	default:
		close(d.stop)
	}
	d.mu.Unlock()
	<-d.done
}

// Total sets how much is expected.
func (d *display) Total(photos, _ int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.total = photos
}

// Add counts what is behind us.
func (d *display) Add(photos, bytes int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.photos += photos
	d.bytes += bytes
}

// Fail counts a failure; the summary at the end names it.
func (d *display) Fail(string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.failed++
}

func (d *display) counts() (photos, total, failed, bytes int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.photos, d.total, d.failed, d.bytes
}

func (d *display) draw() {
	defer close(d.done)
	bar := progressbar.NewOptions64(-1,
		progressbar.OptionSetWriter(d.app.screen.bar()),
		progressbar.OptionSetDescription(d.label),
		progressbar.OptionShowCount(),
		progressbar.OptionSetWidth(24),
		progressbar.OptionSetSpinnerChangeInterval(0), // or a goroutine of its own draws for ever
		progressbar.OptionSetElapsedTime(true),
		progressbar.OptionSetPredictTime(true),
	)
	tick := time.NewTicker(drawEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-d.stop:
			d.app.screen.clear()
			return
		}
		photos, total, _, _ := d.counts()
		if total > 0 && bar.GetMax64() != total {
			bar.ChangeMax64(total)
		}
		bar.Describe(d.caption(time.Since(d.start)))
		// One short of the end at most: a full bar would finish, and a photo
		// more could come.
		if photos > 0 {
			bar.Set64(min(photos, max(bar.GetMax64()-1, 1)))
		}
	}
}

// caption stands before the bar.
func (d *display) caption(elapsed time.Duration) string {
	photos, _, failed, _ := d.counts()
	text := d.label
	if photos > 0 {
		text += fmt.Sprintf(", %.1f/s", float64(photos)/elapsed.Seconds())
	}
	if failed > 0 {
		text += fmt.Sprintf(", %s failed", grouped(failed))
	}
	return text
}

// log says how far it is, as long as it goes on.
func (d *display) log() {
	defer close(d.done)
	tick := time.NewTicker(sayEvery)
	defer tick.Stop()
	said := int64(0)
	for {
		select {
		case <-tick.C:
			if photos, _, _, _ := d.counts(); photos != said {
				said = photos
				d.app.say("%s", d.line(time.Since(d.start)))
			}
		case <-d.stop:
			return
		}
	}
}

// line is the progress in words.
func (d *display) line(elapsed time.Duration) string {
	photos, total, failed, bytes := d.counts()
	rate := float64(photos) / elapsed.Seconds()
	text := fmt.Sprintf("%s: %s photos", d.label, grouped(photos))
	if total > 0 {
		text = fmt.Sprintf("%s: %s of %s photos", d.label, grouped(photos), grouped(total))
	}
	if bytes > 0 {
		text += ", " + humanBytes(bytes)
	}
	text += fmt.Sprintf(", %.1f/s", rate)
	if left := total - photos; total > 0 && left > 0 && rate > 0 {
		text += ", about " + humanDuration(time.Duration(float64(left)/rate*float64(time.Second))) + " left"
	}
	if failed > 0 {
		text += fmt.Sprintf(", %d failed", failed)
	}
	return text
}
