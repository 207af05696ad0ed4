package builtin

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/tone"
)

func init() {
	specs = append(specs, op.Spec{
		Name:    "adjust",
		Summary: "change the photo's light, contrast and colours",
		New:     func() op.Operation { return &adjust{Gamma: 1} },
		Examples: []string{
			"adjust=brightness=10", "adjust=saturation=-30", "adjust=brightness=5,saturation=20", "adjust=exposure=0.5,highlights=-40",
			"adjust=shadows=30,contrast=10", "adjust=temperature=15,tint=-5", "adjust=gamma=1.2",
		},
	})
}

// adjust does what its parameters say in the order temperature and tint,
// exposure, brightness, shadows and highlights, contrast, gamma, saturation.
// What one of them takes out of the range is cut off before the next;
// temperature, tint and exposure are one, and so are brightness and saturation
// if nothing is between them.
type adjust struct {
	Brightness  int     `param:"brightness" help:"-100 (black) to 100 (twice as bright): all channels times 1 + brightness/100"`
	Contrast    int     `param:"contrast" help:"-100 (half) to 100 (twice) about the middle grey; above 0 black and white stay, and nothing is cut off"`
	Saturation  int     `param:"saturation" help:"-100 (grey) to 100 (twice as colourful)"`
	Gamma       float64 `param:"gamma" help:"0.1 to 10: above 1 brightens the middle, below 1 darkens it; black and white stay"`
	Exposure    float64 `param:"exposure" help:"-5 to 5 stops of light, as a camera's; what becomes brighter than white is white"`
	Shadows     int     `param:"shadows" help:"-100 (darker) to 100 (lighter): the dark parts only"`
	Highlights  int     `param:"highlights" help:"-100 (darker) to 100 (lighter): the light parts only"`
	Temperature int     `param:"temperature" help:"-100 (cooler, blue) to 100 (warmer, yellow)"`
	Tint        int     `param:"tint" help:"-100 (green) to 100 (magenta)"`
}

func (a *adjust) Validate() error {
	var faults []error
	for _, p := range []struct {
		name  string
		value int
	}{
		{"brightness", a.Brightness}, {"contrast", a.Contrast}, {"saturation", a.Saturation},
		{"shadows", a.Shadows}, {"highlights", a.Highlights}, {"temperature", a.Temperature}, {"tint", a.Tint},
	} {
		faults = append(faults, checkRange(p.name, p.value, -100, 100))
	}
	if a.Gamma < 0.1 || a.Gamma > 10 {
		faults = append(faults, fmt.Errorf("gamma=%v is not from 0.1 to 10", a.Gamma))
	}
	if a.Exposure < -5 || a.Exposure > 5 {
		faults = append(faults, fmt.Errorf("exposure=%v is not from -5 to 5", a.Exposure))
	}
	return errors.Join(faults...)
}

func (a *adjust) Apply(_ context.Context, p imageio.Photo) (imageio.Photo, error) {
	return op.Toned(p, a.Tone()), nil
}

// Tone makes one matrix of brightness and saturation where they meet.
func (a *adjust) Tone() tone.Map {
	var m tone.Map
	if a.Temperature != 0 || a.Tint != 0 || a.Exposure != 0 {
		m = append(m, light(a.Exposure, float64(a.Temperature)/100, float64(a.Tint)/100))
	}
	brightness, by := 1+float64(a.Brightness)/100, 1+float64(a.Saturation)/100
	between := a.Shadows != 0 || a.Highlights != 0 || a.Contrast != 0 || a.Gamma != 1
	if a.Brightness != 0 && (between || a.Saturation == 0) {
		m = append(m, times(brightness))
		brightness = 1
	}
	if a.Shadows != 0 || a.Highlights != 0 {
		m = append(m, lift(float64(a.Shadows)/100, float64(a.Highlights)/100))
	}
	if a.Contrast != 0 {
		m = append(m, steeper(math.Exp2(float64(a.Contrast)/100)))
	}
	if a.Gamma != 1 {
		m = append(m, power(math.Log(a.Gamma)))
	}
	if a.Saturation != 0 {
		m = append(m, brighter(brightness, by))
	}
	return m
}
