package op

import (
	"errors"
	"fmt"
	"strings"

	"github.com/photoq/photoq/pkg/job"
)

// ParseStep reads the value of an --op flag:
//
//	NAME
//	NAME=VALUE
//	NAME=VALUE,key=value,...
//	NAME=key=value,...
//
// A value that has commas, or that would look like key=value, stands in
// double quotes; inside them \" is a quote and \\ a backslash. The main value
// is kept under the key "" until Compile knows its name.
func ParseStep(text string) (job.Step, error) {
	name, rest, has := strings.Cut(text, "=")
	name = strings.TrimSpace(name)
	if name == "" {
		return job.Step{}, fmt.Errorf("--op %q: names no operation", text)
	}
	step := job.Step{Op: name}
	if !has {
		return step, nil
	}
	parts, err := splitParams(rest)
	if err != nil {
		return job.Step{}, fmt.Errorf("--op %q: %w", text, err)
	}
	step.Params = map[string]string{}
	for i, part := range parts {
		if part.key == "" && i > 0 {
			return job.Step{}, fmt.Errorf("--op %q: %q is not key=value", text, part.value)
		}
		if _, twice := step.Params[part.key]; twice {
			return job.Step{}, fmt.Errorf("--op %q: parameter %q is given twice", text, part.key)
		}
		step.Params[part.key] = part.value
	}
	return step, nil
}

type keyValue struct{ key, value string }

func splitParams(s string) ([]keyValue, error) {
	var parts []keyValue
	for {
		var part keyValue
		if key, ok := leadingKey(s); ok {
			part.key, s = key, s[len(key)+1:]
		}
		var err error
		if part.value, s, err = leadingValue(s); err != nil {
			return nil, err
		}
		parts = append(parts, part)
		if s == "" {
			return parts, nil
		}
		s = s[1:] // the comma
	}
}

// leadingKey finds a word of letters and dashes before an equals sign.
func leadingKey(s string) (string, bool) {
	end := strings.IndexFunc(s, func(r rune) bool { return r != '-' && (r < 'a' || r > 'z') })
	if end <= 0 || s[end] != '=' {
		return "", false
	}
	return s[:end], true
}

// leadingValue takes a value off s, and leaves s empty or at a comma.
func leadingValue(s string) (value, rest string, err error) {
	if !strings.HasPrefix(s, `"`) {
		if end := strings.IndexByte(s, ','); end >= 0 {
			return s[:end], s[end:], nil
		}
		return s, "", nil
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
			b.WriteByte(s[i])
		case s[i] == '"':
			rest = s[i+1:]
			if rest != "" && rest[0] != ',' {
				return "", "", fmt.Errorf("%q follows a closing quote", rest)
			}
			return b.String(), rest, nil
		default:
			b.WriteByte(s[i])
		}
	}
	return "", "", errors.New("a quote is not closed")
}
