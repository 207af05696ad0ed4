package jpeg

import (
	"bytes"
	"image"
	"math/rand/v2"
	"testing"
)

// Each photo of the corpus is changed in two places and at its lower right
// corner. What strict decoding refuses, Patch does, too.
func TestCorpusIsPatched(t *testing.T) {
	for name, data := range corpusFiles(t, "photos", "tricky", "hostile") {
		h, err := ReadHeader(data)
		if err != nil || h.Width*h.Height > 1<<25 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			touched := []image.Rectangle{
				image.Rect(h.Width/3, h.Height/3, h.Width/3+40, h.Height/3+30),
				image.Rect(h.Width/2, h.Height/2, h.Width/2+7, h.Height/2+90),
				image.Rect(h.Width-9, h.Height-5, h.Width, h.Height),
			}
			var written counter
			if _, _, bad := Decode(t.Context(), data, DecodeOptions{}); bad != nil {
				err := Patch(t.Context(), &written, data, blank(h), touched, PatchOptions{})
				if err == nil || written > 0 {
					t.Errorf("%d bytes written, error %v, and decoding says %v", written, err, bad)
				}
				return
			}
			edited := scribble(t, data, touched, rand.New(rand.NewPCG(1, 1)))
			out := patched(t, data, edited, touched, PatchOptions{})
			if storedAsSamples(h) {
				checkPatched(t, data, out, planesOfImage(h, edited), touched)
			} else {
				same(t, h, planesOf(t, data), planesOf(t, out), touched)
			}
			if bytes.Equal(out, data) {
				t.Error("nothing has changed")
			}
			if _, before := djpeg(t, data); before == "" {
				if _, after := djpeg(t, out); after != "" {
					t.Errorf("djpeg complains: %s", after)
				}
			}
		})
	}
}
