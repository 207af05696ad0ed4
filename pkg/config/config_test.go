package config_test

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/config"
)

func TestAmountsAreReadWithTheirUnits(t *testing.T) {
	for text, want := range map[string]config.Bytes{
		"0": 0, "7": 7, "7B": 7, "1K": 1 << 10, "1KB": 1 << 10, "1KiB": 1 << 10, "512MB": 512 << 20, "512mb": 512 << 20, " 2 GB ": 2 << 30,
		"1.5MB": 3 << 19, "0.5K": 512, "1TB": 1 << 40, "1e3": 1000, "3T": 3 << 40, "1.9": 1,
	} {
		var b config.Bytes
		if err := b.Set(text); err != nil || b != want {
			t.Errorf("%q is %d, %v; want %d", text, b, err, want)
		}
	}
	for text, want := range map[string]config.Pixels{"200MP": 200_000_000, "1.5GP": 1_500_000_000, "12KP": 12_000, "12k": 12_000, "9": 9} {
		var p config.Pixels
		if err := p.Set(text); err != nil || p != want {
			t.Errorf("%q is %d, %v; want %d", text, p, err, want)
		}
	}
}

func TestWhatIsNoAmountIsRefused(t *testing.T) {
	for _, text := range []string{"", " ", "B", "KB", "MB", "-1", "-1MB", "1XB", "1 2MB", "NaN", "Inf", "InfMB", "1e30", "9999999TB", "1MBMB", "1MKB", "MB1", "1,5MB"} {
		var b config.Bytes
		if err := b.Set(text); err == nil {
			t.Errorf("%q is %d, want an error", text, b)
		} else if !strings.Contains(err.Error(), "1.5MB") {
			t.Errorf("%q: %v, want an example", text, err)
		}
		var p config.Pixels
		if err := p.Set(text); err == nil {
			t.Errorf("%q is %d pixels, want an error", text, p)
		}
	}
}

func FuzzAmounts(f *testing.F) {
	for _, text := range []string{"512MB", "1.5GB", "200MP", "0", "7", "-1", "1e10", "9007199254740993"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var b, b2 config.Bytes
		if b.Set(text) == nil {
			if err := b2.Set(b.String()); err != nil || b2 != b || b < 0 {
				t.Errorf("%q is %d, written as %s, which is %d, %v", text, b, b, b2, err)
			}
		}
		var p, p2 config.Pixels
		if p.Set(text) == nil {
			if err := p2.Set(p.String()); err != nil || p2 != p || p < 0 {
				t.Errorf("%q is %d pixels, written as %s, which is %d, %v", text, p, p, p2, err)
			}
		}
	})
}

func TestAmountsAreWrittenShort(t *testing.T) {
	for b, want := range map[config.Bytes]string{0: "0", 1: "1", 1023: "1023", 1024: "1KB", 1025: "1025", 512 << 20: "512MB", 1 << 40: "1TB", 1 << 50: "1024TB", math.MaxInt64: "9223372036854775807"} {
		if got := b.String(); got != want {
			t.Errorf("%d is written %s, want %s", int64(b), got, want)
		}
	}
	if got := config.Pixels(200_000_000).String(); got != "200MP" {
		t.Errorf("200 megapixels are written %s", got)
	}
}

func TestTheDefaultsAreValid(t *testing.T) {
	if err := config.Default().Validate(); err != nil {
		t.Error(err)
	}
}

func TestValidateListsAllFaults(t *testing.T) {
	c := config.Config{
		Backend: "azure",
		AWS:     config.AWS{Prefix: "/x", EndpointURL: "localhost:9000"},
		Work:    config.Work{Concurrency: -1, Memory: 1, Lease: time.Second, MaxAttempts: 101},
	}
	err := c.Validate()
	if err == nil {
		t.Fatal("it is valid")
	}
	lines := strings.Split(err.Error(), "\n")
	keys := []string{"backend", "local.dir", "aws.prefix", "aws.endpoint-url", "work.concurrency", "work.memory", "work.lease", "work.max-attempts", "limits.pixels", "limits.bytes"}
	if len(lines) != len(keys) {
		t.Fatalf("%d faults are listed, want %d:\n%v", len(lines), len(keys), err)
	}
	for i, key := range keys {
		if !strings.HasPrefix(lines[i], key+": ") {
			t.Errorf("fault %d is %q, want that of %s", i, lines[i], key)
		}
	}
}

func TestEachSettingHasItsBounds(t *testing.T) {
	for what, change := range map[string]func(*config.Config){
		"aws without a bucket":    func(c *config.Config) { c.Backend = config.BackendAWS },
		"aws without a queue":     func(c *config.Config) { c.Backend, c.AWS.Bucket, c.AWS.Queue = config.BackendAWS, "b", "" },
		"two slashes":             func(c *config.Config) { c.AWS.Prefix = "a//b" },
		"another scheme":          func(c *config.Config) { c.AWS.EndpointURL = "ftp://host" },
		"no host":                 func(c *config.Config) { c.AWS.EndpointURL = "http:///path" },
		"too many photos at once": func(c *config.Config) { c.Work.Concurrency = 1025 },
		"too long a lease":        func(c *config.Config) { c.Work.Lease = 13 * time.Hour },
		"no attempt":              func(c *config.Config) { c.Work.MaxAttempts = 0 },
	} {
		c := config.Default()
		change(&c)
		if err := c.Validate(); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want one fault", what, err)
		}
	}
	for what, change := range map[string]func(*config.Config){
		"aws":              func(c *config.Config) { c.Backend, c.AWS.Bucket = config.BackendAWS, "b" },
		"no prefix":        func(c *config.Config) { c.AWS.Prefix = "" },
		"an endpoint":      func(c *config.Config) { c.AWS.EndpointURL = "http://127.0.0.1:9000" },
		"the least memory": func(c *config.Config) { c.Work.Memory = 16 << 20 },
		"the least lease":  func(c *config.Config) { c.Work.Lease = 10 * time.Second },
	} {
		c := config.Default()
		change(&c)
		if err := c.Validate(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestSettingsAreListedAsTheyWouldBeWritten(t *testing.T) {
	got := map[string]string{}
	for _, s := range config.Default().Settings() {
		if got[s.Key] = s.Value; s.Help == "" {
			t.Errorf("%s has no help", s.Key)
		}
	}
	for key, want := range map[string]string{"work.lease": "2m", "limits.pixels": "200MP", "limits.bytes": "512MB", "work.max-attempts": "5", "backend": "local"} {
		if got[key] != want {
			t.Errorf("%s is %q, want %q", key, got[key], want)
		}
	}
}

func TestTheFolderMayBeginAtHome(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]string{"~": home, "~/a": filepath.Join(home, "a"), "/a/../b": "/b", "c": filepath.Join(here, "c"), "~user/a": filepath.Join(here, "~user/a")} {
		if got, err := (config.Local{Dir: dir}).Folder(); err != nil || got != want {
			t.Errorf("%s is %s, %v; want %s", dir, got, err, want)
		}
	}
	for prefix, want := range map[string]string{"": "", "a": "a/", "a/": "a/", "a/b": "a/b/"} {
		if got := (config.AWS{Prefix: prefix}).FullPrefix(); got != want {
			t.Errorf("the prefix %q is %q in full, want %q", prefix, got, want)
		}
	}
}
