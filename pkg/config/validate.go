package config

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Validate returns everything that is wrong with the settings, a line each.
func (c Config) Validate() error {
	var faults []error
	check := func(ok bool, key, format string, args ...any) {
		if !ok {
			faults = append(faults, fmt.Errorf("%s: %s", key, fmt.Sprintf(format, args...)))
		}
	}
	check(c.Backend == BackendLocal || c.Backend == BackendAWS, "backend", "%q is neither local nor aws", c.Backend)
	check(c.Local.Dir != "", "local.dir", "is empty")
	if c.Backend == BackendAWS {
		check(c.AWS.Bucket != "", "aws.bucket", "is empty; name a bucket with --bucket, PHOTOQ_AWS_BUCKET or in the file")
		check(c.AWS.Queue != "", "aws.queue", "is empty")
	}
	check(!strings.HasPrefix(c.AWS.Prefix, "/") && !strings.Contains(c.AWS.Prefix, "//"), "aws.prefix", "%q starts with a slash or has two in a row", c.AWS.Prefix)
	if c.AWS.EndpointURL != "" {
		u, err := url.Parse(c.AWS.EndpointURL)
		check(err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https"), "aws.endpoint-url", "%q is no http or https URL", c.AWS.EndpointURL)
	}
	check(c.Work.Concurrency >= 0 && c.Work.Concurrency <= 1024, "work.concurrency", "%d is not from 0 to 1024", c.Work.Concurrency)
	check(c.Work.Memory == 0 || c.Work.Memory >= 16<<20, "work.memory", "%s is less than 16MB", c.Work.Memory)
	check(c.Work.Lease >= 10*time.Second && c.Work.Lease <= 12*time.Hour, "work.lease", "%s is not from 10s to 12h", c.Work.Lease)
	check(c.Work.MaxAttempts >= 1 && c.Work.MaxAttempts <= 100, "work.max-attempts", "%d is not from 1 to 100", c.Work.MaxAttempts)
	check(c.Limits.Pixels >= 1, "limits.pixels", "must be at least 1")
	check(c.Limits.Bytes >= 1, "limits.bytes", "must be at least 1")
	return errors.Join(faults...)
}

// Folder returns the folder of the embedded back end, with ~ resolved.
func (l Local) Folder() (string, error) {
	rest, ok := strings.CutPrefix(l.Dir, "~")
	if !ok || rest != "" && rest[0] != '/' {
		return filepath.Abs(l.Dir)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("resolve local.dir %s: %w", l.Dir, err)
	}
	return filepath.Join(home, rest), nil
}

// FullPrefix returns the prefix with its closing slash; "" stays "".
func (a AWS) FullPrefix() string {
	if a.Prefix == "" || strings.HasSuffix(a.Prefix, "/") {
		return a.Prefix
	}
	return a.Prefix + "/"
}

func itoa(n int) string { return strconv.Itoa(n) }

// shortDuration writes 2m0s as 2m.
func shortDuration(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
