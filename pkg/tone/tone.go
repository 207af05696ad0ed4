// Package tone changes the colours of pixels, each by itself: a map is a
// chain of steps, such as curves, matrices and ramps, and is compiled into one
// pass over a picture of any type. A chain costs hardly more than its dearest
// step, and a picture of 8 bits is rounded once, at the end.
//
// Colours are encoded ones, as they are stored, with their gamma; 0 is black
// and 1 the most that a channel can be. What the channels stand for, sRGB or
// Display P3, makes no difference here. Luma is that of ITU-R BT.601, which is
// Y in a JPEG: 0.299 R + 0.587 G + 0.114 B.
package tone

// Map is a chain of steps, the first of which is done first. After each the
// channels are clamped to 0..1, so that a chain does what its steps do one
// after the other. An empty map leaves all colours as they are.
type Map []Step

// Step is one of Curve, Curves, Matrix, Ramp, Gain and Colour.
//
// The functions in steps are called for values of 0 to 1. They give the same
// result for the same value each time, also to several goroutines at once.
// What is not a number counts as 0.
type Step interface {
	// stage makes the step ready to run.
	stage() stage
}

// Curve maps all three channels, each by itself.
type Curve func(v float64) float64

// Curves maps each channel by a function of its own; nil leaves it as it is.
type Curves struct{ R, G, B Curve }

// Matrix gives the channels as sums of all three: in each row are the shares
// of red, green and blue and a constant, and the rows are for red, green and
// blue. Shares and constants reach from -1024 to 1024.
type Matrix [3][4]float64

// Ramp gives each pixel the colour that belongs to its luma. A ramp that comes
// first takes the luma of a JPEG, or a picture of YCbCr planes, as it is.
type Ramp func(luma float64) (r, g, b float64)

// Gain multiplies all channels of a pixel by what belongs to its luma, which
// keeps its hue unless a channel is clamped. A factor reaches from 0 to 7.99.
type Gain func(luma float64) float64

// Colour is any other function of a colour. It costs the most. Pictures of 8
// bits go through a lattice of 33 x 33 x 33 colours, between which is
// interpolated in tetrahedra. Where the function was found not to be followed
// within a level, as at the border of what sRGB has, the lattice has four times
// as many colours along each axis; and where it is not followed there, either,
// it is called, and its results are remembered. A colour beside an edge that
// the search did not find can be off by a few levels. For pictures of 16 bits
// the function is called for each pixel.
type Colour func(r, g, b float64) (float64, float64, float64)

// Then returns the chain of m and next, and writes to neither.
func (m Map) Then(next Map) Map {
	return append(m[:len(m):len(m)], next...)
}
