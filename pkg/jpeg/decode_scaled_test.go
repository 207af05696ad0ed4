package jpeg

import (
	"fmt"
	"image"
	"math"
	"testing"
)

// TestScaledPicturesAreAsGoodAsDjpegs compares luma, reduced while decoding,
// with the whole picture reduced by Lanczos, which is what a reduced picture
// is to look like. On the average of photos ours may be less near to it than
// djpeg's by 0.3 dB at most; by itself, a photo may be so by 1 dB, unless it is
// above 50 dB, where nothing is to be seen: the two are made differently. Djpeg's at a half and a quarter are the means of squares
// of samples, so a box filter as the reference, which is logged, is djpeg's
// own; ours leave out the higher frequencies, which Lanczos does as well.
func TestScaledPicturesAreAsGoodAsDjpegs(t *testing.T) {
	gain, count := map[int]float64{}, map[int]float64{}
	for name, data := range corpusFiles(t, "photos") {
		whole, _, err := Decode(t.Context(), data, DecodeOptions{})
		if err != nil {
			continue
		}
		full, ok := firstPlane(whole)
		if !ok || min(full.Width, full.Height) < 64 || full.Width*full.Height > 6<<20 {
			continue // neither details to lose, nor time
		}
		for _, scale := range []int{2, 4, 8} {
			box, lanczos := reduceBox(full, scale), reduceLanczos(full, scale)
			ours, _ := firstPlane(mustDecode(t, data, DecodeOptions{Scale: scale}))
			theirs := djpegLuma(t, data, scale)
			if ours.Width != theirs.Width || ours.Height != theirs.Height {
				t.Errorf("%s at 1/%d: %d x %d, and djpeg's is %d x %d", name, scale, ours.Width, ours.Height, theirs.Width, theirs.Height)
				continue
			}
			a, b := psnr(ours, lanczos), psnr(theirs, lanczos)
			t.Logf("%s at 1/%d: %.2f dB, and djpeg's %.2f; with a box %.2f and %.2f", name, scale, a, b, psnr(ours, box), psnr(theirs, box))
			if a < min(b, 50)-1 {
				t.Errorf("%s at 1/%d: %.2f dB, and djpeg's %.2f", name, scale, a, b)
			}
			gain[scale], count[scale] = gain[scale]+a-b, count[scale]+1
		}
	}
	for scale, sum := range gain {
		if mean := sum / count[scale]; mean < -0.3 {
			t.Errorf("at 1/%d djpeg is better by %.2f dB", scale, -mean)
		} else {
			t.Logf("at 1/%d: %+.2f dB in %.0f photos", scale, mean, count[scale])
		}
	}
}

func djpegLuma(t *testing.T, data []byte, scale int) Plane {
	t.Helper()
	out, complaint := djpeg(t, data, "-grayscale", "-nosmooth", "-pnm", "-scale", fmt.Sprintf("1/%d", scale))
	if complaint != "" {
		t.Fatalf("djpeg says %s", complaint)
	}
	_, size, pix := readPNM(t, out)
	return Plane{pix, size.X, size.X, size.Y}
}

func firstPlane(m image.Image) (Plane, bool) {
	planes := wholePlanes(m)
	if planes == nil {
		return Plane{}, false
	}
	return planes[0], true
}

// reduceBox averages squares of n x n; at the edges, what there is of them.
func reduceBox(p Plane, n int) []float64 {
	w, h := ceilDiv(p.Width, n), ceilDiv(p.Height, n)
	out := make([]float64, w*h)
	for y := range h {
		for x := range w {
			sum, count := 0, 0
			for v := y * n; v < min(y*n+n, p.Height); v++ {
				for _, s := range p.Pix[v*p.Stride+x*n : v*p.Stride+min(x*n+n, p.Width)] {
					sum, count = sum+int(s), count+1
				}
			}
			out[y*w+x] = float64(sum) / float64(count)
		}
	}
	return out
}

// reduceLanczos filters with Lanczos of three lobes, edges repeated, at steps
// of n samples.
func reduceLanczos(p Plane, n int) []float64 {
	w, h := ceilDiv(p.Width, n), ceilDiv(p.Height, n)
	taps, sum := make([]float64, 6*n), 0.0
	for i := range taps {
		x := math.Pi * (float64(i) + 0.5 - float64(3*n)) / float64(n)
		taps[i] = math.Sin(x) / x * math.Sin(x/3) / (x / 3)
		sum += taps[i]
	}
	middle := make([]float64, w*p.Height)
	for y := range p.Height {
		for x := range w {
			for i, tap := range taps {
				at := min(max(x*n+n/2-3*n+i, 0), p.Width-1)
				middle[y*w+x] += tap / sum * float64(p.Pix[y*p.Stride+at])
			}
		}
	}
	out := make([]float64, w*h)
	for y := range h {
		for i, tap := range taps {
			at := min(max(y*n+n/2-3*n+i, 0), p.Height-1)
			for x := range w {
				out[y*w+x] += tap / sum * middle[at*w+x]
			}
		}
	}
	return out
}

// psnr leaves the last row and column out: they may be made of less than a
// whole block.
func psnr(p Plane, want []float64) float64 {
	sum, count := 0.0, 0
	for y := range p.Height - 1 {
		for x := range p.Width - 1 {
			d := float64(p.Pix[y*p.Stride+x]) - want[y*p.Width+x]
			sum, count = sum+d*d, count+1
		}
	}
	return 10 * math.Log10(255*255*float64(count)/max(sum, 1e-9))
}
