// Package job holds the nouns of photoq: the job and its recipe, the photos
// in its manifest, the results of the workers, and how a job's state is
// folded out of them. Everything here is a plain value with a stable form in
// JSON; package blob's stores keep them under the keys that keys.go spells.
package job

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"
)

// Version is the version of all formats in this package. A reader refuses
// what is newer than itself.
const Version = 1

// SegmentPhotos is how many photos one manifest segment holds; only a job's
// last segment has fewer. So a photo's segment follows from its index alone.
const SegmentPhotos = 1000

// ResultLines is how many results a result segment holds at the most.
const ResultLines = 100

// ID names a job, like 20261122-200124-x7k2q: the UTC time of its creation
// and five random characters, so that ids sort by age.
type ID string

// NewID returns a new id for a job created at t.
func NewID(t time.Time) ID {
	const letters = "abcdefghjkmnpqrstuvwxyz23456789" // none that look alike
	random := make([]byte, 5)
	rand.Read(random) // never fails
	for i, b := range random {
		random[i] = letters[int(b)%len(letters)]
	}
	return ID(t.UTC().Format("20060102-150405") + "-" + string(random))
}

// Valid reports whether id can be a job's: 1 to 64 letters, digits and inner dashes.
func (id ID) Valid() bool {
	if id == "" || len(id) > 64 || id[0] == '-' || id[len(id)-1] == '-' {
		return false
	}
	for _, c := range id {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// Job is what job.json holds. It is written when submit starts and once more
// when submit has sent everything: Sealed then, with the totals.
type Job struct {
	Version int       `json:"v"`
	ID      ID        `json:"id"`
	Name    string    `json:"name"`
	Created time.Time `json:"created"`
	// Plan is a fingerprint of the photos and the recipe. A submit that finds
	// an unsealed job with its own fingerprint carries that one on.
	Plan   string `json:"plan"`
	Recipe Recipe `json:"recipe"`
	Sealed bool   `json:"sealed"`
	Photos int    `json:"photos"` // when sealed
	Bytes  int64  `json:"bytes"`  // of the originals, when sealed
}

// Recipe says what to do with each photo. It is kept in its parsed form, so
// that workers need not know how it was written.
type Recipe struct {
	Outputs []Output `json:"outputs"` // at least one
	// Tolerant takes damaged photos as far as they go, with a warning.
	Tolerant bool `json:"tolerant,omitempty"`
}

// Output is one result that each photo shall have.
type Output struct {
	Name        string `json:"name,omitempty"` // empty for the only output of a recipe
	Steps       []Step `json:"steps"`
	Format      string `json:"format,omitempty"`      // empty: as the input
	Quality     int    `json:"quality"`               // 1 to 100
	AnyQuality  bool   `json:"any_quality,omitempty"` // nobody asked for that quality: a picture may be passed on in its own
	Metadata    string `json:"metadata"`              // keep, all or none
	ICC         string `json:"icc"`                   // keep or srgb
	Chroma      string `json:"chroma,omitempty"`      // of a JPEG: auto, 420, 422 or 444; empty: auto
	Progressive bool   `json:"progressive,omitempty"` // a JPEG in several scans
	Lossless    bool   `json:"lossless,omitempty"`    // a WebP of which each pixel can be read as it was
	Background  string `json:"background,omitempty"`  // a colour, for what is transparent in a JPEG; empty: white
}

// Step is one operation and its parameters as they were written.
type Step struct {
	Op     string            `json:"op"`
	Params map[string]string `json:"params,omitempty"`
}

// Encode returns the job in its stored form.
func (j Job) Encode() ([]byte, error) {
	b, err := json.MarshalIndent(j, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode job %s: %w", j.ID, err)
	}
	return append(b, '\n'), nil
}

// Parse reads what Encode wrote.
func Parse(data []byte) (Job, error) {
	var j Job
	if err := json.Unmarshal(data, &j); err != nil {
		return Job{}, fmt.Errorf("parse job: %w", err)
	}
	switch {
	case j.Version < 1 || j.Version > Version:
		return Job{}, fmt.Errorf("parse job: version %d, this photoq reads up to %d", j.Version, Version)
	case !j.ID.Valid():
		return Job{}, fmt.Errorf("parse job: invalid id %q", j.ID)
	case len(j.Recipe.Outputs) == 0:
		return Job{}, fmt.Errorf("parse job %s: a recipe without outputs", j.ID)
	case j.Photos < 0:
		return Job{}, fmt.Errorf("parse job %s: %d photos", j.ID, j.Photos)
	}
	return j, nil
}
