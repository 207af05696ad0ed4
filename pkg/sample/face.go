package sample

import (
	"image"
	"math"
)

// Portrait says how a face is drawn. Places and lengths are in pixels.
type Portrait struct {
	X, Y   float64 // the middle of the face
	Height float64 // from chin to hairline
	Turn   float64 // in radians, clockwise
	// RedEyes gives the pupils the red of a flash.
	RedEyes bool
	// Smile opens the mouth and shows teeth.
	Smile bool
}

// Draw paints the face over the picture.
func (p Portrait) Draw(m *image.RGBA) {
	sin, cos := math.Sincos(p.Turn)
	unit := p.Height / 2
	reach := int(2 * p.Height)
	for y := max(0, int(p.Y)-reach); y < min(m.Rect.Dy(), int(p.Y)+reach); y++ {
		for x := max(0, int(p.X)-reach); x < min(m.Rect.Dx(), int(p.X)+reach); x++ {
			var sum [4]float64
			for k := range 4 { // four places in each pixel smooth the edges
				dx, dy := float64(x)+0.25+0.5*float64(k&1)-p.X, float64(y)+0.25+0.5*float64(k>>1)-p.Y
				c, over := p.color((dx*cos+dy*sin)/unit, (dy*cos-dx*sin)/unit)
				if over {
					sum[0] += c[0]
					sum[1] += c[1]
					sum[2] += c[2]
					sum[3]++
				}
			}
			if sum[3] == 0 {
				continue
			}
			at := m.Pix[m.PixOffset(x, y):]
			for i := range 3 {
				at[i] = uint8(math.Round((sum[i] + float64(at[i])*(4-sum[3])) / 4))
			}
		}
	}
}

// Eyes returns the middles of both irises and their radius.
func (p Portrait) Eyes() (left, right [2]float64, radius float64) {
	sin, cos := math.Sincos(p.Turn)
	place := func(u, v float64) [2]float64 {
		u, v = u*p.Height/2, v*p.Height/2
		return [2]float64{p.X + u*cos - v*sin, p.Y + u*sin + v*cos}
	}
	return place(-eyeX, eyeY), place(eyeX, eyeY), irisR * p.Height / 2
}

// Where things are in a face, in halves of its height from its middle.
const (
	eyeX, eyeY = 0.32, -0.12
	irisR      = 0.068
	mouthY     = 0.52
)

// color is what the face has at u, v; over is false beside it.
func (p Portrait) color(u, v float64) (c [3]float64, over bool) {
	in := func(x, y, rx, ry float64) float64 { return math.Hypot((u-x)/rx, (v-y)/ry) }
	side := math.Copysign(1, u)
	ex, ey := math.Abs(u)-eyeX, v-eyeY
	hair := [3]float64{58, 40, 28}
	jaw := 0.74 - 0.16*max(0, v)*max(0, v)
	switch {
	case in(0, 0, jaw, 1) > 1 && in(0, -0.2, 0.92, 1.05) <= 1 && v < 0.35:
		return hair, true
	case in(0, 0, jaw, 1) > 1:
		return skin(u, v, 0.72), math.Abs(u) < 0.36 && v > 0 && v < 1.5 // the neck
	case v < -0.68-0.12*math.Cos(2.2*u):
		return hair, true
	case p.eye(ex, ey, &c):
		return c, true
	case math.Abs(ey+0.21-0.05*math.Cos(4*ex)) < 0.035 && math.Abs(ex) < 0.2: // brows
		return [3]float64{74, 52, 38}, true
	case p.mouth(u, v-mouthY, &c):
		return c, true
	case math.Hypot((math.Abs(u)-0.09)/0.035, (v-0.24)/0.02) < 1: // nostrils
		return [3]float64{110, 66, 54}, true
	}
	shade := 1.0
	shade -= 0.16 * math.Exp(-sq((math.Abs(u)-0.13)/0.05)-sq((v-0.16)/0.14)) // beside the nose
	shade -= 0.14 * math.Exp(-sq(u/0.2)-sq((v-0.31)/0.04))                   // below it
	shade -= 0.12 * math.Exp(-sq(ex/0.2)-sq((ey+0.02)/0.11))                 // around the eyes
	shade += 0.07*math.Exp(-sq(u/0.04)-sq((v-0.05)/0.2)) + 0.03*side*math.Exp(-sq((u-0.3)/0.3))
	shade -= 0.1 * math.Exp(-sq(u/0.24)-sq((v-0.68)/0.04)) // below the lips
	return skin(u, v, shade), true
}

func sq(x float64) float64 { return x * x }

// skin is lit from the front: darker towards the sides.
func skin(u, v, shade float64) [3]float64 {
	light := shade * (1.02 - 0.42*u*u - 0.12*v*v)
	return [3]float64{min(255, 226*light), min(255, 176*light), min(255, 150*light)}
}

func (p Portrait) eye(x, y float64, c *[3]float64) bool {
	lid := 0.085 * (1 - sq(x/0.17))
	if math.Abs(x) > 0.17 || y > lid*0.8 || y < -lid {
		return false
	}
	r := math.Hypot(x, y)
	switch {
	case y < -lid+0.018: // the lashes
		*c = [3]float64{48, 34, 28}
	case math.Hypot(x+0.02, y+0.025) < 0.014: // what shines
		*c = [3]float64{250, 250, 250}
	case r < 0.045 && p.RedEyes:
		*c = [3]float64{204, 36, 40}
	case r < 0.032:
		*c = [3]float64{16, 12, 12}
	case r < irisR:
		*c = [3]float64{82, 62, 46}
	default:
		*c = [3]float64{232, 226, 220}
	}
	return true
}

func (p Portrait) mouth(x, y float64, c *[3]float64) bool {
	if math.Abs(x) > 0.3 {
		return false
	}
	curve := 0.05 * (1 - sq(x/0.3)) // the corners are up
	y -= curve - 0.03
	open := 0.0
	if p.Smile {
		open = 0.07 * (1 - sq(x/0.27))
	}
	full := 0.075 * (1 - sq(x/0.3))
	switch {
	case open > 0 && math.Abs(y) < open && y < open*0.55: // the upper teeth
		line := math.Abs(math.Mod(math.Abs(x)+0.001, 0.062)) < 0.005
		*c = [3]float64{222, 206, 160}
		if line {
			*c = [3]float64{186, 168, 128}
		}
	case open > 0 && math.Abs(y) < open:
		*c = [3]float64{86, 30, 32}
	case open == 0 && math.Abs(y) < 0.008:
		*c = [3]float64{120, 50, 48}
	case y > -open-full*0.8 && y < open+full:
		*c = [3]float64{190, 92, 88}
	default:
		return false
	}
	return true
}
