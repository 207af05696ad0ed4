package builtin

import (
	"errors"
	"image"
	"math"
	"strconv"
	"strings"
)

// thickness is a width in pixels, or in percent of a photo's shorter side.
type thickness struct {
	value   float64
	percent bool
}

// ParamType names the type to people.
func (thickness) ParamType() string { return "N or N%" }

// String writes the width as UnmarshalText reads it.
func (t thickness) String() string {
	text := strconv.FormatFloat(t.value, 'f', -1, 64)
	if t.percent {
		text += "%"
	}
	return text
}

// UnmarshalText reads 0 to 10000 whole pixels, or 0% to 100%.
func (t *thickness) UnmarshalText(text []byte) error {
	digits, percent := strings.CutSuffix(string(text), "%")
	most, signs := 10_000.0, "0123456789"
	if percent {
		most, signs = 100, "0123456789."
	}
	if strings.Trim(digits, signs) == "" {
		if x, err := strconv.ParseFloat(digits, 64); err == nil && x <= most {
			*t = thickness{x, percent}
			return nil
		}
	}
	return errors.New("must be 0 to 10000 whole pixels like 20, or 0% to 100% of the shorter side like 5%")
}

// of returns the width in whole pixels on a photo of that size. A percentage
// above 0 is at least a pixel.
func (t thickness) of(size image.Point) int {
	if !t.percent {
		return int(t.value)
	}
	n := int(math.Round(t.value / 100 * float64(min(size.X, size.Y))))
	if n == 0 && t.value > 0 {
		return 1
	}
	return n
}
