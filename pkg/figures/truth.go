package figures

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
)

// Truth is what is known of the photos of a folder, by their names in it.
type Truth map[string]Marks

// Marks is what is known of a photo. All places are in pixels of the upright
// photo.
type Marks struct {
	Width  int `json:"width"` // of the photo; 0: not told
	Height int `json:"height"`
	// Eyes are red ones, Ambiguous are those where either answer is right.
	Eyes      []Mark `json:"eyes"`
	Ambiguous []Mark `json:"ambiguous"`
	Teeth     []Box  `json:"teeth"`
	// Faces are all that there are, unless FacesComplete says otherwise. A
	// photo whose entry has none at all, not even an empty list, is not asked
	// for its faces.
	Faces         *[]Box `json:"faces"`
	FacesComplete *bool  `json:"faces_complete"`
	// Pet says that the eyes are an animal's, Weak that all are faint.
	Pet  bool   `json:"pet"`
	Weak bool   `json:"weak"`
	Note string `json:"note"`
}

// Mark is an eye.
type Mark struct {
	X      float64 `json:"x"`
	Y      float64 `json:"y"`
	Radius float64 `json:"r"` // of what is red
	Weak   bool    `json:"weak"`
	Pet    bool    `json:"pet"`
	Doubt  bool    `json:"ambiguous"`
	Note   string  `json:"note"`
}

// Box is a mouth or a face.
type Box struct {
	X      float64 `json:"x"`
	Y      float64 `json:"y"`
	Width  float64 `json:"w"`
	Height float64 `json:"h"`
}

// complete reports whether every face of the photo has a box.
func (m Marks) complete() bool { return m.FacesComplete == nil || *m.FacesComplete }

// faces are the marked ones.
func (m Marks) faces() []Box {
	if m.Faces == nil {
		return nil
	}
	return *m.Faces
}

// mostTruth is how large a truth.json is read, in bytes, and mostMarks how
// many marks of a kind a photo may have.
const (
	mostTruth = 16 << 20
	mostMarks = 10_000
)

// ReadTruth reads a truth.json: an object with an entry for each photo. Other
// fields than those of Marks are passed over. All that is wrong in it is in
// the error, in the order of the photos' names.
func ReadTruth(data []byte) (Truth, error) {
	if len(data) > mostTruth {
		return nil, fmt.Errorf("it has %d bytes, more than %d", len(data), mostTruth)
	}
	var t Truth
	if err := json.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &t); err != nil {
		return nil, placed(data, err)
	}
	if t == nil {
		return nil, errors.New("it is null, not an object of photos")
	}
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(t)) {
		if err := checkName(name); err != nil {
			faults = append(faults, err)
		}
		if err := t[name].check(); err != nil {
			faults = append(faults, fmt.Errorf("%q: %w", name, err))
		}
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return t, nil
}

// placed tells the line of a fault in JSON.
func placed(data []byte, err error) error {
	at := int64(-1)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		at = syntax.Offset
	case errors.As(err, &kind):
		at = kind.Offset
	}
	if at < 0 || at > int64(len(data)) {
		return err
	}
	return fmt.Errorf("line %d: %w", 1+bytes.Count(data[:at], []byte("\n")), err)
}

func checkName(name string) error {
	if name == "" || name == "." || name == ".." || strings.ContainsAny(name, `/\`) || !filepath.IsLocal(name) {
		return fmt.Errorf("%q is not the name of a file in the folder", name)
	}
	return nil
}

func (m Marks) check() error {
	if m.Width < 0 || m.Height < 0 {
		return fmt.Errorf("a size of %d x %d", m.Width, m.Height)
	}
	for _, list := range []struct {
		what  string
		marks []Mark
	}{{"eyes", m.Eyes}, {"ambiguous", m.Ambiguous}} {
		if len(list.marks) > mostMarks {
			return fmt.Errorf("%d %s, more than %d", len(list.marks), list.what, mostMarks)
		}
		for i, e := range list.marks {
			if !sane(e.X, e.Y, e.Radius) || e.Radius <= 0 {
				return fmt.Errorf("%s[%d]: no circle: x %v, y %v, r %v", list.what, i, e.X, e.Y, e.Radius)
			}
		}
	}
	for _, list := range []struct {
		what  string
		boxes []Box
	}{{"teeth", m.Teeth}, {"faces", m.faces()}} {
		if len(list.boxes) > mostMarks {
			return fmt.Errorf("%d %s, more than %d", len(list.boxes), list.what, mostMarks)
		}
		for i, b := range list.boxes {
			if !sane(b.X, b.Y, b.Width, b.Height) || b.Width <= 0 || b.Height <= 0 {
				return fmt.Errorf("%s[%d]: no box: x %v, y %v, w %v, h %v", list.what, i, b.X, b.Y, b.Width, b.Height)
			}
		}
	}
	return nil
}

// sane reports whether all are lengths that pictures have.
func sane(values ...float64) bool {
	for _, v := range values {
		if math.IsNaN(v) || math.Abs(v) > 1e6 {
			return false
		}
	}
	return true
}
