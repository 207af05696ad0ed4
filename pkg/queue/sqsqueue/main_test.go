package sqsqueue_test

import (
	"flag"
	"os"
	"testing"
)

// These tests mostly wait, for leases and long polls, so more of them than
// there are cores run at once.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
