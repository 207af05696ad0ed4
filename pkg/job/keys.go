package job

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"
)

// This file spells every key in the store:
//
//	index/<job>                             empty; makes listing all jobs one request
//	jobs/<job>/job.json                     Job
//	jobs/<job>/photos/<nnnnn>.ndjson.gz     manifest segments of Photo lines
//	jobs/<job>/in/<index>-<name>            originals
//	jobs/<job>/assets/<sha256>-<name>       files that the recipe names: Asset
//	jobs/<job>/out/<output>/<path>          results
//	jobs/<job>/results/<worker>-<n>.ndjson  result segments of Result lines
//	jobs/<job>/rounds/<nnnnn>.json          Round: what was queued again by retry
//	jobs/<job>/cancelled                    Cancellation
//	plans/<fingerprint>                     the id of the job that a submit under way is making
//	workers/<worker>.json                   Beat

// IndexPrefix is before the id of every job that there is.
const IndexPrefix = "index/"

// WorkersPrefix is before the key of every worker's sign of life.
const WorkersPrefix = "workers/"

// IndexKey is the key that makes the job show up in lists.
func IndexKey(id ID) string { return IndexPrefix + string(id) }

// PlanKey is where a submit under way notes its job, to be found again after
// an interruption.
func PlanKey(fingerprint string) string { return "plans/" + fingerprint }

// Prefix is before all of a job's keys, but for its IndexKey.
func Prefix(id ID) string { return "jobs/" + string(id) + "/" }

// Key is where the job itself is.
func Key(id ID) string { return Prefix(id) + "job.json" }

// PhotosPrefix is before the keys of the job's manifest segments.
func PhotosPrefix(id ID) string { return Prefix(id) + "photos/" }

// SegmentKey is where manifest segment n is, counted from 0.
func SegmentKey(id ID, n int) string { return fmt.Sprintf("%s%05d.ndjson.gz", PhotosPrefix(id), n) }

// InPrefix is before the keys of the job's originals.
func InPrefix(id ID) string { return Prefix(id) + "in/" }

// InKey is where the original of the photo with this index and name is. The
// name is there for people; a long one is cut.
func InKey(id ID, index int, name Name) string {
	return fmt.Sprintf("%s%08d-%s", InPrefix(id), index, escapeElement(path.Base(string(name)), 100))
}

// AssetsPrefix is before the keys of the files that the job's recipe names.
func AssetsPrefix(id ID) string { return Prefix(id) + "assets/" }

// AssetKey is where a file that the job's recipe names is.
func AssetKey(id ID, a Asset) string { return AssetsPrefix(id) + a.SHA256 + "-" + a.Name }

// OutPrefix is before the keys of the job's results.
func OutPrefix(id ID) string { return Prefix(id) + "out/" }

// OutKey is where a result is: output is the name of the recipe's output, or
// "" for the only one; result is the planned relative path.
func OutKey(id ID, output string, result Name) string {
	if output == "" {
		output = "main"
	}
	return OutPrefix(id) + escapeElement(output, 100) + "/" + EscapePath(result)
}

// ResultsPrefix is before the keys of the job's result segments.
func ResultsPrefix(id ID) string { return Prefix(id) + "results/" }

// ResultsKey is where the worker's n-th result segment of the job is. The
// worker's name must be new for each process, so that n can start at 0.
func ResultsKey(id ID, worker string, n int) string {
	return fmt.Sprintf("%s%s-%06d.ndjson", ResultsPrefix(id), worker, n)
}

// RoundsPrefix is before the keys of the job's retry rounds.
func RoundsPrefix(id ID) string { return Prefix(id) + "rounds/" }

// RoundKey is where round n is; submit itself is round 0 and has no object.
func RoundKey(id ID, n int) string { return fmt.Sprintf("%s%05d.json", RoundsPrefix(id), n) }

// CancelledKey is where the marker of a cancelled job is.
func CancelledKey(id ID) string { return Prefix(id) + "cancelled" }

// WorkerKey is where a worker's sign of life is.
func WorkerKey(worker string) string { return WorkersPrefix + worker + ".json" }

// maxElement leaves room below the 255 bytes that file systems allow for an
// element of a path, and maxPath below the 1,024 bytes of a key: for what is
// before the path, the prefix in the bucket included.
const (
	maxElement = 200
	maxPath    = 700
)

// EscapePath makes a key out of a relative path. What keys, consoles and file
// systems do not bear (bytes that are not UTF-8, control characters, "%",
// backslashes, elements like "..") is percent-encoded. A very long element is
// cut and gets a checksum, and a very long path becomes its first elements and
// a checksum, so that two different paths have different keys.
func EscapePath(name Name) string {
	elements := strings.Split(string(name), "/")
	for i, e := range elements {
		elements[i] = escapeElement(e, maxElement)
	}
	escaped := strings.Join(elements, "/")
	if len(escaped) <= maxPath {
		return escaped
	}
	// All but the last element in one checksum; it is cut as no other is.
	tail := "/" + checksum(string(name)) + "/" + elements[len(elements)-1]
	head := escaped[:maxPath-len(tail)]
	return head[:strings.LastIndexByte(head, '/')] + tail
}

// checksum marks what was cut. No name that is not cut keeps one: see isCut.
func checksum(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "~" + hex.EncodeToString(sum[:16])
}

// isCut reports whether a name looks as if it was cut already. Such a name
// gets a checksum of its own, or it could take the place of a longer one.
func isCut(escaped string) bool {
	at := strings.LastIndexByte(escaped, '~')
	if at < 0 || len(escaped) < at+33 {
		return false
	}
	_, err := hex.DecodeString(escaped[at+1 : at+33])
	return err == nil
}

func escapeElement(e string, limit int) string {
	var b strings.Builder
	for i := 0; i < len(e); {
		r, size := utf8.DecodeRuneInString(e[i:])
		bad := r == utf8.RuneError && size == 1 || r < 0x20 || r == 0x7f || r == '%' || r == '\\' || r == '/'
		for _, c := range []byte(e[i : i+size]) {
			if bad {
				fmt.Fprintf(&b, "%%%02X", c)
			} else {
				b.WriteByte(c)
			}
		}
		i += size
	}
	escaped := b.String()
	switch escaped {
	case "":
		return "%"
	case ".", "..":
		return strings.ReplaceAll(escaped, ".", "%2E")
	}
	if len(escaped) <= limit && !isCut(escaped) {
		return escaped
	}
	ext := path.Ext(escaped)
	if len(ext) > 10 {
		ext = ""
	}
	tail := checksum(e) + ext
	return strings.ToValidUTF8(escaped[:min(len(escaped), limit-len(tail))], "") + tail
}
