package face

import (
	"math"

	"github.com/photoq/photoq/pkg/face/network"
)

// meshSide is the side of what the mesh looks at, in pixels.
const meshSide = 192

// mesher runs Attention Mesh (Grishchenko et al., 2020).
type mesher struct{ run *network.Run }

// The outputs of the network, in its order.
const (
	outMesh = iota
	outLips
	outLeftEye
	outRightEye
	outLeftIris
	outRightIris
	outFlag
)

// clearFlag is what the network says of faces that are seen well; it is a
// logarithm of odds. What is no face gets up to a third of it.
const clearFlag = 30

// fit returns the face in a region.
func (m *mesher) fit(p *picture, r region) Face {
	p.sample(m.run.Input(0), meshSide, r, 0, 1)
	m.run.Do()
	points := func(output, stride int) []Point {
		raw := m.run.Output(output)
		list := make([]Point, 0, len(raw)/stride)
		for i := 0; i+1 < len(raw); i += stride {
			list = append(list, r.at(float64(raw[i])/meshSide, float64(raw[i+1])/meshSide))
		}
		return list
	}
	f := Face{Points: points(outMesh, 3)}
	f.Mesh = min(max(float64(m.run.Output(outFlag)[0])/clearFlag, 0), 1)
	lips := points(outLips, 2)
	f.Lips, f.Mouth = ring(lips[:20]), ring(lips[20:40])
	f.Eyes[0] = eye(points(outLeftEye, 2), points(outLeftIris, 2))
	f.Eyes[1] = eye(points(outRightEye, 2), points(outRightIris, 2))
	return f
}

// ring puts an edge into the order of going round: the network gives the
// lower half from left to right, eleven points, and then the upper one, nine
// points between the same ends.
func ring(edge []Point) []Point {
	list := append([]Point{}, edge[:11]...)
	for i := 19; i >= 11; i-- {
		list = append(list, edge[i])
	}
	return list
}

// eye takes the opening, which is the first 16 points: nine of the lower lid
// from one corner to the other, and seven of the upper; and the iris, whose
// first point is its middle.
func eye(outline, iris []Point) Eye {
	e := Eye{Iris: iris[0]}
	for _, p := range iris[1:5] {
		e.Radius += p.distance(iris[0]) / 4
	}
	e.Outline = append(e.Outline, outline[:9]...)
	for i := 15; i >= 9; i-- {
		e.Outline = append(e.Outline, outline[i])
	}
	return e
}

// level is how far the outer corners of the eyes are from level, in radians.
func (f Face) level() float64 {
	d := f.Points[263].sub(f.Points[33])
	return math.Atan2(d.Y, d.X)
}

// around returns the region in which the mesh is to look for this face again:
// levelled by the eyes, and half larger than the landmarks.
func (f Face) around() region {
	angle := f.level()
	sin, cos := math.Sincos(angle)
	lowX, lowY, highX, highY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range f.Points {
		u, v := p.X*cos+p.Y*sin, p.Y*cos-p.X*sin
		lowX, highX, lowY, highY = min(lowX, u), max(highX, u), min(lowY, v), max(highY, v)
	}
	u, v := (lowX+highX)/2, (lowY+highY)/2
	return region{x: u*cos - v*sin, y: u*sin + v*cos, size: 1.5 * max(highX-lowX, highY-lowY), angle: angle}
}
