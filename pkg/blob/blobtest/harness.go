// Package blobtest holds what every blob store must do, as one suite of
// tests, and two stores that wrap another for the tests of its users:
// [Faulty] breaks what the contract of package blob allows to break,
// [Counting] counts requests.
package blobtest

import (
	"testing"

	"github.com/photoq/photoq/pkg/blob"
)

// Harness makes stores for the suite and says what the driver, or the server
// behind it, does that the contract leaves open.
type Harness struct {
	// Open returns a fresh and empty store, which no other test sees. It
	// registers with t.Cleanup what has to be closed, and fails the test
	// itself when it cannot open. It is called from parallel tests.
	Open func(t *testing.T) blob.Store

	// VerifiesSHA256: Put refuses a body that does not have the checksum
	// that PutOptions name, and stores nothing.
	VerifiesSHA256 bool

	// The rest are defects, of servers that only stand in for the real one.

	// RaceBroken: of several writers with IfAbsent at once, more than one
	// may be told that it won. One after the other still works.
	RaceBroken bool
	// NoIfAbsent: IfAbsent is not understood at all.
	NoIfAbsent bool
	// NoFolderKeys: a key cannot also be a folder of other keys.
	NoFolderKeys bool
	// RefusesKey reports, where it is set, the keys that the server refuses
	// although package blob allows them.
	RefusesKey func(key string) bool
	// LargeSize is the size of the largest object of the suite, in bytes;
	// 0 is 20 MiB.
	LargeSize int
	// Keys is how many small objects the tests of long lists make; 0 is
	// 2,300, more than two pages of S3.
	Keys int
	// SkipWhy names, by subtest, why the server cannot pass it.
	SkipWhy map[string]string
}

type clause struct {
	name string
	run  func(*testing.T, Harness)
}

// Run tests the stores of h against the contract of package blob, one
// subtest for each clause, in parallel.
func Run(t *testing.T, h Harness) {
	t.Helper()
	if h.LargeSize == 0 {
		h.LargeSize = 20 << 20
	}
	if h.Keys == 0 {
		h.Keys = 2300
	}
	var clauses []clause
	clauses = append(clauses, putClauses()...)
	clauses = append(clauses, wholeClauses()...)
	clauses = append(clauses, absentClauses()...)
	clauses = append(clauses, getClauses()...)
	clauses = append(clauses, keyClauses()...)
	clauses = append(clauses, listClauses()...)
	clauses = append(clauses, longListClauses()...)
	clauses = append(clauses, deleteClauses()...)
	for _, c := range clauses {
		t.Run(c.name, func(t *testing.T) {
			if why := h.SkipWhy[c.name]; why != "" {
				t.Skip(why)
			}
			t.Parallel()
			c.run(t, h)
		})
	}
}
