package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"
)

// TestMain lets scripts run this program as photoq, in a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(leakless{m}, map[string]func(){"photoq": main})
}

// leakless is a run of all tests that must leave no goroutine behind.
type leakless struct{ m *testing.M }

// Run runs the tests.
func (l leakless) Run() int {
	code := l.m.Run()
	if code == 0 {
		if err := goleak.Find(goleak.IgnoreTopFunction("os/signal.signal_recv")); err != nil {
			os.Stderr.WriteString("leaked goroutines: " + err.Error() + "\n")
			return 1
		}
	}
	return code
}

// TestScripts runs testdata/script: a page for each command, on the local
// back end.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, params("testdata/script"))
}

func params(dir string) testscript.Params {
	return testscript.Params{
		Dir: dir,
		Setup: func(e *testscript.Env) error {
			// The race detector would wait a second at the end of each program.
			e.Setenv("GORACE", "atexit_sleep_ms=0")
			e.Setenv("HOME", filepath.Join(e.WorkDir, "home"))
			e.Setenv("XDG_CONFIG_HOME", filepath.Join(e.WorkDir, "home", ".config"))
			e.Setenv("PHOTOQ_LOCAL_DIR", filepath.Join(e.WorkDir, "pq"))
			e.Values[background{}] = &started{}
			return nil
		},
		Condition: func(name string) (bool, error) { return name == "root" && os.Getuid() == 0, nil },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"photos":    photoDrawer(),
			"portraits": drawPortraits,
			"exits":     exits,
			"keep":      keepOutput,
			"signal":    signalAll,
			"ended":     ended,
			"json":      checkJSON,
			"keys":      checkKeys,
			"imagesize": checkSize,
			"wide":      widen,
			"damage":    damage,
			"count":     countFiles,
		},
	}
}
