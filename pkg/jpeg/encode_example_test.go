package jpeg_test

import (
	"bytes"
	"fmt"
	"image"

	"github.com/photoq/photoq/pkg/jpeg"
)

func ExampleEncode() {
	m := image.NewYCbCr(image.Rect(0, 0, 640, 480), image.YCbCrSubsampleRatio420)
	var file bytes.Buffer
	if err := jpeg.Encode(&file, m, jpeg.EncodeOptions{Quality: 85, Progressive: true}); err != nil {
		fmt.Println(err)
		return
	}
	h, err := jpeg.ReadHeader(file.Bytes())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(h.Width, h.Height, h.Process == jpeg.Progressive)
	// Output: 640 480 true
}

// A picture need not be in memory: rows are written as they come.
func ExampleEncoder() {
	var file bytes.Buffer
	e, err := jpeg.NewEncoder(&file, image.Pt(4000, 3000), []jpeg.Component{{H: 1, V: 1}}, jpeg.EncodeOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	row := jpeg.Plane{Pix: make([]byte, 4000), Stride: 4000, Width: 4000, Height: 1}
	for y := range 3000 {
		for x := range row.Pix {
			row.Pix[x] = byte(y / 12)
		}
		if err := e.Write(jpeg.Rows{Y: [4]int{y}, Planes: []jpeg.Plane{row}}); err != nil {
			fmt.Println(err)
			return
		}
	}
	if err := e.Close(); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(file.Len() < 200_000)
	// Output: true
}
