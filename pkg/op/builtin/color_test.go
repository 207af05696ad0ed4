package builtin

import (
	"image/color"
	"strings"
	"testing"
)

func TestColoursAreRead(t *testing.T) {
	for text, want := range map[string]color.NRGBA{
		"black": {0, 0, 0, 255}, "White": {255, 255, 255, 255}, "grey": {128, 128, 128, 255}, "orange": {255, 165, 0, 255},
		"transparent": {}, "#f80": {255, 136, 0, 255}, "#F808": {255, 136, 0, 136},
		"#102030": {16, 32, 48, 255}, "#10203040": {16, 32, 48, 64},
	} {
		var c colour
		if err := c.UnmarshalText([]byte(text)); err != nil || c.NRGBA != want || !c.given {
			t.Errorf("%s: %v, %v; want %v", text, c.NRGBA, err, want)
		}
		var again colour
		if err := again.UnmarshalText([]byte(c.String())); err != nil || again != c {
			t.Errorf("%s is written as %q, which is read as %v (%v)", text, c, again.NRGBA, err)
		}
	}
	if s := (colour{}).String(); s != "" {
		t.Errorf("no colour is written as %q", s)
	}
	if s := opaque(255, 0, 0).String(); s != "red" {
		t.Errorf("red is written as %q", s)
	}
}

func TestWhatIsNoColourIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":          "must be a colour",
		"#":         "hexadecimal digits",
		"#12":       "hexadecimal digits",
		"#12345":    "hexadecimal digits",
		"#1234567":  "hexadecimal digits",
		"#ffgg00":   "hexadecimal digits",
		"#ff00éé":   "hexadecimal digits",
		"#ééé":      "hexadecimal digits",
		"123456":    "must be a colour",
		"blakc":     `did you mean "black"?`,
		" black":    "must be a colour",
		"transpare": `did you mean "transparent"?`,
	} {
		c := opaque(1, 2, 3)
		err := c.UnmarshalText([]byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
		if c != opaque(1, 2, 3) {
			t.Errorf("%q changed the colour to %v", text, c)
		}
	}
}
