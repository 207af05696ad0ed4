package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-viper/mapstructure/v2"
	"github.com/spf13/viper"

	"github.com/photoq/photoq/pkg/fault"
)

// wrong makes one error of the settings that are wrong, each with where it
// came from: the same setting can stand in several places.
func (s *settings) wrong(faults []error) error {
	return fault.New(fault.Usage, fmt.Errorf("settings: %w", errors.Join(faults...)), `"photoq config --help" says where settings come from`)
}

// invalid returns what Validate has found, a line each, with its source.
func (s *settings) invalid(err error) error {
	var faults []error
	for line := range strings.Lines(err.Error()) {
		line = strings.TrimSpace(line)
		key, _, _ := strings.Cut(line, ":")
		faults = append(faults, errors.New(line+s.from(key)))
	}
	return s.wrong(faults)
}

// undecodable returns, for each value that could not be read, what it should
// have been. The decoder's own words are those of Go's types.
func (s *settings) undecodable(v *viper.Viper, err error) error {
	var faults []error
	for _, leaf := range leaves(err) {
		bad, ok := errors.AsType[*mapstructure.DecodeError](leaf)
		if !ok {
			faults = append(faults, leaf)
			continue
		}
		key, cause := bad.Name(), bad.Unwrap()
		_, isNumber := errors.AsType[*mapstructure.ParseError](cause)
		switch {
		case isNumber:
			cause = fmt.Errorf("%q is no whole number", v.GetString(key))
		case strings.HasPrefix(cause.Error(), "time:"):
			cause = fmt.Errorf("%q is no time span; write it like 90s or 5m", v.GetString(key))
		}
		faults = append(faults, fmt.Errorf("%s: %w%s", key, cause, s.from(key)))
	}
	return s.wrong(faults)
}

func (s *settings) from(key string) string {
	source := s.sources[key]
	if source == "" || source == "default" {
		return ""
	}
	return " (from " + source + ")"
}

// leaves takes errors that were joined apart, however deep.
func leaves(err error) []error {
	if _, ok := err.(*mapstructure.DecodeError); ok {
		return []error{err}
	}
	switch e := err.(type) {
	case interface{ Unwrap() []error }:
		var all []error
		for _, one := range e.Unwrap() {
			all = append(all, leaves(one)...)
		}
		return all
	case interface{ Unwrap() error }:
		if inner := e.Unwrap(); inner != nil {
			return leaves(inner)
		}
	}
	return []error{err}
}
