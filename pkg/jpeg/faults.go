package jpeg

import (
	"errors"
	"fmt"
)

var (
	errNoSOI    = errors.New("jpeg: the file does not begin like a JPEG")
	errLength   = errors.New("jpeg: a segment has the wrong length")
	errEmpty    = errors.New("jpeg: the picture is empty")
	errSampling = errors.New("jpeg: sampling factors are not between 1 and 4")
)

// maxFaults is how many faults are listed one by one.
const maxFaults = 20

// faultList gathers what tolerant decoding passes over.
type faultList struct {
	strict bool
	list   []*Fault
	more   int // faults that are not in the list
}

// add returns the fault as an error if decoding is strict; otherwise it notes
// it and returns nil.
func (l *faultList) add(offset, scan, mcu int, what string) error {
	return l.note(&Fault{Offset: offset, Scan: scan, MCU: mcu, What: what})
}

// note is add for a fault that is made already.
func (l *faultList) note(f *Fault) error {
	if l.strict {
		return f
	}
	if len(l.list) == maxFaults {
		l.more++
		return nil
	}
	l.list = append(l.list, f)
	return nil
}

// suspect calls no fault so far harmless.
func (l *faultList) suspect() {
	for _, f := range l.list {
		f.Harmless = false
	}
}

// all returns the faults, and a last one that counts those which are not
// listed.
func (l *faultList) all() []*Fault {
	if l.more == 0 {
		return l.list
	}
	last := *l.list[len(l.list)-1]
	last.Harmless = false // nobody has looked
	last.What = fmt.Sprintf("%d more faults after this", l.more)
	return append(l.list[:len(l.list):len(l.list)], &last)
}

// at makes an error of a segment a Fault that tells where the segment is.
// Errors that say enough for themselves stay.
func at(offset int, err error) error {
	var unsupported UnsupportedError
	var limit *LimitError
	var fault *Fault
	if err == nil || errors.As(err, &unsupported) || errors.As(err, &limit) || errors.As(err, &fault) {
		return err
	}
	return &Fault{Offset: offset, What: trimPrefix(err)}
}
