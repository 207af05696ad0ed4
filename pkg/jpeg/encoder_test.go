package jpeg

import (
	"bytes"
	"errors"
	"image"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

// encPlanes are the planes of a picture.
func encPlanes(m *image.YCbCr) []Plane {
	h, v := ycc.Subsampling(m.SubsampleRatio)
	w, height := m.Rect.Dx(), m.Rect.Dy()
	chroma := Plane{Stride: m.CStride, Width: ceilDiv(w, h), Height: ceilDiv(height, v)}
	cb, cr := chroma, chroma
	cb.Pix, cr.Pix = m.Cb, m.Cr
	return []Plane{{Pix: m.Y, Stride: m.YStride, Width: w, Height: height}, cb, cr}
}

func encFactors(r image.YCbCrSubsampleRatio) []Component {
	h, v := ycc.Subsampling(r)
	return []Component{{H: h, V: v}, {H: 1, V: 1}, {H: 1, V: 1}}
}

func TestRowsInAnyPortionsGiveTheSameFile(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for _, ratio := range encRatios() {
		m := encRough(45, 83, 30, ratio)
		for _, o := range encModes(80) {
			want := encBytes(t, m, o)
			for _, most := range []int{1, 3, 8, 17, 40} {
				var b bytes.Buffer
				e, err := NewEncoder(&b, m.Rect.Size(), encFactors(ratio), o)
				if err != nil {
					t.Fatal(err)
				}
				portions(t, e, encPlanes(m), func() int { return r.IntN(most + 1) })
				if !bytes.Equal(b.Bytes(), want) {
					t.Fatalf("%v, %s, up to %d rows: the file is another", ratio, encMode(o), most)
				}
			}
		}
	}
}

// portions writes planes by as many rows of each as next says. What has been
// handed in is overwritten then.
func portions(t *testing.T, e *Encoder, planes []Plane, next func() int) {
	t.Helper()
	var y [4]int
	for {
		r, done := Rows{Y: y}, true
		for i, p := range planes {
			n := min(next(), p.Height-y[i])
			part := Plane{Stride: p.Stride, Width: p.Width, Height: n}
			if n > 0 {
				part.Pix = bytes.Clone(p.Pix[y[i]*p.Stride:][:(n-1)*p.Stride+p.Width])
			}
			r.Planes = append(r.Planes, part)
			y[i] += n
			done = done && y[i] == p.Height
		}
		if err := e.Write(r); err != nil {
			t.Fatal(err)
		}
		for _, p := range r.Planes {
			clear(p.Pix)
		}
		if done {
			break
		}
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestRowsThatDoNotFitAreRefused(t *testing.T) {
	row := func(y, w, h int) Rows {
		return Rows{Y: [4]int{y}, Planes: []Plane{{Pix: make([]byte, w*max(h, 0)), Stride: w, Width: w, Height: h}}}
	}
	for name, c := range map[string]struct {
		rows  Rows
		fault string
	}{
		"a gap":           {row(3, 10, 1), "row 3 was given, and 2 is next"},
		"a row again":     {row(1, 10, 1), "row 1 was given"},
		"a short row":     {row(2, 9, 1), "have 9 samples, not 10"},
		"a long row":      {row(2, 11, 1), "have 11 samples"},
		"too many rows":   {row(2, 10, 19), "there are 20 rows, not 21"},
		"negative rows":   {row(2, 10, -1), "there are 20 rows"},
		"no planes":       {Rows{}, "rows of 0 components"},
		"two planes":      {Rows{Planes: make([]Plane, 2)}, "rows of 2 components"},
		"too few bytes":   {Rows{Y: [4]int{2}, Planes: []Plane{{Pix: make([]byte, 19), Stride: 10, Width: 10, Height: 2}}}, "2 rows do not fit into 19 bytes"},
		"rows backwards":  {Rows{Y: [4]int{2}, Planes: []Plane{{Pix: make([]byte, 99), Stride: -10, Width: 10, Height: 1}}}, "do not fit"},
		"rows that cross": {Rows{Y: [4]int{2}, Planes: []Plane{{Pix: make([]byte, 99), Stride: 9, Width: 10, Height: 2}}}, "do not fit"},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := NewEncoder(io.Discard, image.Pt(10, 20), []Component{{H: 1, V: 1}}, EncodeOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if err := e.Write(row(0, 10, 2)); err != nil {
				t.Fatal(err)
			}
			err = e.Write(c.rows)
			if err == nil || !strings.Contains(err.Error(), c.fault) {
				t.Fatalf("the error is %v, not %q", err, c.fault)
			}
			if again := e.Write(row(2, 10, 1)); again != err {
				t.Errorf("after an error comes %v", again)
			}
			if closed := e.Close(); closed != err {
				t.Errorf("Close says %v", closed)
			}
		})
	}
}

func TestCloseTellsOfMissingRows(t *testing.T) {
	var b bytes.Buffer
	e, err := NewEncoder(&b, image.Pt(5, 20), []Component{{}}, EncodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Write(Rows{Planes: []Plane{{Pix: make([]byte, 95), Stride: 5, Width: 5, Height: 19}}}); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err == nil || !strings.Contains(err.Error(), "1 rows are missing") {
		t.Errorf("the error is %v", err)
	}
	if err := e.Close(); err == nil {
		t.Error("closed again, nothing is missing")
	}
	if err := e.Write(Rows{Planes: []Plane{{}}}); err == nil {
		t.Error("rows are taken after Close")
	}
}

// pieces counts what is written, and fails when more than most bytes are.
type pieces struct {
	sizes  []int
	most   int
	total  int
	failed bool
}

var errFull = errors.New("full")

func (p *pieces) Write(b []byte) (int, error) {
	if p.failed {
		panic("written to after an error")
	}
	p.sizes = append(p.sizes, len(b))
	p.total += len(b)
	if p.total > p.most {
		p.failed = true
		return 0, errFull
	}
	return len(b), nil
}

func TestAnErrorOfTheWriterEndsTheWork(t *testing.T) {
	m := encRough(640, 480, 120, image.YCbCrSubsampleRatio420)
	for _, o := range encModes(95) {
		whole := len(encBytes(t, m, o))
		for _, most := range []int{0, whole / 2, whole - 1} {
			if err := Encode(&pieces{most: most}, m, o); !errors.Is(err, errFull) {
				t.Errorf("%s, %d bytes: the error is %v", encMode(o), most, err)
			}
		}
	}
}

func TestFilesAreWrittenInLargePieces(t *testing.T) {
	m := encRough(640, 480, 120, image.YCbCrSubsampleRatio444)
	for _, o := range encModes(95) {
		p := &pieces{most: 1 << 30}
		if err := Encode(p, m, o); err != nil {
			t.Fatal(err)
		}
		if len(p.sizes) < 3 {
			t.Errorf("%s: %d pieces are too few to tell", encMode(o), len(p.sizes))
		}
		for i, n := range p.sizes[:len(p.sizes)-1] {
			if n < 32<<10 {
				t.Errorf("%s: piece %d has %d bytes", encMode(o), i, n)
			}
		}
	}
}

func TestMemoryDoesNotGrowWithThePicture(t *testing.T) {
	o := EncodeOptions{Restart: 5}
	allocations := func(m image.Image) float64 {
		return testing.AllocsPerRun(3, func() {
			if err := Encode(io.Discard, m, o); err != nil {
				t.Fatal(err)
			}
		})
	}
	small := allocations(encGray(64, 64, 0, 1))
	large := allocations(encGray(1000, 800, 0, 1))
	if large > small {
		t.Errorf("there are %g allocations instead of %g", large, small)
	}
}
