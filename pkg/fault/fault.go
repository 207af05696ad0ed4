// Package fault holds the kinds of error that photoq tells apart, and hints
// that say what to do about them.
//
// Most errors need neither: they are plain errors, wrapped with %w. An error
// gets a [Kind] where somebody decides by it: the worker (try again or record
// a failure), the command line (which exit code), a script (the "kind" of a
// photo's failure in JSON).
package fault

import "errors"

// Kind is what class of trouble an error is.
type Kind string

// The kinds that a photo's failure can have. They stand in JSON output, so
// they never change.
const (
	Unreadable  Kind = "unreadable"  // the photo's bytes are damaged or are no photo
	Unsupported Kind = "unsupported" // a format, or a variant of one, that photoq does not read
	TooLarge    Kind = "too-large"   // over a limit on pixels or bytes
	Operation   Kind = "operation"   // an operation could not be applied
	Storage     Kind = "storage"     // bytes could not be read from or written to the store
	Cancelled   Kind = "cancelled"   // the job was cancelled before the photo's turn came
)

// The kinds that end a command rather than a photo.
const (
	Usage    Kind = "usage"     // wrong flags, recipe or settings; nothing was done
	NotFound Kind = "not-found" // the job, queue or bucket that was named does not exist
	Unusable Kind = "unusable"  // the store or queue as a whole refuses: denied, full, read-only
)

// Permanent reports whether trying the same photo again must fail the same
// way, so that a retry would only be work done twice.
func (k Kind) Permanent() bool {
	switch k {
	case Unreadable, Unsupported, TooLarge, Operation, Cancelled:
		return true
	}
	return false
}

// Error is an error with a kind and, where there is one, a hint: a short
// sentence that names the fix, kept apart from what went wrong.
type Error struct {
	Kind Kind
	Err  error
	Hint string
}

// New returns err with a kind and a hint. The hint may be empty.
func New(kind Kind, err error, hint string) *Error {
	return &Error{Kind: kind, Err: err, Hint: hint}
}

// Error returns what went wrong, without the hint.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the error inside.
func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of the outermost [Error] in err's tree, or "".
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

// HintOf returns the first hint found in err's tree, outermost first, or "".
func HintOf(err error) string {
	if e, ok := err.(*Error); ok && e.Hint != "" {
		return e.Hint
	}
	switch wrapper := err.(type) {
	case interface{ Unwrap() error }:
		if inner := wrapper.Unwrap(); inner != nil {
			return HintOf(inner)
		}
	case interface{ Unwrap() []error }:
		for _, inner := range wrapper.Unwrap() {
			if hint := HintOf(inner); hint != "" {
				return hint
			}
		}
	}
	return ""
}
