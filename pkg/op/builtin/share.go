package builtin

import (
	"errors"
	"strconv"
	"strings"
)

// share is a percentage, from 0 to 100.
type share float64

// ParamType names the type to people.
func (share) ParamType() string { return "percent" }

// String writes the share as people would.
func (s share) String() string { return strconv.FormatFloat(float64(s), 'f', -1, 64) + "%" }

// UnmarshalText reads a plain decimal number, with or without a percent sign.
func (s *share) UnmarshalText(text []byte) error {
	digits := strings.TrimSuffix(string(text), "%")
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || strings.Trim(digits, "0123456789.") != "" || n > 100 {
		return errors.New("must be a percentage from 0 to 100, like 4%")
	}
	*s = share(n)
	return nil
}
