package job

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Photo is one line of a manifest: one photo of a job.
type Photo struct {
	Index int  `json:"i"` // from 0, without gaps
	Name  Name `json:"name"`
	// At is where the bytes are when they are not under the job's InKey:
	// s3://bucket/key, or file:/absolute/path for a job that lives and dies
	// on this machine.
	At   Name  `json:"at,omitempty"`
	Size int64 `json:"size"` // bytes; -1 where it is not known
	// SHA256 is the checksum of the original, 64 hexadecimal digits; empty
	// for a photo that is used where it lies.
	SHA256 string `json:"sha256,omitempty"`
	// Results are the planned paths, one for each output of the recipe and
	// in that order, relative to that output's folder.
	Results []Name `json:"results"`
}

// maxLine bounds a line of a manifest or a result segment, in bytes.
const maxLine = 1 << 20

// maxSegment bounds an unpacked segment, in bytes: a bomb ends there.
const maxSegment = 64 << 20

// EncodePhotos returns a manifest segment: gzipped lines of JSON. The same
// photos always give the same bytes.
func EncodePhotos(photos []Photo) ([]byte, error) {
	var buf bytes.Buffer
	zip := gzip.NewWriter(&buf)
	lines := json.NewEncoder(zip)
	lines.SetEscapeHTML(false)
	for i := range photos {
		if err := lines.Encode(&photos[i]); err != nil {
			return nil, fmt.Errorf("encode photo %d: %w", photos[i].Index, err)
		}
	}
	if err := zip.Close(); err != nil {
		return nil, fmt.Errorf("encode manifest segment: %w", err)
	}
	return buf.Bytes(), nil
}

// ParsePhotos reads manifest segment n as EncodePhotos wrote it, and checks
// that every photo is where it should be and that no path leads astray.
func ParsePhotos(data []byte, n int) ([]Photo, error) {
	photos, err := parsePhotos(data, n)
	if err != nil {
		return nil, fmt.Errorf("parse manifest segment %d: %w", n, err)
	}
	return photos, nil
}

func parsePhotos(data []byte, n int) ([]Photo, error) {
	zip, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	var photos []Photo
	err = eachLine(zip, func(line []byte) error {
		var p Photo
		if err := json.Unmarshal(line, &p); err != nil {
			return err
		}
		if want := n*SegmentPhotos + len(photos); p.Index != want || len(photos) == SegmentPhotos {
			return fmt.Errorf("photo %d stands where %d belongs", p.Index, want)
		}
		for _, name := range append([]Name{p.Name}, p.Results...) {
			if err := name.CheckLocal(); err != nil {
				return fmt.Errorf("photo %d: %w", p.Index, err)
			}
		}
		photos = append(photos, p)
		return nil
	})
	return photos, err
}

// eachLine calls f with each line of r that is not empty.
func eachLine(r io.Reader, f func(line []byte) error) error {
	limited := &io.LimitedReader{R: r, N: maxSegment}
	lines := bufio.NewScanner(limited)
	lines.Buffer(nil, maxLine)
	for number := 1; lines.Scan(); number++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		if err := f(lines.Bytes()); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
	}
	if limited.N <= 0 {
		return errors.New("more than 64 MiB unpacked")
	}
	return lines.Err()
}
