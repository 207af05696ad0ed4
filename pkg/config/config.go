// Package config holds photoq's settings as a plain value: what there is to
// set, the defaults, and what is valid. Where settings come from (flags,
// environment, file) is the command line's business.
package config

import (
	"time"
)

// The back ends.
const (
	BackendLocal = "local" // a folder and a SQLite file on this machine
	BackendAWS   = "aws"   // S3 and SQS
)

// Config is all settings. Its fields' tags are the keys of the file, joined
// with dots.
type Config struct {
	Backend string `mapstructure:"backend"`
	Local   Local  `mapstructure:"local"`
	AWS     AWS    `mapstructure:"aws"`
	Work    Work   `mapstructure:"work"`
	Limits  Limits `mapstructure:"limits"`
}

// Local is where the embedded back end keeps its files.
type Local struct {
	Dir string `mapstructure:"dir"` // a leading ~/ is the home folder
}

// AWS is which queue and bucket the aws back end uses, and how it reaches
// them. Credentials are the SDK's own business.
type AWS struct {
	Bucket      string `mapstructure:"bucket"`
	Prefix      string `mapstructure:"prefix"`       // before all keys; ends in a slash
	Queue       string `mapstructure:"queue"`        // name or URL
	Region      string `mapstructure:"region"`       // empty: the SDK's chain
	Profile     string `mapstructure:"profile"`      // empty: the SDK's chain
	EndpointURL string `mapstructure:"endpoint-url"` // empty: AWS itself
}

// Work is how a worker works.
type Work struct {
	Concurrency int           `mapstructure:"concurrency"`  // photos at once; 0: one a core
	Memory      Bytes         `mapstructure:"memory"`       // for decoded photos; 0: half of the machine's
	Lease       time.Duration `mapstructure:"lease"`        // how long a message is ours without a sign of life
	MaxAttempts int           `mapstructure:"max-attempts"` // before a passing fault becomes a failure
}

// Limits are what a photo may demand.
type Limits struct {
	Pixels Pixels `mapstructure:"pixels"` // width times height
	Bytes  Bytes  `mapstructure:"bytes"`  // of the file
}

// Default returns the settings of somebody who has set nothing.
func Default() Config {
	return Config{
		Backend: BackendLocal,
		Local:   Local{Dir: "~/.local/share/photoq"},
		AWS:     AWS{Prefix: "photoq/", Queue: "photoq"},
		Work:    Work{Lease: 2 * time.Minute, MaxAttempts: 5},
		Limits:  Limits{Pixels: 200_000_000, Bytes: 512 << 20},
	}
}

// Setting is one setting for people: its key, its value as it would be
// written, and what it is for.
type Setting struct {
	Key, Value, Help string
}

// Settings returns all settings in the order of the documentation.
func (c Config) Settings() []Setting {
	return []Setting{
		{"backend", c.Backend, "local (this machine) or aws (SQS and S3)"},
		{"local.dir", c.Local.Dir, "folder of the local back end"},
		{"aws.bucket", c.AWS.Bucket, "S3 bucket"},
		{"aws.prefix", c.AWS.Prefix, "prefix of all keys in the bucket"},
		{"aws.queue", c.AWS.Queue, "SQS queue, by name or URL"},
		{"aws.region", c.AWS.Region, "AWS region (default: the SDK's chain)"},
		{"aws.profile", c.AWS.Profile, "AWS profile (default: the SDK's chain)"},
		{"aws.endpoint-url", c.AWS.EndpointURL, "URL of an S3- and SQS-compatible server"},
		{"work.concurrency", itoa(c.Work.Concurrency), "photos at once (0: one a core)"},
		{"work.memory", c.Work.Memory.String(), "memory for decoded photos (0: half of the machine's)"},
		{"work.lease", shortDuration(c.Work.Lease), "how long a photo stays a silent worker's"},
		{"work.max-attempts", itoa(c.Work.MaxAttempts), "attempts before a passing fault becomes a failure"},
		{"limits.pixels", c.Limits.Pixels.String(), "largest photo, in pixels"},
		{"limits.bytes", c.Limits.Bytes.String(), "largest file"},
	}
}
