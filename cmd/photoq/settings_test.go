package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"github.com/photoq/photoq/pkg/config"
	"github.com/photoq/photoq/pkg/fault"
)

func defaultSettings() []config.Setting { return config.Default().Settings() }

// settingFlags are the flags that settings can come from.
func settingFlags(t testing.TB, args ...string) *pflag.FlagSet {
	t.Helper()
	f := pflag.NewFlagSet("photoq", pflag.ContinueOnError)
	f.String("config", "", "")
	for flag := range flagKeys() {
		f.String(flag, "", "")
	}
	if err := f.Parse(args); err != nil {
		t.Fatalf("parse the flags: %v", err)
	}
	return f
}

// settingsFile writes a settings file, and keeps those of this machine out.
func settingsFile(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	t.Setenv("XDG_CONFIG_HOME", dir)
	path := filepath.Join(dir, "photoq.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatalf("write the settings: %v", err)
	}
	return path
}

func TestSettingsComeFromTheNearestSource(t *testing.T) {
	path := settingsFile(t, "backend: aws\naws: {bucket: file, region: file, prefix: \"\"}\nwork: {lease: 3m, memory: 1GB}\n")
	t.Setenv("PHOTOQ_AWS_BUCKET", "environment")
	t.Setenv("PHOTOQ_AWS_REGION", "environment")
	t.Setenv("PHOTOQ_AWS_QUEUE", "") // an empty one counts as not set
	s, err := loadSettings(settingFlags(t, "--config", path, "--region", "flag", "--lease", "4m"))
	if err != nil {
		t.Fatalf("load settings: %v", err)
	}
	want := map[string][2]string{
		"backend":     {"aws", path},
		"aws.bucket":  {"environment", "PHOTOQ_AWS_BUCKET"},
		"aws.region":  {"flag", "--region"},
		"aws.queue":   {"photoq", "default"},
		"aws.prefix":  {"", path},
		"work.lease":  {"4m", "--lease"},
		"work.memory": {"1GB", path},
	}
	for _, got := range s.Settings() {
		if w, ok := want[got.Key]; ok && (got.Value != w[0] || s.sources[got.Key] != w[1]) {
			t.Errorf("%s is %q from %s, want %q from %s", got.Key, got.Value, s.sources[got.Key], w[0], w[1])
		}
	}
	if s.Work.Lease != 4*time.Minute || s.Work.Memory != 1<<30 {
		t.Errorf("the lease is %s and the memory %d", s.Work.Lease, s.Work.Memory)
	}
}

func TestEverySettingHasAllItsSources(t *testing.T) {
	values := map[string]string{
		"backend": "aws", "local.dir": "/d", "aws.bucket": "b", "aws.prefix": "p/", "aws.queue": "q", "aws.region": "r", "aws.profile": "pr",
		"aws.endpoint-url": "http://localhost:1", "work.concurrency": "7", "work.memory": "64MB", "work.lease": "5m", "work.max-attempts": "9",
		"limits.pixels": "3MP", "limits.bytes": "4MB",
	}
	flags := map[string]string{}
	for flag, key := range flagKeys() {
		flags[key] = flag
	}
	empty := settingsFile(t, "")
	for _, d := range defaultSettings() {
		value, ok := values[d.Key]
		if !ok {
			t.Errorf("the setting %s is not tested", d.Key)
		}
		arguments := []string{"--config", empty, "--" + flags[d.Key], value}
		if d.Key == "backend" {
			arguments = append(arguments, "--bucket", "b")
		}
		for source, load := range map[string]func(*testing.T) (settings, error){
			"--" + flags[d.Key]: func(t *testing.T) (settings, error) { return loadSettings(settingFlags(t, arguments...)) },
			envName(d.Key): func(t *testing.T) (settings, error) {
				t.Setenv(envName(d.Key), value)
				return loadSettings(settingFlags(t, "--config", empty, "--bucket", "b"))
			},
		} {
			t.Run(source, func(t *testing.T) {
				s, err := load(t)
				if err != nil {
					t.Fatalf("load settings: %v", err)
				}
				for _, got := range s.Settings() {
					if got.Key == d.Key && got.Value != value {
						t.Errorf("%s is %q, want %q", d.Key, got.Value, value)
					}
				}
			})
		}
	}
}

func TestWrongSettings(t *testing.T) {
	for name, c := range map[string]struct {
		file  string
		flags []string
		want  []string
	}{
		"unknown key":     {file: "backnd: aws", want: []string{`line 1: there is no setting "backnd"; did you mean "backend"?`}},
		"unknown inside":  {file: "work:\n  leese: 3m", want: []string{`line 2: there is no setting "work.leese"; did you mean "work.lease"?`}},
		"dotted key":      {file: "work: {lease: 3m}\nwork.lease: 4m", want: []string{"line 2: work.lease must stand in its section"}},
		"twice":           {file: "backend: local\nbackend: aws", want: []string{"already defined"}},
		"no mapping":      {file: "3", want: []string{"it must be a mapping"}},
		"list as value":   {file: "backend: [a]", want: []string{"line 1: backend must have a single value"}},
		"value as list":   {file: "work: 3", want: []string{"line 1: work must be a mapping"}},
		"no YAML":         {file: "a: [", want: []string{"yaml:"}},
		"wrong backend":   {file: "backend: azure", want: []string{`backend: "azure" is neither local nor aws (from `}},
		"no number":       {flags: []string{"--concurrency", "many"}, want: []string{`work.concurrency: "many" is no whole number (from --concurrency)`}},
		"no time span":    {flags: []string{"--lease", "long"}, want: []string{`work.lease: "long" is no time span; write it like 90s or 5m (from --lease)`}},
		"no amount":       {flags: []string{"--memory", "much"}, want: []string{`work.memory: "much" is no amount`, "(from --memory)"}},
		"several at once": {flags: []string{"--memory", "1KB", "--lease", "1s"}, want: []string{"work.memory: 1KB is less than", "work.lease: 1s is not from"}},
		"no URL":          {flags: []string{"--endpoint-url", "localhost"}, want: []string{`"localhost" is no http or https URL (from --endpoint-url)`}},
	} {
		t.Run(name, func(t *testing.T) {
			path := settingsFile(t, c.file)
			_, err := loadSettings(settingFlags(t, append(c.flags, "--config", path)...))
			if err == nil || fault.KindOf(err) != fault.Usage {
				t.Fatalf("the error is %v, want one of wrong usage", err)
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error does not say %q:\n%v", want, err)
				}
			}
		})
	}
}

func TestUnknownVariablesAreRefused(t *testing.T) {
	path := settingsFile(t, "")
	t.Setenv("PHOTOQ_WORK_LEESE", "3m")
	t.Setenv("PHOTOQ_TEST_ANYTHING", "1") // for tests
	_, err := loadSettings(settingFlags(t, "--config", path))
	if err == nil || !strings.Contains(err.Error(), "PHOTOQ_WORK_LEESE sets nothing; did you mean \"PHOTOQ_WORK_LEASE\"?") || strings.Contains(err.Error(), "ANYTHING") {
		t.Errorf("the error is: %v", err)
	}
}

// FuzzSettings reads any bytes as a settings file: it never panics, and what
// it takes is valid.
func FuzzSettings(f *testing.F) {
	for _, seed := range []string{
		"", "backend: aws\naws: {bucket: b}", "work: {lease: 3m, memory: 1.5GB}", "limits:\n  pixels: 1e3MP", "recipes: {web: {steps: [resize]}}",
		"work: ~", "a: &a [*a]", "<<: {backend: local}", "backend: !!binary aGk=", "work: {concurrency: 0x10}", "? {a: b}\n: c", "local: {dir: \"\"}",
		"---\n---\nbackend: x", "work: {lease: 1}", "work: {max-attempts: true}", "aws: {bucket: 2026-01-01}", "BACKEND: aws", "&x backend: *x",
	} {
		f.Add([]byte(seed))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(dir, "photoq.yaml")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatalf("write the settings: %v", err)
		}
		s, err := loadSettings(settingFlags(t, "--config", path))
		if err != nil {
			if fault.KindOf(err) != fault.Usage {
				t.Errorf("an error of the kind %q: %v", fault.KindOf(err), err)
			}
			return
		}
		if err := s.Validate(); err != nil {
			t.Errorf("what was loaded is not valid: %v", err)
		}
		for name, recipe := range s.recipes {
			if recipe == nil {
				t.Errorf("recipe %q is nil", name)
			}
		}
	})
}
