package job

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// Result is one line of a result segment: what became of one photo in one
// attempt that settled it.
type Result struct {
	Photo int `json:"p"`           // the photo's index
	Round int `json:"r,omitempty"` // the round whose message was worked on
	// Files are the results, one for each output; empty when it failed.
	Files []File `json:"files,omitempty"`
	// Failure says why there are none; nil when the photo is done.
	Failure  *Failure  `json:"failure,omitempty"`
	Notes    []string  `json:"notes,omitempty"`    // what operations did
	Warnings []string  `json:"warnings,omitempty"` // what was taken although it is not quite right
	BytesIn  int64     `json:"in"`
	Millis   int64     `json:"ms"` // from the bytes being there to the results being stored
	At       time.Time `json:"at"`
}

// Done reports whether the photo succeeded.
func (r Result) Done() bool { return r.Failure == nil }

// BytesOut is the size of all result files.
func (r Result) BytesOut() int64 {
	var sum int64
	for _, f := range r.Files {
		sum += f.Size
	}
	return sum
}

// File is a stored result.
type File struct {
	Name   Name   `json:"name"` // path relative to the output's folder
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"` // 64 hexadecimal digits
}

// Failure is why a photo has no result. Its JSON form is part of what
// scripts read.
type Failure struct {
	Photo    Name   `json:"photo"`
	Index    int    `json:"index"`
	Error    string `json:"error"` // names the photo, the step and what to do
	Kind     string `json:"kind"`  // see package fault
	Attempts int    `json:"attempts"`
}

// EncodeResults returns a result segment: lines of JSON.
func EncodeResults(results []Result) ([]byte, error) {
	var buf bytes.Buffer
	lines := json.NewEncoder(&buf)
	lines.SetEscapeHTML(false)
	for i := range results {
		if err := lines.Encode(&results[i]); err != nil {
			return nil, fmt.Errorf("encode result of photo %d: %w", results[i].Photo, err)
		}
	}
	return buf.Bytes(), nil
}

// ParseResults reads what EncodeResults wrote.
func ParseResults(data []byte) ([]Result, error) {
	results := make([]Result, 0, ResultLines)
	err := eachLine(bytes.NewReader(data), func(line []byte) error {
		var r Result
		if err := json.Unmarshal(line, &r); err != nil {
			return err
		}
		if r.Photo < 0 || r.Round < 0 {
			return fmt.Errorf("photo %d in round %d", r.Photo, r.Round)
		}
		for _, f := range r.Files {
			if err := f.Name.CheckLocal(); err != nil {
				return err
			}
		}
		results = append(results, r)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("parse result segment: %w", err)
	}
	return results, nil
}
