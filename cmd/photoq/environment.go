package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/viper"

	"github.com/photoq/photoq/pkg/fault"
)

// readEnvironment takes PHOTOQ_ variables, and refuses those that set
// nothing: a mistyped one would otherwise be believed to work.
func (s *settings) readEnvironment(v *viper.Viper) error {
	names := map[string]string{}
	for _, key := range s.keys() {
		names[envName(key)] = key
	}
	var faults []error
	for _, pair := range os.Environ() {
		name, value, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, "PHOTOQ_") || name == "PHOTOQ_CONFIG" || strings.HasPrefix(name, "PHOTOQ_TEST_") {
			continue
		}
		key, known := names[name]
		switch {
		case !known:
			known := slices.Sorted(mapKeys(names))
			faults = append(faults, fmt.Errorf("the environment variable %s sets nothing%s", name, fault.DidYouMean(name, known)))
		case value != "":
			s.sources[key] = name
			v.Set(key, value)
		}
	}
	if len(faults) > 0 {
		return fault.New(fault.Usage, fmt.Errorf("settings: %w", errors.Join(faults...)), `"photoq config" lists all settings`)
	}
	return nil
}

// envName is the environment variable of a setting.
func envName(key string) string {
	return "PHOTOQ_" + strings.ToUpper(strings.NewReplacer(".", "_", "-", "_").Replace(key))
}
