// Package blob is where photoq keeps bytes: originals, results and all that
// is known of a job. Package fileblob keeps them in a folder, package s3blob
// in an S3 bucket.
//
// Keys are slash-separated, valid UTF-8, at most 1,024 bytes, and never have
// an empty, "." or ".." element. Whoever makes a key from a photo's name
// escapes it first (package job does). A driver refuses any other key with
// [ErrKey] rather than guess.
package blob

import (
	"context"
	"errors"
	"io"
	"iter"
	"strings"
	"time"
	"unicode/utf8"
)

// ErrExists is returned by Put with PutOptions.IfAbsent when the key is taken.
var ErrExists = errors.New("object exists already")

// ErrKey is returned for a key that the package comment rules out.
var ErrKey = errors.New("invalid key")

// ErrChanged is returned by a reader whose bytes turn out not to be those
// that were stored: a checksum that the store keeps does not match.
var ErrChanged = errors.New("stored bytes are damaged")

// Info is what is known of a stored object without reading it.
type Info struct {
	Key      string
	Size     int64     // bytes; -1 where the store does not tell
	Modified time.Time // when it was stored, by the store's clock
}

// PutOptions say how to store an object. The zero value is right for most.
type PutOptions struct {
	// IfAbsent stores only when no object has the key, atomically against
	// all other writers on all machines; otherwise Put returns ErrExists.
	IfAbsent bool
	// ContentType is the object's media type, for stores that keep it.
	ContentType string
	// SHA256 is the checksum of the body where the caller knows it already,
	// as 64 hexadecimal digits. The store may then verify what arrives.
	SHA256 string
}

// Store is a flat space of immutable byte strings under keys.
//
// All methods may be called from any number of goroutines. Once Put has
// returned nil, every later Get and List, from any process or machine, sees
// the object. Errors that concern the store as a whole (it does not exist,
// access is denied, the disk is full) carry fault.NotFound or fault.Unusable
// and a hint; all others may pass when tried again.
type Store interface {
	// Put stores body under key, whole or not at all: no reader ever sees a
	// part of it, also when the process dies midway. An object that is there
	// already is replaced, unless o.IfAbsent. The body is read from its
	// present position to its end; a driver may seek back to that position
	// and read again to repeat a request. Put does not close it.
	Put(ctx context.Context, key string, body io.ReadSeeker, o PutOptions) error

	// Get returns the object's bytes and what is known of it. The caller
	// closes the reader. A missing key is an error that is fs.ErrNotExist.
	Get(ctx context.Context, key string) (io.ReadCloser, Info, error)

	// List yields the objects whose keys begin with prefix (a string, not a
	// folder: "a/b" also finds "a/bc") and sort after the key `after`, in
	// ascending order of the keys' bytes. It pages by itself and yields at
	// most one error, as its last element. No object that was there during
	// the whole listing is left out. A prefix without objects is empty, not
	// an error.
	List(ctx context.Context, prefix, after string) iter.Seq2[Info, error]

	// Delete removes the keys. One that is not there is no error. When some
	// could not be removed, the error names them and the rest are gone.
	Delete(ctx context.Context, keys ...string) error
}

// CheckKey returns nil for a key that the package comment allows, and
// otherwise an error that is ErrKey and says what is wrong.
func CheckKey(key string) error {
	switch {
	case key == "":
		return &keyError{key, "is empty"}
	case len(key) > 1024:
		return &keyError{key, "is longer than 1,024 bytes"}
	case !utf8.ValidString(key):
		return &keyError{key, "is not valid UTF-8"}
	case strings.IndexByte(key, 0) >= 0:
		return &keyError{key, "has a zero byte"}
	}
	for element := range strings.SplitSeq(key, "/") {
		if element == "" || element == "." || element == ".." {
			return &keyError{key, "has an empty, \".\" or \"..\" element"}
		}
	}
	return nil
}

type keyError struct{ key, why string }

func (e *keyError) Error() string { return "key " + quote(e.key) + " " + e.why }
func (e *keyError) Unwrap() error { return ErrKey }
