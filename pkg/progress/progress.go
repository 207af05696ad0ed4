// Package progress is how long work tells how far it has come, without
// knowing whether anybody looks.
package progress

// Reporter hears of the progress of one piece of work. Its methods may be
// called from several goroutines at once, and must return quickly: they are
// called in the middle of the work.
type Reporter interface {
	// Total sets how many photos and bytes are expected. It may be called
	// again when more is known; a negative number means unknown.
	Total(photos, bytes int64)
	// Add says that so many more photos and bytes are behind us.
	Add(photos, bytes int64)
	// Fail says that one photo has failed. It is counted by Add as well.
	Fail(photo string, err error)
}

// None is a Reporter that tells nobody.
type None struct{}

// Total does nothing.
func (None) Total(int64, int64) {}

// Add does nothing.
func (None) Add(int64, int64) {}

// Fail does nothing.
func (None) Fail(string, error) {}

var _ Reporter = None{}
