package network

import (
	"fmt"
	"math"
)

// The three operations of MediaPipe's attention mesh: the second stage looks
// at the region around a part of the face, levelled, in the first stage's
// features (Grishchenko et al., "Attention Mesh", 2020).

// region makes the matrix that takes a pixel of the region to the picture of
// which the landmarks are.
type region struct {
	from, to       int
	left, right    int // landmarks that are to lie level
	subset         []int
	width, height  float64 // of the region, in pixels
	scaleX, scaleY float64
	turn           float64 // radians
}

func (r *reader) regionOfLandmarks(n node) (entry, error) {
	m := flexRoot(n.custom)
	s := &region{
		from: n.in[0], to: n.out[0],
		left: int(m.number("left_rotation_idx")), right: int(m.number("right_rotation_idx")), subset: m.numbers("subset_idxs"),
		width: m.number("output_width"), height: m.number("output_height"),
		scaleX: m.number("scale_x"), scaleY: m.number("scale_y"), turn: m.number("target_rotation_radians"),
	}
	in, out := r.tensors[s.from], r.tensors[s.to]
	if in.channels() != 3 || in.lanes != 3 || out.pixels()*out.channels() != 16 || out.lanes != 4 {
		return entry{}, fmt.Errorf("from the shape %v to %v", in.shape, out.shape)
	}
	for _, i := range append([]int{s.left, s.right}, s.subset...) {
		if i < 0 || i >= in.pixels() {
			return entry{}, fmt.Errorf("there is no landmark %d", i)
		}
	}
	if s.width < 1 || s.height < 1 || len(s.subset) == 0 {
		return entry{}, fmt.Errorf("the region is empty")
	}
	return entry{step: s}, nil
}

func (s *region) run(r *Run) {
	points, m := r.values(s.from), r.values(s.to)
	x := func(i int) float64 { return float64(points[3*i]) }
	y := func(i int) float64 { return float64(points[3*i+1]) }
	angle := math.Atan2(y(s.right)-y(s.left), x(s.right)-x(s.left)) - s.turn
	sin, cos := math.Sincos(angle)
	lowX, lowY, highX, highY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, i := range s.subset {
		u, v := float64(x(i)*cos)+float64(y(i)*sin), float64(y(i)*cos)-float64(x(i)*sin) // turned level
		lowX, highX, lowY, highY = min(lowX, u), max(highX, u), min(lowY, v), max(highY, v)
	}
	sx, sy := s.scaleX*(highX-lowX)/s.width, s.scaleY*(highY-lowY)/s.height
	// The region's corner, in the level picture, turned back.
	u, v := (lowX+highX)/2-float64(sx*s.width)/2, (lowY+highY)/2-float64(sy*s.height)/2
	for i, value := range [16]float64{
		sx * cos, -sy * sin, 0, float64(u*cos) - float64(v*sin),
		sx * sin, sy * cos, 0, float64(u*sin) + float64(v*cos),
		0, 0, 1, 0,
		0, 0, 0, 1,
	} {
		m[i] = float32(value)
	}
}

// place is where a matrix takes a place. Here as elsewhere each product is
// rounded by itself, so that all processors find the same.
func place(m []float32, x, y float32) (float32, float32) {
	return float32(m[0]*x) + float32(m[1]*y) + m[3], float32(m[4]*x) + float32(m[5]*y) + m[7]
}

// sampling takes a region out of a picture, by bilinear interpolation.
// Outside of the picture there is zero.
type sampling struct {
	from, matrix, to int
	inW, inH, w, h   int
	lanes            int
}

func (r *reader) sampled(n node) (entry, error) {
	in, out, err := r.pictures(n)
	if err != nil {
		return entry{}, err
	}
	h, w, c, oh, ow, oc := in.h, in.w, in.c, out.h, out.w, out.c
	m := r.tensors[n.in[1]]
	if oc != c || m.pixels()*m.channels() != 16 || m.lanes != 4 || r.tensors[n.in[0]].lanes != lanesOf(c) {
		return entry{}, fmt.Errorf("from %d to %d channels by a matrix of the shape %v", c, oc, m.shape)
	}
	return entry{step: &sampling{n.in[0], n.in[1], n.out[0], w, h, ow, oh, lanesOf(c)}}, nil
}

func (s *sampling) run(r *Run) {
	m, from, to := r.values(s.matrix), r.values(s.from), r.values(s.to)
	for y := range s.h {
		for x := range s.w {
			// Middles of pixels are what is taken to middles of pixels.
			u, v := place(m, float32(x)+0.5, float32(y)+0.5)
			s.sample(to[(y*s.w+x)*s.lanes:][:s.lanes], from, u-0.5, v-0.5)
		}
	}
}

// sample interpolates the pixel at u, v.
func (s *sampling) sample(dst, src []float32, u, v float32) {
	if !(u >= 0 && v >= 0 && u <= float32(s.inW-1) && v <= float32(s.inH-1)) {
		clear(dst)
		return
	}
	x, y := int(u), int(v)
	right, below := min(x+1, s.inW-1), min(y+1, s.inH-1)
	fx, fy := u-float32(x), v-float32(y)
	at := func(x, y int) []float32 { return src[(y*s.inW+x)*s.lanes:][:s.lanes] }
	a, b, c, d := at(x, y), at(right, y), at(x, below), at(right, below)
	for i := range dst {
		upper, lower := a[i]+float32(fx*(b[i]-a[i])), c[i]+float32(fx*(d[i]-c[i]))
		dst[i] = upper + float32(fy*(lower-upper))
	}
}

// moving takes landmarks of a region back to the picture.
type moving struct{ from, matrix, to int }

func (r *reader) movedLandmarks(n node) (entry, error) {
	in, m := r.tensors[n.in[0]], r.tensors[n.in[1]]
	if in.channels() != 2 || in.lanes != 2 || m.pixels()*m.channels() != 16 || m.lanes != 4 {
		return entry{}, fmt.Errorf("points of the shape %v by a matrix of the shape %v", in.shape, m.shape)
	}
	return entry{step: &moving{n.in[0], n.in[1], n.out[0]}}, r.sameShape(n.in[0], n.out[0])
}

func (s *moving) run(r *Run) {
	m, from, to := r.values(s.matrix), r.values(s.from), r.values(s.to)
	for i := 0; i < len(from); i += 2 {
		to[i], to[i+1] = place(m, from[i], from[i+1])
	}
}
