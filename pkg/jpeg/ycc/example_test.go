package ycc_test

import (
	"fmt"
	"image"
	"image/color"

	"github.com/photoq/photoq/pkg/jpeg/ycc"
)

func ExampleFromImage() {
	m := image.NewRGBA(image.Rect(0, 0, 3, 2))
	m.SetRGBA(0, 0, color.RGBA{R: 255, A: 255})
	p := ycc.FromImage(m, image.YCbCrSubsampleRatio420)
	fmt.Println("luma:", p.Y[:3], p.Y[3:])
	fmt.Println("red, of two by two pixels each:", p.Cr)
	fmt.Println("the pixel again:", ycc.RGBA(p).RGBAAt(0, 0))
	// Output:
	// luma: [76 0 0] [0 0 0]
	// red, of two by two pixels each: [160 128]
	// the pixel again: {121 57 57 255}
}

func ExampleWidenRow() {
	narrow := []byte{0, 100, 200}
	wide := make([]byte, 6)
	ycc.WidenRow(wide, narrow)
	fmt.Println(wide)
	// Output: [0 25 75 125 175 200]
}
