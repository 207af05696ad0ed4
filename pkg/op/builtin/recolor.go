package builtin

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/tone"
)

func init() {
	specs = append(specs, op.Spec{
		Name:    "recolor",
		Summary: "give the photo another look: grey, brown, warm, vivid; turn its colours, or replace one",
		New: func() op.Operation {
			return &recolor{Dark: opaque(0x16, 0x1a, 0x40), Light: opaque(0xfb, 0xe8, 0xd3)}
		},
		Examples: []string{
			"recolor", "recolor=sepia", "recolor=vivid,strength=60", "recolor=duotone,dark=#161a40,light=#ffd9a0",
			"recolor=tint,color=orange,strength=40", "recolor=hue=120", "recolor=from=red,to=#2060d0,tolerance=20",
		},
	})
}

// recolor changes a photo's colours, and leaves its transparency alone. It
// has a style, or turns hues, or replaces a colour.
type recolor struct {
	Style     string   `param:"style,main" help:"grayscale (when nothing is given), sepia, duotone, tint, warm, cool, vivid or fade"`
	Strength  optional `param:"strength" help:"how much of the style, 0 (none) to 100 (when nothing is given)"`
	Dark      colour   `param:"dark" help:"duotone: what black becomes"`
	Light     colour   `param:"light" help:"duotone: what white becomes"`
	Color     colour   `param:"color" help:"tint: the colour that greys lean to"`
	Hue       optional `param:"hue" help:"turn all hues by -360 to 360 degrees: red becomes yellow by 80, green by 110, blue by 235"`
	From      colour   `param:"from" help:"the colour to replace, with all its shades"`
	To        colour   `param:"to" help:"the colour to replace it by; lightness stays"`
	Tolerance optional `param:"tolerance" help:"how far from a colour is still that colour, 1 to 100 (25 when nothing is given)"`
}

// styles are the names of all styles.
func styles() []string {
	return []string{"grayscale", "sepia", "duotone", "tint", "warm", "cool", "vivid", "fade"}
}

func (r *recolor) Validate() error {
	ways := 0
	for _, given := range []bool{r.Style != "", r.Hue.given, r.From.given || r.To.given} {
		if given {
			ways++
		}
	}
	var faults []error
	refuse := func(wrong bool, format string, args ...any) {
		if wrong {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	refuse(ways > 1, "a style, hue, and from with to are three steps; give one of them at a time")
	refuse(r.Style != "" && !slices.Contains(styles(), r.Style), "style=%q is not one of %s%s",
		r.Style, strings.Join(styles(), ", "), fault.DidYouMean(r.Style, styles()))
	refuse(r.Style == "tint" && !r.Color.given, "style=tint needs a color")
	refuse(r.Style != "tint" && r.Color.given, "color is for style=tint")
	refuse(r.Style != "duotone" && r.tones(), "dark and light are for style=duotone")
	refuse(r.Strength.given && (r.Hue.given || r.From.given || r.To.given), "strength is for styles")
	refuse(r.From.given != r.To.given, "from and to need each other")
	refuse(r.Tolerance.given && !r.From.given && !r.To.given, "tolerance is for from and to")
	for _, c := range []struct {
		name string
		colour
	}{{"dark", r.Dark}, {"light", r.Light}, {"color", r.Color}, {"from", r.From}, {"to", r.To}} {
		refuse(c.given && c.A != 255, "%s=%v is transparent, and recolor leaves transparency alone", c.name, c.colour)
	}
	return errors.Join(append(faults,
		checkBetween("strength", r.Strength.or(100), 0, 100),
		checkBetween("hue", r.Hue.or(0), -360, 360),
		checkBetween("tolerance", r.Tolerance.or(25), 1, 100),
	)...)
}

// tones reports whether dark or light are not what they are from the start.
func (r *recolor) tones() bool {
	fresh := recolor{Dark: opaque(0x16, 0x1a, 0x40), Light: opaque(0xfb, 0xe8, 0xd3)}
	return r.Dark != fresh.Dark || r.Light != fresh.Light
}

func (r *recolor) Apply(_ context.Context, p imageio.Photo) (imageio.Photo, error) {
	return op.Toned(p, r.Tone()), nil
}

// Tone is the way that was chosen.
func (r *recolor) Tone() tone.Map {
	switch {
	case r.Hue.given:
		return turnHues(r.Hue.value)
	case r.From.given:
		return replaceColour(r.From.lab(), r.To.lab(), r.Tolerance.or(25))
	}
	share := r.Strength.or(100) / 100
	if share == 0 {
		return nil
	}
	switch r.Style {
	case "sepia":
		return partly(sepia, share)
	case "duotone":
		return partly(duotone(r.Dark, r.Light), share)
	case "tint":
		return tinted(r.Color, share)
	case "warm":
		return warm(share)
	case "cool":
		return cool(share)
	case "vivid":
		return vivid(share)
	case "fade":
		return fade(share)
	}
	if share < 1 {
		return tone.Map{saturation(1 - share)}
	}
	return tone.Map{tone.Ramp(grayscale)}
}

// optional is a number that need not be given.
type optional struct {
	value float64
	given bool
}

// or returns the number, or another if it was not given.
func (o optional) or(other float64) float64 {
	if o.given {
		return o.value
	}
	return other
}

// ParamType names the type to people.
func (optional) ParamType() string { return "number" }

// String writes the number as UnmarshalText reads it.
func (o optional) String() string {
	if !o.given {
		return ""
	}
	return strconv.FormatFloat(o.value, 'f', -1, 64)
}

// UnmarshalText reads a number.
func (o *optional) UnmarshalText(text []byte) error {
	x, err := strconv.ParseFloat(string(text), 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		return errors.New("must be a number")
	}
	*o = optional{x, true}
	return nil
}
