package main

import (
	"strings"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/job"
)

func TestGrouped(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{
		0: "0", 7: "7", 999: "999", 1000: "1,000", 12345: "12,345", 999999: "999,999", 1234567: "1,234,567",
		-1: "-1", -999: "-999", -1000: "-1,000", -123456: "-123,456",
	} {
		if got := grouped(n); got != want {
			t.Errorf("grouped(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0 photos", 1: "1 photo", 2: "2 photos", 2000: "2,000 photos"} {
		if got := count(n, "photo"); got != want {
			t.Errorf("count(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestHumanBytes(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{
		0: "0 B", 1023: "1023 B", 1024: "1 KB", 1536: "1.5 KB", 999 << 10: "999 KB", 1000 << 10: "0.977 MB", 1 << 20: "1 MB",
		5<<30 + 1<<29: "5.5 GB", 1 << 50: "1 PB", 1<<63 - 1: "8.19e+03 PB",
	} {
		if got := humanBytes(n); got != want {
			t.Errorf("humanBytes(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestHumanDuration(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "0.0s", 1500 * time.Millisecond: "1.5s", 12 * time.Second: "12s", 90 * time.Second: "1m30s", 3*time.Hour + 5*time.Minute: "3h05m",
	} {
		if got := humanDuration(d); got != want {
			t.Errorf("humanDuration(%s) = %q, want %q", d, got, want)
		}
	}
}

func TestAgo(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.Local)
	for d, want := range map[time.Duration]string{
		-time.Minute: "now", 0: "now", 70 * time.Second: "70s ago", 90 * time.Minute: "90m ago", 47 * time.Hour: "47h ago", 72 * time.Hour: "2026-05-01 12:00",
	} {
		if got := ago(now.Add(-d), now); got != want {
			t.Errorf("%s ago is %q, want %q", d, got, want)
		}
	}
}

func TestPrintable(t *testing.T) {
	t.Parallel()
	if got := printable("a\x1b[31m\nb\x7fé"); got != "a?[31m?b?é" {
		t.Errorf("printable makes %q", got)
	}
}

func TestShellWord(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{"plain": "plain", "two words": "'two words'", "it's": `'it'\''s'`, "$HOME": "'$HOME'"} {
		if got := shellWord(word); got != want {
			t.Errorf("shellWord(%q) = %s, want %s", word, got, want)
		}
	}
}

func TestListFailuresIsShort(t *testing.T) {
	t.Parallel()
	a, shown := inLog()
	failures := make([]job.Failure, 1015)
	for i := range failures {
		failures[i] = job.Failure{Kind: "unreadable", Error: "a.jpg: \x1b[31mdecode\nat line 3"}
	}
	a.listFailures(failures, "do something")
	text := shown.String()
	if strings.Count(text, "  a.jpg: ?[31mdecode [unreadable]\n") != loggedFailures || !strings.Contains(text, "  and 15 more\n") || strings.Contains(text, "line 3") {
		t.Errorf("the list is:\n%s", text)
	}
	onTerminal, shown := inLog()
	onTerminal.errTerminal = true
	onTerminal.listFailures(failures, "do something")
	if text := shown.String(); !strings.Contains(text, "  and 1,005 more") {
		t.Errorf("the list on a terminal is:\n%s", text)
	}
}
