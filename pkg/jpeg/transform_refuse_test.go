package jpeg

import (
	"bytes"
	"errors"
	"image"
	"os/exec"
	"strings"
	"testing"
)

// jpegtran transforms a file; perfect is false if it says that this is not
// possible without loss.
func jpegtran(t *testing.T, data []byte, args string) (out []byte, perfect bool) {
	t.Helper()
	c := exec.Command("jpegtran", append([]string{"-perfect"}, strings.Fields(args)...)...)
	c.Stdin = bytes.NewReader(data)
	var complaints strings.Builder
	c.Stderr = &complaints
	out, err := c.Output()
	if err != nil && !strings.Contains(complaints.String(), "not perfect") {
		t.Fatalf("jpegtran %s: %v: %s", args, err, complaints.String())
	}
	return out, err == nil
}

func TestTransformRefuses(t *testing.T) {
	c := drawnCoefficients(40, 32, samplings()[4])
	for _, turn := range []Transform{0, -1, 9} {
		if _, err := c.Transform(turn); err == nil || errors.Is(err, ErrNotExact) {
			t.Errorf("transformation %d: %v", turn, err)
		}
	}
	short := *c
	short.Planes = append([]CoefficientPlane(nil), c.Planes...)
	short.Planes[1].Blocks = short.Planes[1].Blocks[1:]
	none := *c
	none.Planes = nil
	odd := *c
	odd.Components = []Component{{1, 5, 1}, {2, 1, 1}, {3, 0, 1}}
	for name, c := range map[string]*Coefficients{"no blocks": {}, "too few": &short, "no planes": &none, "bad factors": &odd} {
		if _, err := c.Transform(Identity); err == nil {
			t.Errorf("%s: no error of Transform", name)
		}
		if _, err := c.Crop(image.Rect(0, 0, 1, 1)); err == nil {
			t.Errorf("%s: no error of Crop", name)
		}
	}
}

func TestCropRefuses(t *testing.T) {
	c := drawnCoefficients(40, 32, samplings()[4])
	for r, exact := range map[image.Rectangle]bool{
		image.Rect(8, 0, 40, 32): false, image.Rect(0, 1, 40, 32): false,
		{}: true, image.Rect(16, 16, 16, 32): true, image.Rect(0, 0, 41, 32): true, image.Rect(-16, 0, 16, 32): true,
	} {
		if _, err := c.Crop(r); err == nil || errors.Is(err, ErrNotExact) == exact {
			t.Errorf("%v: %v", r, err)
		}
	}
}

func TestMCUIsThePictureOfOneScanUnit(t *testing.T) {
	for i, want := range []image.Point{{8, 8}, {8, 8}, {8, 8}, {16, 8}, {16, 16}, {8, 16}, {32, 8}, {16, 16}, {24, 8}} {
		if got := drawnCoefficients(50, 50, samplings()[i]).MCU(); got != want {
			t.Errorf("%v: %v, not %v", samplings()[i], got, want)
		}
	}
}
