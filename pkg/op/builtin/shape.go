package builtin

import (
	"fmt"
	"image"
	"math"
	"strconv"
	"strings"
)

// shape is what to cut to.
type shape struct {
	kind shapeKind
	// x and y are the sides of a ratio or a size; x alone is a percentage.
	x, y float64
}

type shapeKind int

const (
	ratio shapeKind = iota
	pixels
	percent
)

// ParamType names the type to people.
func (shape) ParamType() string { return "W:H, WxH or N%" }

// String writes the shape as UnmarshalText reads it.
func (s shape) String() string {
	x, y := strconv.FormatFloat(s.x, 'f', -1, 64), strconv.FormatFloat(s.y, 'f', -1, 64)
	switch s.kind {
	case pixels:
		return x + "x" + y
	case percent:
		return x + "%"
	}
	return x + ":" + y
}

// UnmarshalText reads W:H with sides above 0 up to 1000, WxH with sides of 1
// to 65535 pixels, or N% with N above 0 up to 100.
func (s *shape) UnmarshalText(text []byte) error {
	t := string(text)
	if share, ok := strings.CutSuffix(t, "%"); ok {
		n, err := number(share, 100)
		if err != nil {
			return fmt.Errorf("a percentage must be above 0 and up to 100")
		}
		*s = shape{percent, n, 0}
		return nil
	}
	if left, right, ok := strings.Cut(t, ":"); ok {
		x, errX := number(left, 1000)
		y, errY := number(right, 1000)
		if errX != nil || errY != nil {
			return fmt.Errorf("the sides of a ratio must be above 0 and up to 1000")
		}
		*s = shape{ratio, x, y}
		return nil
	}
	if left, right, ok := strings.Cut(t, "x"); ok {
		x, errX := strconv.Atoi(left)
		y, errY := strconv.Atoi(right)
		if errX != nil || errY != nil || min(x, y) < 1 || max(x, y) > maxSide {
			return fmt.Errorf("the sides of a size must be whole numbers from 1 to %d", maxSide)
		}
		*s = shape{pixels, float64(x), float64(y)}
		return nil
	}
	return fmt.Errorf("must be a ratio like 4:3, a size like 800x600, or a percentage like 50%%")
}

// number reads a plain decimal number above 0 and up to most.
func number(text string, most float64) (float64, error) {
	if strings.Trim(text, "0123456789.") != "" {
		return 0, strconv.ErrSyntax
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || x <= 0 || x > most {
		return 0, strconv.ErrRange
	}
	return x, nil
}

// of returns the size to cut a photo of that size to; never less than 1 x 1.
func (s shape) of(size image.Point) image.Point {
	w, h := float64(size.X), float64(size.Y)
	switch s.kind {
	case pixels:
		w, h = min(w, s.x), min(h, s.y)
	case percent:
		w, h = math.Round(w*s.x/100), math.Round(h*s.x/100)
	case ratio:
		if w*s.y > h*s.x {
			w = math.Round(h * s.x / s.y)
		} else {
			h = math.Round(w * s.y / s.x)
		}
	}
	return image.Pt(max(1, int(w)), max(1, int(h)))
}
