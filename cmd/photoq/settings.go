package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-viper/mapstructure/v2"
	"github.com/spf13/pflag"
	"github.com/spf13/viper"
	"go.yaml.in/yaml/v3"

	"github.com/photoq/photoq/pkg/config"
	"github.com/photoq/photoq/pkg/fault"
)

// settings are the settings in force, and where each came from.
type settings struct {
	config.Config
	file    string                // that was read; "" when there is none
	named   bool                  // the file was named with --config
	sources map[string]string     // by key
	recipes map[string]*yaml.Node // as they stand in the file
}

// flagKeys says which flag sets which setting.
func flagKeys() map[string]string {
	return map[string]string{
		"backend": "backend", "dir": "local.dir", "bucket": "aws.bucket", "prefix": "aws.prefix", "queue": "aws.queue",
		"region": "aws.region", "profile": "aws.profile", "endpoint-url": "aws.endpoint-url",
		"concurrency": "work.concurrency", "memory": "work.memory", "lease": "work.lease", "max-attempts": "work.max-attempts",
		"max-pixels": "limits.pixels", "max-bytes": "limits.bytes",
	}
}

// loadSettings puts flags before the environment before the file before the
// defaults. All that is wrong is one error of the kind fault.Usage.
func loadSettings(flags *pflag.FlagSet) (settings, error) {
	s := settings{sources: map[string]string{}, recipes: map[string]*yaml.Node{}}
	v := viper.New()
	for _, d := range config.Default().Settings() {
		v.SetDefault(d.Key, d.Value) // or viper would not look for its variable
		s.sources[d.Key] = "default"
	}
	if err := s.readFile(v, flags); err != nil {
		return s, err
	}
	if err := s.readEnvironment(v); err != nil {
		return s, err
	}
	for flag, key := range flagKeys() {
		if f := flags.Lookup(flag); f != nil && f.Changed {
			v.Set(key, f.Value.String())
			s.sources[key] = "--" + flag
		}
	}
	hooks := mapstructure.ComposeDecodeHookFunc(mapstructure.StringToTimeDurationHookFunc(), mapstructure.TextUnmarshallerHookFunc())
	if err := v.UnmarshalExact(&s.Config, viper.DecodeHook(hooks)); err != nil {
		return s, s.undecodable(v, err)
	}
	if err := s.Config.Validate(); err != nil {
		return s, s.invalid(err)
	}
	return s, nil
}

// configFile finds the file to read: the one that was named, or the first of
// the usual ones that exists; "" when there is none.
func configFile(flags *pflag.FlagSet) (string, error) {
	named, _ := flags.GetString("config")
	if named == "" {
		named = os.Getenv("PHOTOQ_CONFIG")
	}
	if named != "" {
		if _, err := os.Stat(named); err != nil {
			return "", fault.New(fault.Usage, fmt.Errorf("read settings: %w", err), "check --config")
		}
		return named, nil
	}
	folder := os.Getenv("XDG_CONFIG_HOME")
	if folder == "" {
		if home, err := os.UserHomeDir(); err == nil {
			folder = filepath.Join(home, ".config")
		}
	}
	for _, path := range []string{filepath.Join(folder, "photoq", "config.yaml"), "/etc/photoq/config.yaml"} {
		_, err := os.Stat(path)
		if err == nil {
			return path, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", fault.New(fault.Usage, fmt.Errorf("read settings: %w", err), "mend its permissions, or name another file with --config")
		}
	}
	return "", nil
}

func (s *settings) readFile(v *viper.Viper, flags *pflag.FlagSet) error {
	path, err := configFile(flags)
	if path == "" || err != nil {
		return err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return fault.New(fault.Usage, fmt.Errorf("read settings: %w", err), "")
	}
	s.file, s.named = path, flags.Changed("config")
	if err := s.parse(v, data); err != nil {
		return fault.New(fault.Usage, fmt.Errorf("read settings from %s: %w", path, err), `"photoq config" lists all settings`)
	}
	return nil
}

// parse checks the file's keys and gives all but the recipes to viper, which
// would put their names in lower case.
func (s *settings) parse(v *viper.Viper, data []byte) error {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return err
	}
	if len(doc.Content) == 0 {
		return nil
	}
	top := doc.Content[0]
	if top.Kind != yaml.MappingNode {
		return errors.New("it must be a mapping of keys to values")
	}
	faults := s.takeRecipes(top)
	faults = append(faults, s.checkKeys(top, "")...)
	if len(faults) > 0 {
		return errors.Join(faults...)
	}
	rest, err := yaml.Marshal(top)
	if err != nil {
		return err
	}
	v.SetConfigType("yaml")
	return v.ReadConfig(bytes.NewReader(rest))
}

func (s *settings) takeRecipes(top *yaml.Node) []error {
	for i := 0; i+1 < len(top.Content); i += 2 {
		if top.Content[i].Value != "recipes" {
			continue
		}
		recipes := top.Content[i+1]
		top.Content = slices.Delete(top.Content, i, i+2)
		if recipes.Kind != yaml.MappingNode {
			return []error{fmt.Errorf("line %d: recipes must be a mapping of names to recipes", recipes.Line)}
		}
		for n := 0; n+1 < len(recipes.Content); n += 2 {
			s.recipes[recipes.Content[n].Value] = recipes.Content[n+1]
		}
		break
	}
	return nil
}

// checkKeys finds keys that are no settings, and notes the source of those
// that are.
func (s *settings) checkKeys(n *yaml.Node, prefix string) []error {
	var faults []error
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := prefix+n.Content[i].Value, n.Content[i+1]
		switch {
		case strings.Contains(n.Content[i].Value, "."): // it could stand in its section as well
			faults = append(faults, fmt.Errorf("line %d: %s must stand in its section, like work: {lease: 2m}", n.Content[i].Line, key))
		case s.sources[key] != "" && value.Kind == yaml.ScalarNode:
			s.sources[key] = s.file
		case s.sources[key] != "":
			faults = append(faults, fmt.Errorf("line %d: %s must have a single value", value.Line, key))
		case s.isSection(key) && value.Kind == yaml.MappingNode:
			faults = append(faults, s.checkKeys(value, key+".")...)
		case s.isSection(key) && value.Tag == "!!null":
		case s.isSection(key):
			faults = append(faults, fmt.Errorf("line %d: %s must be a mapping of keys to values", value.Line, key))
		default:
			faults = append(faults, fmt.Errorf("line %d: there is no setting %q%s", n.Content[i].Line, key, fault.DidYouMean(key, append(s.keys(), "recipes"))))
		}
	}
	return faults
}

func (s *settings) isSection(key string) bool {
	return slices.ContainsFunc(s.keys(), func(k string) bool { return strings.HasPrefix(k, key+".") })
}

func (s *settings) keys() []string {
	var keys []string
	for _, d := range config.Default().Settings() {
		keys = append(keys, d.Key)
	}
	return keys
}
