//go:build !linux

package fileblob

import "os"

// clone is only there on Linux. APFS clones to a new name only, which the
// temporary file already has.
func clone(dst, src *os.File) bool { return false }
