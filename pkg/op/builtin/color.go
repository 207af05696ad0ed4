package builtin

import (
	"image/color"

	"github.com/photoq/photoq/pkg/op"
)

// colour is a colour of sRGB that a parameter names. Its zero value is one
// that was not given.
type colour struct {
	color.NRGBA
	given bool
}

// opaque returns the colour of these channels.
func opaque(r, g, b byte) colour { return colour{color.NRGBA{r, g, b, 255}, true} }

// ParamType names the type to people.
func (colour) ParamType() string { return "colour" }

// String writes the colour as UnmarshalText reads it: by its name, if it has
// one. A colour that was not given is empty.
func (c colour) String() string {
	if !c.given {
		return ""
	}
	return op.FormatColor(c.NRGBA)
}

// UnmarshalText reads what op.ParseColor does.
func (c *colour) UnmarshalText(text []byte) error {
	parsed, err := op.ParseColor(string(text))
	if err != nil {
		return err
	}
	*c = colour{parsed, true}
	return nil
}
