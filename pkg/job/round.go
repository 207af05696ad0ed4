package job

import (
	"encoding/json"
	"fmt"
	"time"
)

// Round is one retry: which photos were queued again. A failure from an
// earlier round no longer counts for them.
type Round struct {
	Number  int       `json:"round"` // from 1
	Created time.Time `json:"created"`
	Photos  Ranges    `json:"photos"`
}

// Cancellation is the marker of a cancelled job. A later retry revives the
// job: the marker holds for rounds up to its own.
type Cancellation struct {
	Round int       `json:"round"`
	At    time.Time `json:"at"`
}

// Beat is a worker's sign of life.
type Beat struct {
	ID      string    `json:"id"`
	Seen    time.Time `json:"seen"`
	Started time.Time `json:"started"`
	Photos  int64     `json:"photos"` // settled since it started
	Rate    float64   `json:"rate"`   // photos a second over the last minute
	Version string    `json:"version"`
}

// Ranges is a set of indexes as ascending, disjoint [first, last] pairs.
type Ranges [][2]int

// Add appends an index greater than all that are in the set.
func (r *Ranges) Add(i int) {
	if n := len(*r); n > 0 && (*r)[n-1][1] == i-1 {
		(*r)[n-1][1] = i
		return
	}
	*r = append(*r, [2]int{i, i})
}

// Has reports whether i is in the set.
func (r Ranges) Has(i int) bool {
	low, high := 0, len(r)
	for low < high {
		mid := (low + high) / 2
		switch {
		case i < r[mid][0]:
			high = mid
		case i > r[mid][1]:
			low = mid + 1
		default:
			return true
		}
	}
	return false
}

// Len is how many indexes are in the set.
func (r Ranges) Len() int {
	n := 0
	for _, span := range r {
		n += span[1] - span[0] + 1
	}
	return n
}

// ParseRound reads a stored Round.
func ParseRound(data []byte) (Round, error) {
	var r Round
	if err := json.Unmarshal(data, &r); err != nil {
		return Round{}, fmt.Errorf("parse round: %w", err)
	}
	if r.Number < 1 {
		return Round{}, fmt.Errorf("parse round: number %d", r.Number)
	}
	last := -1
	for _, span := range r.Photos {
		if span[0] <= last || span[1] < span[0] {
			return Round{}, fmt.Errorf("parse round %d: ranges out of order", r.Number)
		}
		last = span[1]
	}
	return r, nil
}
