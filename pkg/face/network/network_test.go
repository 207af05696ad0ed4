package network

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

const (
	add, concat, conv, depth, dequantize, maxPool = 0, 2, 3, 4, 6, 17
	mul, relu, reshape, padding, slicing, prelu   = 18, 19, 22, 34, 45, 54
	same, valid                                   = uint8(0), uint8(1)
)

// numbers returns values from -1 to 1, always the same ones.
func numbers(count int) []float32 {
	r := rand.New(rand.NewPCG(uint64(count), 7))
	list := make([]float32, count)
	for i := range list {
		list[i] = 2*r.Float32() - 1
	}
	return list
}

func hold(t *testing.T, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d values, want %d", len(got), len(want))
	}
	for i := range want {
		if d := math.Abs(float64(got[i] - want[i])); !(d < 1e-4) {
			t.Fatalf("value %d is %g, want %g", i, got[i], want[i])
		}
	}
}

// slow convolves as the definition says. group is how many channels go into
// each of the result: all, or one.
func slow(in []float32, h, w, c int, weight func(o, y, x, i int) float32, bias []float32, k, stride, before, oh, ow int, each bool) []float32 {
	var out []float32
	for y := range oh {
		for x := range ow {
			for o, sum := range bias {
				for n := range k * k {
					iy, ix := y*stride-before+n/k, x*stride-before+n%k
					if iy < 0 || iy >= h || ix < 0 || ix >= w {
						continue
					}
					for i := range c {
						if !each || i == o {
							sum += in[(iy*w+ix)*c+i] * weight(o, n/k, n%k, i)
						}
					}
				}
				out = append(out, sum)
			}
		}
	}
	return out
}

func TestConvolutionsAreWhatTheirDefinitionSays(t *testing.T) {
	for _, c := range []struct {
		h, w, in, out, kernel, stride int
		padding                       uint8
		before, oh, ow                int
	}{
		{5, 7, 3, 24, 1, 1, valid, 0, 5, 7},
		{4, 6, 12, 10, 1, 1, same, 0, 4, 6},
		{8, 8, 3, 16, 5, 2, same, 1, 4, 4},
		{9, 7, 3, 5, 5, 2, same, 2, 5, 4},
		{6, 6, 9, 40, 2, 2, valid, 0, 3, 3},
		{9, 9, 4, 3, 3, 3, valid, 0, 3, 3},
		{192 / 16, 192 / 16, 3, 16, 3, 2, same, 0, 6, 6},
		{1, 1, 1, 1, 3, 1, same, 1, 1, 1},
	} {
		t.Run(fmt.Sprintf("%dx%dx%d-k%ds%d-%d", c.h, c.w, c.in, c.kernel, c.stride, c.out), func(t *testing.T) {
			weights, bias, in := numbers(c.out*c.kernel*c.kernel*c.in), numbers(c.out), numbers(c.h*c.w*c.in)
			d := newDrawing()
			x := d.value(1, c.h, c.w, c.in)
			y := d.value(1, c.oh, c.ow, c.out)
			d.do(conv, []int{x, d.constant(weights, c.out, c.kernel, c.kernel, c.in), d.constant(bias, c.out)}, y,
				fields{0: c.padding, 1: c.stride, 2: c.stride})
			d.inputs, d.outputs = []int{x}, []int{y}
			weight := func(o, ky, kx, i int) float32 { return weights[((o*c.kernel+ky)*c.kernel+kx)*c.in+i] }
			hold(t, d.run(t, in)[0], slow(in, c.h, c.w, c.in, weight, bias, c.kernel, c.stride, c.before, c.oh, c.ow, false))
		})
	}
}

func TestDepthwiseConvolutionsAreWhatTheirDefinitionSays(t *testing.T) {
	for _, c := range []struct{ h, w, channels, stride, before, oh, ow int }{
		{6, 6, 24, 1, 1, 6, 6}, {6, 6, 24, 2, 0, 3, 3}, {7, 5, 10, 2, 1, 4, 3}, {5, 9, 8, 1, 1, 5, 9},
		{1, 1, 3, 1, 1, 1, 1}, {2, 2, 16, 1, 1, 2, 2}, {3, 1, 9, 1, 1, 3, 1},
	} {
		t.Run(fmt.Sprintf("%dx%dx%d-s%d", c.h, c.w, c.channels, c.stride), func(t *testing.T) {
			weights, bias, in := numbers(9*c.channels), numbers(c.channels), numbers(c.h*c.w*c.channels)
			d := newDrawing()
			x := d.value(1, c.h, c.w, c.channels)
			// A sum first, so that the lanes are those of the inside.
			inner := d.value(1, c.h, c.w, c.channels)
			y := d.value(1, c.oh, c.ow, c.channels)
			d.do(padding, []int{x, d.whole(make([]int, 8), 4, 2)}, inner, fields{})
			d.do(depth, []int{inner, d.constant(weights, 1, 3, 3, c.channels), d.constant(bias, c.channels)}, y,
				fields{0: same, 1: c.stride, 2: c.stride, 3: 1})
			d.inputs, d.outputs = []int{x}, []int{y}
			weight := func(o, ky, kx, i int) float32 { return weights[(ky*3+kx)*c.channels+i] }
			hold(t, d.run(t, in)[0], slow(in, c.h, c.w, c.channels, weight, bias, 3, c.stride, c.before, c.oh, c.ow, true))
		})
	}
}

// TestStepsThatAreJoinedGiveWhatEachGives runs blocks as the networks have
// them, once with all that is between as outputs, so that nothing is joined.
func TestStepsThatAreJoinedGiveWhatEachGives(t *testing.T) {
	for _, c := range []struct{ h, w, in, out int }{{7, 9, 24, 24}, {40, 40, 16, 40}, {5, 5, 16, 24}, {3, 3, 5, 20}} {
		d := newDrawing()
		value := func(channels int) int { return d.value(1, c.h, c.w, channels) }
		x, inner, deep, dense, wide, both, bent := value(c.in), value(c.in), value(c.in), value(c.out), value(c.out), value(c.out), value(c.out)
		more := d.whole([]int{0, 0, 0, 0, 0, 0, 0, c.out - c.in}, 4, 2)
		d.do(padding, []int{x, d.whole(make([]int, 8), 4, 2)}, inner, fields{})
		d.do(depth, []int{inner, d.constant(numbers(9*c.in), 1, 3, 3, c.in), d.constant(numbers(c.in), c.in)}, deep, fields{1: 1, 2: 1, 3: 1})
		d.do(conv, []int{deep, d.constant(numbers(c.in*c.out), c.out, 1, 1, c.in), d.constant(numbers(c.out), c.out)}, dense, fields{1: 1, 2: 1})
		d.do(padding, []int{inner, more}, wide, fields{})
		d.do(add, []int{wide, dense}, both, fields{})
		d.do(prelu, []int{both, d.constant(numbers(c.out), 1, 1, c.out)}, bent, fields{})
		in := numbers(c.h * c.w * c.in)
		d.inputs, d.outputs = []int{x}, []int{bent}
		if n, err := Read(d.file()); err != nil || len(n.steps) > 3 { // inner, all of the block, and its channels as the output
			t.Fatalf("%v: %d steps, %v", c, len(n.steps), err)
		}
		joined := d.run(t, in)[0]
		d.outputs = []int{deep, dense, wide, both, bent}
		equal(t, fmt.Sprint(c), joined, d.run(t, in)[4])
	}
}

func TestElementwiseStepsByHand(t *testing.T) {
	d := newDrawing()
	x := d.value(1, 2, 2, 3)
	wide := d.value(1, 2, 2, 5)
	double := d.value(1, 2, 2, 5)
	bent := d.value(1, 2, 2, 5)
	cut := d.value(1, 2, 2, 5)
	largest := d.value(1, 1, 1, 5)
	d.do(padding, []int{x, d.whole([]int{0, 0, 0, 0, 0, 0, 0, 2}, 4, 2)}, wide, fields{})
	d.do(add, []int{wide, wide}, double, fields{})
	slope := d.constant([]float32{0.5, 0.25, 2, 1, 1}, 1, 1, 5)
	d.do(prelu, []int{double, slope}, bent, fields{})
	d.do(relu, []int{double}, cut, fields{})
	d.do(maxPool, []int{double}, largest, fields{0: valid, 1: 2, 2: 2, 3: 2, 4: 2})
	d.inputs, d.outputs = []int{x}, []int{double, bent, cut, largest}
	out := d.run(t, []float32{1, -1, 2, 0, -4, -2, 3, -2, -1, -1, -8, 0})
	hold(t, out[0], []float32{2, -2, 4, 0, 0, 0, -8, -4, 0, 0, 6, -4, -2, 0, 0, -2, -16, 0, 0, 0})
	hold(t, out[1], []float32{2, -0.5, 4, 0, 0, 0, -2, -8, 0, 0, 6, -1, -4, 0, 0, -1, -4, 0, 0, 0})
	hold(t, out[2], []float32{2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0})
	hold(t, out[3], []float32{6, -2, 4, 0, 0})
}

func TestShapesChangeAndNumbersStay(t *testing.T) {
	d := newDrawing()
	x := d.value(1, 1, 2, 6)
	inner := d.value(1, 1, 2, 6)
	points, all, scaled := d.value(1, 4, 3), d.value(1, 8, 3), d.value(1, 4, 3)
	back := d.value(1, 1, 2, 6)
	d.do(padding, []int{x, d.whole(make([]int, 8), 4, 2)}, inner, fields{})
	d.do(reshape, []int{inner}, points, fields{})
	d.do(mul, []int{points, d.constant([]float32{0.5}, 1)}, scaled, fields{})
	d.do(concat, []int{points, scaled}, all, fields{0: 1})
	d.do(slicing, []int{inner, d.whole([]int{0}, 1), d.whole([]int{0}, 1), d.whole([]int{1}, 1)}, back, fields{})
	d.inputs, d.outputs = []int{x}, []int{all, back}
	in := []float32{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}
	out := d.run(t, in)
	hold(t, out[0], append(append([]float32{}, in...), 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6))
	hold(t, out[1], in)
}

// TestRegionOfLandmarksByHand lays a region of 4 x 2 pixels around points that
// stand on a line upwards: level, that is to the right.
func TestRegionOfLandmarksByHand(t *testing.T) {
	d := newDrawing()
	points, matrix := d.value(1, 3, 3), d.value(1, 4, 4)
	d.custom("Landmarks2TransformMatrix", []int{points}, matrix, flexOptions(map[string]any{
		"left_rotation_idx": 0, "right_rotation_idx": 1, "subset_idxs": []int{0, 1, 2},
		"output_width": 4, "output_height": 2, "scale_x": float32(2), "scale_y": float32(1), "target_rotation_radians": float32(0),
	}))
	d.inputs, d.outputs = []int{points}, []int{matrix}
	// From (3, 9) up to (3, 5), and (5, 7) beside: the box is 4 long and 2 wide.
	out := d.run(t, []float32{3, 9, 0, 3, 5, 0, 5, 7, 0})[0]
	// It is twice as long as the points, so that a pixel is 2 along and 1
	// across; its middle (2, 1) is at (4, 7).
	at := func(x, y float32) [2]float32 {
		return [2]float32{out[0]*x + out[1]*y + out[3], out[4]*x + out[5]*y + out[7]}
	}
	for in, want := range map[[2]float32][2]float32{{2, 1}: {4, 7}, {3, 1}: {4, 5}, {2, 2}: {5, 7}} {
		got := at(in[0], in[1])
		hold(t, got[:], want[:])
	}
}

func TestRegionsAreSampledBetweenPixels(t *testing.T) {
	d := newDrawing()
	x, inner, out, points, moved := d.value(1, 2, 3, 1), d.value(1, 2, 3, 1), d.value(1, 1, 3, 1), d.value(1, 2, 2), d.value(1, 2, 2)
	// Half a pixel to the right and a quarter down, at double steps across.
	matrix := d.value(1, 4, 4)
	d.do(padding, []int{x, d.whole(make([]int, 8), 4, 2)}, inner, fields{})
	d.custom("TransformTensorBilinear", []int{inner, matrix}, out, flexOptions(map[string]any{"output_height": 1, "output_width": 3}))
	d.custom("TransformLandmarks", []int{points, matrix}, moved, nil)
	d.inputs, d.outputs = []int{x, matrix, points}, []int{out, moved}
	got := d.run(t, []float32{0, 10, 20, 100, 110, 120},
		[]float32{2, 0, 0, 0, 0, 1, 0, 0.25, 0, 0, 1, 0, 0, 0, 0, 1}, []float32{1, 2, 3, 5})
	// Pixel 0 lies at (0.5, 0.25), pixel 1 at (2.5, 0.25), which is outside.
	hold(t, got[0], []float32{5 + 25, 0, 0})
	hold(t, got[1], []float32{2, 2.25, 6, 5.25})
}

func TestHalfPrecisionIsReadExactly(t *testing.T) {
	for bits, want := range map[uint16]float32{
		0: 0, 0x3c00: 1, 0xc000: -2, 0x7bff: 65504, 0x0001: 1.0 / (1 << 24), 0x0400: 1.0 / (1 << 14), 0x8001: -1.0 / (1 << 24), 0x3555: 0.333251953125,
	} {
		if got := half(bits); got != want {
			t.Errorf("half(%#x) = %g, want %g", bits, got, want)
		}
	}
	if !math.IsInf(float64(half(0xfc00)), -1) || !math.IsNaN(float64(half(0x7e00))) {
		t.Error("infinity and what is no number are lost")
	}
}

func TestHalvesAreWeightsToo(t *testing.T) {
	d := newDrawing()
	x, y := d.value(1, 1, 1, 1), d.value(1, 1, 1, 1)
	weights, bias := d.value(1, 1, 1, 1), d.value(1)
	d.do(dequantize, []int{d.raw([]byte{0, 0xc0}, typeFloat16, []int{1, 1, 1, 1})}, weights, fields{})
	d.do(dequantize, []int{d.raw([]byte{0, 0x3c}, typeFloat16, []int{1})}, bias, fields{})
	d.do(conv, []int{x, weights, bias}, y, fields{1: 1, 2: 1})
	d.inputs, d.outputs = []int{x}, []int{y}
	hold(t, d.run(t, []float32{3})[0], []float32{-5})
}

func TestWhatIsNotKnownIsRefusedByName(t *testing.T) {
	unknown := newDrawing()
	x := unknown.value(1, 1, 1, 1)
	unknown.do(99, []int{x}, unknown.value(1, 1, 1, 1), nil)
	ring := newDrawing()
	a, b := ring.value(1, 1, 1, 1), ring.value(1, 1, 1, 1)
	ring.do(relu, []int{a}, b, fields{})
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"no network":           {[]byte("GIF89a, say"), "read network: it is no TensorFlow Lite file"},
		"cut off":              {unknown.file()[:60], "read network: the file is damaged"},
		"an operation":         {unknown.file(), "read network: operation 99: is not known"},
		"a value from nowhere": {ring.file(), "read network: tensor 0 is read before it is made"},
	} {
		if _, err := Read(c.data); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// FuzzRead reads whatever comes, and runs what can be read.
func FuzzRead(f *testing.F) {
	d := newDrawing()
	x, y, z := d.value(1, 4, 4, 3), d.value(1, 2, 2, 8), d.value(1, 2, 2, 8)
	d.do(conv, []int{x, d.constant(numbers(8*9*3), 8, 3, 3, 3), d.constant(numbers(8), 8)}, y, fields{1: 2, 2: 2})
	d.do(depth, []int{y, d.constant(numbers(72), 1, 3, 3, 8), d.constant(numbers(8), 8)}, z, fields{1: 1, 2: 1, 3: 1})
	d.inputs, d.outputs = []int{x}, []int{z}
	f.Add(d.file())
	m := newDrawing()
	points, matrix := m.value(1, 3, 3), m.value(1, 4, 4)
	m.custom("Landmarks2TransformMatrix", []int{points}, matrix, flexOptions(map[string]any{
		"right_rotation_idx": 1, "subset_idxs": []int{0, 1, 2}, "output_width": 4, "output_height": 2, "scale_x": float32(2)}))
	m.inputs, m.outputs = []int{points}, []int{matrix}
	f.Add(m.file())
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := Read(data)
		if err != nil || n.room > 1<<12 || len(data) > 1<<14 {
			return
		}
		n.NewRun().Do()
	})
}
