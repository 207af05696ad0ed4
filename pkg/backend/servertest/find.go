package servertest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// program is a program that a server needs.
type program struct {
	name string // its file name
	env  string // the environment variable that overrides where it is
	what string // what is not tested without it
}

// find returns the path of a program: from its environment variable, from the
// repository's .ci/bin or from PATH. It ends the test when there is none.
func find(t testing.TB, p program) string {
	t.Helper()
	if path := os.Getenv(p.env); path != "" {
		return path
	}
	if root := repository(); root != "" {
		path := filepath.Join(root, ".ci", "bin", p.name)
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			return path
		}
	}
	path, err := exec.LookPath(p.name)
	if err != nil {
		missing(t, p.what, p.env)
	}
	return path
}

// findJars returns the folder that holds ElasticMQ's jars.
func findJars(t testing.TB) string {
	t.Helper()
	const env = "PHOTOQ_TEST_ELASTICMQ"
	dir := os.Getenv(env)
	if dir == "" {
		dir = filepath.Join(repository(), ".ci", "bin", "elasticmq")
	}
	jars, err := filepath.Glob(filepath.Join(dir, "elasticmq-server_*.jar"))
	if err != nil || len(jars) == 0 {
		missing(t, "ElasticMQ", env)
	}
	return dir
}

func missing(t testing.TB, what, env string) {
	t.Helper()
	const message = "skipped: the tests against %s, which is not installed; run .ci/servers/install, or set %s"
	if os.Getenv("CI") == "true" {
		t.Fatalf("not "+message, what, env)
	}
	t.Skipf(message, what, env)
}

// repository returns the folder that has go.mod, above the working directory
// (that of the package under test), or "".
func repository() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}
