package jpeg_test

import (
	"bytes"
	"context"
	"fmt"
	"image"

	"github.com/photoq/photoq/pkg/jpeg"
)

// A dark spot of a few pixels goes away; all but one MCU keep their
// coefficients.
func ExamplePatch() {
	ctx := context.Background()
	source := spottedFile(64, 48)
	m, _, err := jpeg.Decode(ctx, source, jpeg.DecodeOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	spot := image.Rect(18, 17, 22, 20)
	edited := m.(*image.Gray)
	for y := spot.Min.Y; y < spot.Max.Y; y++ {
		for x := spot.Min.X; x < spot.Max.X; x++ {
			edited.Pix[edited.PixOffset(x, y)] = 128
		}
	}
	var out bytes.Buffer
	if err := jpeg.Patch(ctx, &out, source, edited, []image.Rectangle{spot}, jpeg.PatchOptions{}); err != nil {
		fmt.Println(err)
		return
	}
	before, _, _ := jpeg.ReadCoefficients(ctx, source, jpeg.DecodeOptions{})
	after, _, _ := jpeg.ReadCoefficients(ctx, out.Bytes(), jpeg.DecodeOptions{})
	changed := 0
	for i, block := range after.Planes[0].Blocks {
		if block != before.Planes[0].Blocks[i] {
			changed++
		}
	}
	fmt.Println(changed, "of", len(after.Planes[0].Blocks), "blocks have changed")
	// Output: 1 of 48 blocks have changed
}

// A picture is turned without loss, and its lower part is cut off.
func ExampleCoefficients_Transform() {
	c, _, err := jpeg.ReadCoefficients(context.Background(), spottedFile(64, 48), jpeg.DecodeOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	turned, err := c.Transform(jpeg.Rotate90)
	if err != nil {
		fmt.Println(err)
		return
	}
	upper, err := turned.Crop(image.Rect(0, 0, turned.Width, 40))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(turned.Width, turned.Height)
	fmt.Println(upper.Width, upper.Height)
	// Output:
	// 48 64
	// 48 40
}

// spottedFile is a gray picture with a dark spot.
func spottedFile(w, h int) []byte {
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = 128
	}
	m.Pix[m.PixOffset(19, 18)] = 20
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, jpeg.EncodeOptions{Quality: 90}); err != nil {
		panic(err)
	}
	return b.Bytes()
}
