// Package retouch finds what a flash and coffee do to faces, red pupils and
// yellow teeth, and mends it: in each place a soft mask and other colours
// below it, and nothing anywhere else.
package retouch

import (
	"image"

	"github.com/photoq/photoq/pkg/face"
)

// RedEyes returns what was seen where pupils may be in a photo of any type
// with bounds at (0, 0): two for each face, in their order, and then what
// looks like red eyes where no face was found. animals says that those need
// no skin around them.
func RedEyes(photo image.Image, faces []face.Face, animals bool) []*RedEye {
	s := &eyeFinder{photo: photo, lights: newLights()}
	var eyes []*RedEye
	for i, f := range faces {
		eyes = append(eyes, s.inFace(f, i)...)
	}
	eyes = append(eyes, s.alone(faces, eyes, animals)...)
	return once(eyes)
}

// once refuses what is the same pupil as one before it.
func once(eyes []*RedEye) []*RedEye {
	for i, e := range eyes {
		for _, f := range eyes[:i] {
			near := face.Point{X: e.X - f.X, Y: e.Y - f.Y}
			if e.Red && f.Red && near.X*near.X+near.Y*near.Y < max(e.Radius, f.Radius)*max(e.Radius, f.Radius) {
				e.not("it was found before")
			}
		}
	}
	return eyes
}
