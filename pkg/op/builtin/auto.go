package builtin

import (
	"context"
	"fmt"
	"math"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/tone"
)

func init() {
	specs = append(specs, op.Spec{
		Name:     "auto",
		Summary:  "mend flat levels, a dark middle and a cast of colour, within bounds; a good photo stays nearly as it is",
		New:      func() op.Operation { return &auto{Strength: 100} },
		Examples: []string{"auto", "auto=60"},
	})
}

// auto measures a photo and mends what is clearly amiss. All it does is
// bounded, so that it cannot ruin a photo that is meant to be as it is: a
// night stays dark, fog stays fog, and a sunset red.
type auto struct {
	Strength int `param:"strength,main" help:"how much of what was found to mend, 0 (nothing) to 100"`
}

func (a *auto) Validate() error { return checkRange("strength", a.Strength, 0, 100) }

func (a *auto) Apply(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	m, note, err := a.Measure(ctx, p)
	if err != nil {
		return p, err
	}
	p = op.Toned(p, m)
	if note != "" {
		p.Notes = append(p.Notes[:len(p.Notes):len(p.Notes)], note)
	}
	return p, nil
}

// Measure looks at about twenty thousand pixels.
func (a *auto) Measure(_ context.Context, p imageio.Photo) (tone.Map, string, error) {
	strength := float64(a.Strength) / 100
	if strength == 0 {
		return nil, "", nil
	}
	seen := viewOf(p.Image)
	fix := correction{gains: whiteBalance(seen, strength), black: 0, white: 1, lift: 1}
	pixels := seen.samples()
	for i, c := range pixels {
		pixels[i] = fix.balanced(c)
	}
	fix.measureLevels(pixels, strength)
	if fix.slight() {
		return nil, "", nil
	}
	return fix.tones(), fix.String(), nil
}

// correction is what auto does to a photo.
type correction struct {
	gains        [3]float64 // of linear light
	black, white float64    // what becomes 0 and 1
	lift         float64    // the exponent that follows
}

func (c correction) curve(channel int) tone.Curve {
	return func(v float64) float64 {
		if g := c.gains[channel]; g != 1 {
			v = encoded(linear(v) * g)
		}
		return math.Pow(max(0, min(1, (v-c.black)/(c.white-c.black))), c.lift)
	}
}

func (c correction) tones() tone.Map {
	if c.gains == [3]float64{1, 1, 1} {
		return tone.Map{c.curve(0)}
	}
	return tone.Map{tone.Curves{R: c.curve(0), G: c.curve(1), B: c.curve(2)}}
}

// slight reports whether no grey would change by a level of 255.
func (c correction) slight() bool {
	for i := range 3 {
		f := c.curve(i)
		for v := 0.0; v <= 1; v += 1.0 / 64 {
			if math.Abs(f(v)-v) > 1.0/255 {
				return false
			}
		}
	}
	return true
}

// String is the note for the photo.
func (c correction) String() string {
	return fmt.Sprintf("auto: levels from %.0f to %.0f, exponent %.2f, red x %.2f, green x %.2f, blue x %.2f",
		255*c.black, 255*c.white, c.lift, c.gains[0], c.gains[1], c.gains[2])
}

func (c correction) balanced(p [3]float64) [3]float64 {
	if c.gains == [3]float64{1, 1, 1} {
		return p
	}
	for i := range p {
		p[i] = encoded(linear(p[i]) * c.gains[i])
	}
	return p
}

// The bounds of what levels do: how far black and white are moved, how much
// contrast grows by it, and how far the middle is lifted.
const (
	mostBlack    = 0.10
	leastWhite   = 0.72
	mostContrast = 1.30
	mostLift     = 0.82
)

// measureLevels finds black, white and lift. A share of four thousandths may
// be cut off at either end, as much as glints and a few dead pixels are, and in
// the shadows one of fifty in one channel, which strong colours lack.
func (c *correction) measureLevels(pixels [][3]float64, strength float64) {
	if len(pixels) == 0 {
		return
	}
	var lows, lumas, highs histogram
	for _, p := range pixels {
		lows.add(min(p[0], p[1], p[2]))
		lumas.add(0.299*p[0] + 0.587*p[1] + 0.114*p[2])
		highs.add(max(p[0], p[1], p[2]))
	}
	const cut = 0.004
	middle := lumas.quantile(0.5)
	// A dark photo may be a night: it has noise to lose, not shadows.
	awake := rising(middle, 0.06, 0.22)
	low, high := min(lumas.quantile(cut), lows.quantile(0.02)), highs.quantile(1-cut)
	c.black = strength * max(0, min(mostBlack, low-0.01))
	c.white = 1 - strength*awake*(1-max(leastWhite, min(1, high+0.01)))
	if limit := 1 / (1 + strength*(mostContrast-1)); c.white-c.black < limit {
		c.white = min(1, c.black+limit)
		c.black = c.white - limit
	}
	// What the middle is by now: lifted if it is darker than a third.
	middle = max(0.01, (middle-c.black)/(c.white-c.black))
	const dark = 0.33
	if middle < dark {
		wanted := max(mostLift, math.Log(dark)/math.Log(middle))
		c.lift = 1 - strength*awake*(1-wanted)*0.8
	}
}

// rising goes smoothly from 0 at low to 1 at high.
func rising(x, low, high float64) float64 {
	return 1 - bell(max(0, (x-low)/(high-low)))
}

// histogram counts values of 0 to 1.
type histogram struct {
	bins  [1024]int
	total int
}

func (h *histogram) add(v float64) {
	h.bins[int(max(0, min(1, v))*1023+0.5)]++
	h.total++
}

// quantile returns the value that such a share of all does not exceed.
func (h *histogram) quantile(share float64) float64 {
	below := 0
	for i, n := range h.bins {
		below += n
		if float64(below) >= share*float64(h.total) {
			return float64(i) / 1023
		}
	}
	return 1
}
