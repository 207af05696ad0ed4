package op

import (
	"encoding"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/photoq/photoq/pkg/fault"
)

// field is a parameter: a field of an operation's struct.
type field struct {
	name, help string
	main       bool
	value      reflect.Value
}

// fieldsOf returns the parameters of an operation, which must be a pointer
// to a struct. Fields without a param tag are the operation's own.
func fieldsOf(o Operation) []field {
	v := reflect.ValueOf(o).Elem()
	var fields []field
	for i := range v.NumField() {
		tag, ok := v.Type().Field(i).Tag.Lookup("param")
		if !ok {
			continue
		}
		name, option, _ := strings.Cut(tag, ",")
		fields = append(fields, field{name, v.Type().Field(i).Tag.Get("help"), option == "main", v.Field(i)})
	}
	return fields
}

func (f field) mustBeReadable(operation string) {
	if _, ok := f.value.Addr().Interface().(encoding.TextUnmarshaler); ok {
		return
	}
	switch f.value.Kind() {
	case reflect.Int, reflect.Float64, reflect.Bool, reflect.String:
		return
	}
	panic(fmt.Sprintf("operation %s: parameter %s has the type %s", operation, f.name, f.value.Type()))
}

func (f field) typeName() string {
	if named, ok := f.value.Addr().Interface().(interface{ ParamType() string }); ok {
		return named.ParamType()
	}
	switch f.value.Kind() {
	case reflect.Int:
		return "int"
	case reflect.Float64:
		return "number"
	case reflect.Bool:
		return "bool"
	}
	return "text"
}

// text is the parameter's value as it would be written.
func (f field) text() string {
	if s, ok := f.value.Addr().Interface().(fmt.Stringer); ok {
		return s.String()
	}
	return fmt.Sprint(f.value.Interface())
}

// set reads a value as it was written. The whole text must be a value of the
// parameter's type: nothing is guessed, cut off or rounded.
func (f field) set(text string) error {
	if u, ok := f.value.Addr().Interface().(encoding.TextUnmarshaler); ok {
		return u.UnmarshalText([]byte(text))
	}
	switch f.value.Kind() {
	case reflect.Int:
		n, err := strconv.Atoi(text)
		if err != nil {
			return errors.New("must be a whole number")
		}
		f.value.SetInt(int64(n))
	case reflect.Float64:
		x, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
			return errors.New("must be a number")
		}
		f.value.SetFloat(x)
	case reflect.Bool:
		switch strings.ToLower(text) {
		case "true", "yes", "on", "1":
			f.value.SetBool(true)
		case "false", "no", "off", "0":
			f.value.SetBool(false)
		default:
			return errors.New("must be true or false")
		}
	case reflect.String:
		f.value.SetString(text)
	}
	return nil
}

// bind fills in an operation's parameters and returns them under their full
// names. All faults are found, not just the first.
func (s Spec) bind(params map[string]string) (Operation, map[string]string, []error) {
	o := s.New()
	fields := fieldsOf(o)
	var faults []error
	full := map[string]string{}
	for _, key := range sortedKeys(params) {
		f, err := s.find(fields, key)
		if err == nil {
			if _, twice := full[f.name]; twice {
				err = fmt.Errorf("parameter %q is given twice", f.name)
			} else if !utf8.ValidString(params[key]) {
				err = fmt.Errorf("parameter %s=%q: is not UTF-8", f.name, params[key])
			} else if bad := f.set(params[key]); bad != nil {
				err = fmt.Errorf("parameter %s=%q: %w", f.name, params[key], bad)
			}
			full[f.name] = params[key]
		}
		if err != nil {
			faults = append(faults, err)
		}
	}
	if v, ok := o.(Validator); ok && len(faults) == 0 {
		faults = append(faults, lines(v.Validate())...)
	}
	return o, full, faults
}

func (s Spec) find(fields []field, key string) (field, error) {
	names := make([]string, 0, len(fields))
	for _, f := range fields {
		if key == f.name || key == "" && f.main {
			return f, nil
		}
		names = append(names, f.name)
	}
	if key == "" {
		return field{}, fmt.Errorf("takes no main value; write %s=key=value", s.Name)
	}
	hint := fault.DidYouMean(key, names)
	if hint == "" && len(names) > 0 {
		hint = "; it has " + strings.Join(names, ", ")
	}
	return field{}, fmt.Errorf("unknown parameter %q%s", key, hint)
}

// lines takes an error of errors.Join apart.
func lines(err error) []error {
	if err == nil {
		return nil
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
