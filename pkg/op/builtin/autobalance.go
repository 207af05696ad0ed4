package builtin

import (
	"image"
	"image/color"
	"math"
)

// samplePixels returns the colours of about twenty thousand pixels, spread
// evenly, without those that are more transparent than not.
func samplePixels(m image.Image) [][3]float64 {
	b := m.Bounds()
	step := max(1, int(math.Sqrt(float64(b.Dx())*float64(b.Dy())/20_000)))
	var pixels [][3]float64
	for y := b.Min.Y + step/2; y < b.Max.Y; y += step {
		for x := b.Min.X + step/2; x < b.Max.X; x += step {
			c := color.NRGBA64Model.Convert(m.At(x, y)).(color.NRGBA64)
			if c.A >= 1<<15 {
				pixels = append(pixels, [3]float64{float64(c.R) / 65535, float64(c.G) / 65535, float64(c.B) / 65535})
			}
		}
	}
	return pixels
}

// Nothing gains or loses more than this by white balance, in linear light.
const mostGain = 1.25

// whiteBalance returns gains for linear light that make greys grey. It takes
// the colour of the light from the mean of all pixels to the sixth power
// (G. Finlayson, E. Trezzi, "Shades of Gray and Colour Constancy", 2004), and
// believes it only as far as it makes more of the photo neutral than was: in
// a forest, at sea, or of a face in a red light there is nothing that would
// become so.
func whiteBalance(pixels [][3]float64, strength float64) [3]float64 {
	none := [3]float64{1, 1, 1}
	ground := inLight(pixels)
	light, ok := lightOf(ground)
	if !ok {
		return none
	}
	const steps = 8
	before := neutral(ground, none)
	most, best := before, 0.0
	for i := 1; i <= steps; i++ {
		part := float64(i) / steps
		if n := neutral(ground, gainsFor(light, part)); n > most {
			most, best = n, part
		}
	}
	if best == 0 {
		return none
	}
	// Casts that were put on photos made the neutral share grow by half or
	// more, up to a third of the photo and beyond; sunsets did not.
	share := most * float64(len(ground)) / float64(len(pixels))
	sure := rising((most-before)/most, 0.08, 0.45) * rising(share, 0.08, 0.35)
	return gainsFor(light, 0.85*best*sure*strength)
}

// inLight returns the linear channels of all pixels but those that may be
// skin, which is no grey under a warm light.
func inLight(pixels [][3]float64) [][3]float64 {
	var ground [][3]float64
	for _, p := range pixels {
		light := [3]float64{linear(p[0]), linear(p[1]), linear(p[2])}
		if c := labOfLight(light[0], light[1], light[2]); skin(c) < 0.5 || c.chroma() < 0.025 {
			ground = append(ground, light)
		}
	}
	return ground
}

// telling reports whether a pixel, in linear light, is neither dark nor cut
// off at the top, so that its colour says something.
func telling(p [3]float64) bool {
	high := max(p[0], p[1], p[2])
	return high > 0.033 && high < 0.955 // encoded, 0.2 and 0.98
}

// lightOf estimates the colour of the light. What is strongly coloured says
// little of it.
func lightOf(ground [][3]float64) (light [3]float64, ok bool) {
	const power = 6
	n := 0
	for _, p := range ground {
		if !telling(p) || min(p[0], p[1], p[2]) < 0.13*max(p[0], p[1], p[2]) {
			continue
		}
		n++
		for i, v := range p {
			light[i] += v * v * v * v * v * v
		}
	}
	if n < 50 || n*50 < len(ground) {
		return light, false
	}
	for i := range light {
		light[i] = math.Pow(light[i]/float64(n), 1.0/power)
	}
	return light, true
}

// gainsFor returns the gains for a share of the way to a light that is white.
// They leave the luma of a grey as it is, nearly.
func gainsFor(light [3]float64, share float64) [3]float64 {
	middle := 0.2126*light[0] + 0.7152*light[1] + 0.0722*light[2]
	var gains [3]float64
	for i, v := range light {
		gains[i] = math.Pow(max(1/mostGain, min(mostGain, middle/v)), share)
	}
	return gains
}

// neutral returns which share of the pixels that tell something looks grey. A
// pixel with a touch of colour counts in part.
func neutral(ground [][3]float64, gains [3]float64) float64 {
	n, all := 0.0, 0
	for i := 0; i < len(ground); i += 2 {
		if p := ground[i]; telling(p) {
			all++
			n += bell(labOfLight(p[0]*gains[0], p[1]*gains[1], p[2]*gains[2]).chroma() / 0.03)
		}
	}
	if all == 0 {
		return 0
	}
	return n / float64(all)
}
