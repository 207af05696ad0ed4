package config

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Bytes is a number of bytes, written like 512MB. The units KB, MB, GB and TB
// (also K, KiB and so on) are powers of 1,024.
type Bytes int64

// Pixels is a number of pixels, written like 200MP. The units are KP, MP and
// GP, powers of 1,000.
type Pixels int64

// UnmarshalText reads a number with an optional unit.
func (b *Bytes) UnmarshalText(text []byte) error {
	n, err := parseAmount(string(text), 1024, "KB", "MB", "GB", "TB")
	*b = Bytes(n)
	return err
}

// String writes the number with the largest unit that divides it.
func (b Bytes) String() string { return formatAmount(int64(b), 1024, "", "KB", "MB", "GB", "TB") }

// UnmarshalText reads a number with an optional unit.
func (p *Pixels) UnmarshalText(text []byte) error {
	n, err := parseAmount(string(text), 1000, "KP", "MP", "GP")
	*p = Pixels(n)
	return err
}

// String writes the number with the largest unit that divides it.
func (p Pixels) String() string { return formatAmount(int64(p), 1000, "", "KP", "MP", "GP") }

// Set and Type make amounts usable as values of flags.

// Set is UnmarshalText for a string.
func (b *Bytes) Set(s string) error { return b.UnmarshalText([]byte(s)) }

// Type names the kind of value in help texts.
func (b *Bytes) Type() string { return "size" }

// Set is UnmarshalText for a string.
func (p *Pixels) Set(s string) error { return p.UnmarshalText([]byte(s)) }

// Type names the kind of value in help texts.
func (p *Pixels) Type() string { return "pixels" }

func parseAmount(text string, base float64, units ...string) (int64, error) {
	s := strings.ToUpper(strings.TrimSpace(text))
	s = strings.Replace(s, "IB", "B", 1)
	factor := 1.0
	for i, unit := range units {
		for _, form := range []string{unit, unit[:1]} {
			if number, ok := strings.CutSuffix(s, form); ok && factor == 1 {
				s, factor = strings.TrimSpace(number), math.Pow(base, float64(i+1))
			}
		}
	}
	s = strings.TrimSuffix(s, "B")
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || x < 0 || math.IsNaN(x) || x*factor >= math.MaxInt64 {
		return 0, fmt.Errorf("%q is no amount; write a number and a unit, like 1.5%s", text, units[1])
	}
	return int64(x * factor), nil
}

func formatAmount(n, base int64, units ...string) string {
	i := 0
	for n != 0 && n%base == 0 && i < len(units)-1 {
		n /= base
		i++
	}
	return strconv.FormatInt(n, 10) + units[i]
}
