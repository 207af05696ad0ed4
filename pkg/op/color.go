package op

import (
	"encoding/hex"
	"fmt"
	"image/color"
	"strings"

	"github.com/photoq/photoq/pkg/fault"
)

// namedColor is a word for a colour.
type namedColor struct {
	name    string
	r, g, b byte
}

// namedColors are the sixteen basic colours of CSS, and those further ones of
// its long list that people name most.
func namedColors() []namedColor {
	return []namedColor{
		{"black", 0, 0, 0}, {"silver", 192, 192, 192}, {"gray", 128, 128, 128}, {"white", 255, 255, 255},
		{"maroon", 128, 0, 0}, {"red", 255, 0, 0}, {"purple", 128, 0, 128}, {"fuchsia", 255, 0, 255},
		{"green", 0, 128, 0}, {"lime", 0, 255, 0}, {"olive", 128, 128, 0}, {"yellow", 255, 255, 0},
		{"navy", 0, 0, 128}, {"blue", 0, 0, 255}, {"teal", 0, 128, 128}, {"aqua", 0, 255, 255},
		{"grey", 128, 128, 128}, {"magenta", 255, 0, 255}, {"cyan", 0, 255, 255}, {"orange", 255, 165, 0},
		{"gold", 255, 215, 0}, {"beige", 245, 245, 220}, {"brown", 165, 42, 42}, {"pink", 255, 192, 203},
	}
}

// ColorNames lists the names of opaque colours that ParseColor knows.
func ColorNames() []string {
	var names []string
	for _, n := range namedColors() {
		names = append(names, n.name)
	}
	return names
}

// FormatColor writes a colour as ParseColor reads it: by its name, if it has
// one.
func FormatColor(c color.NRGBA) string {
	switch {
	case c == color.NRGBA{}:
		return "transparent"
	case c.A != 255:
		return fmt.Sprintf("#%02x%02x%02x%02x", c.R, c.G, c.B, c.A)
	}
	for _, n := range namedColors() {
		if c.R == n.r && c.G == n.g && c.B == n.b {
			return n.name
		}
	}
	return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
}

// ParseColor reads a colour of sRGB: a name, "transparent", #rgb, #rgba,
// #rrggbb or #rrggbbaa, in large or small letters. Without an alpha the colour
// is opaque.
func ParseColor(text string) (color.NRGBA, error) {
	t := strings.ToLower(text)
	if digits, ok := strings.CutPrefix(t, "#"); ok {
		channels, ok := channelsOf(digits)
		if !ok {
			return color.NRGBA{}, fmt.Errorf("must be # and 3, 4, 6 or 8 hexadecimal digits, like #f80 or #ff8800")
		}
		return channels, nil
	}
	if t == "transparent" {
		return color.NRGBA{}, nil
	}
	for _, n := range namedColors() {
		if n.name == t {
			return color.NRGBA{n.r, n.g, n.b, 255}, nil
		}
	}
	names := append([]string{"transparent"}, ColorNames()...)
	return color.NRGBA{}, fmt.Errorf("must be a colour like #ff8800 or one of %s%s", strings.Join(names, ", "), fault.DidYouMean(t, names))
}

// channelsOf reads 3, 4, 6 or 8 hexadecimal digits. A digit of the short
// forms stands for two of the same.
func channelsOf(digits string) (color.NRGBA, bool) {
	if len(digits) == 3 || len(digits) == 4 {
		var long strings.Builder
		for _, d := range []byte(digits) {
			long.Write([]byte{d, d})
		}
		digits = long.String()
	}
	b, err := hex.DecodeString(digits)
	if err != nil || len(b) != 3 && len(b) != 4 {
		return color.NRGBA{}, false
	}
	if len(b) == 3 {
		b = append(b, 255)
	}
	return color.NRGBA{b[0], b[1], b[2], b[3]}, true
}
