package jpeg_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"

	"github.com/photoq/photoq/pkg/jpeg"
)

// blankFile is a grey picture of 100 x 60 pixels.
func blankFile() []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 100, 60)), jpeg.EncodeOptions{}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// A quarter of the size costs much less than the whole.
func ExampleDecode() {
	m, _, err := jpeg.Decode(context.Background(), blankFile(), jpeg.DecodeOptions{Scale: 4})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%T of %v\n", m, m.Bounds().Size())
	// Output: *image.Gray of (25,15)
}

// What is left of a damaged file, and what is wrong with it.
func ExampleDecode_tolerant() {
	data := blankFile()
	data = data[:len(data)-2]
	_, _, err := jpeg.Decode(context.Background(), data, jpeg.DecodeOptions{})
	var fault *jpeg.Fault
	fmt.Println(errors.As(err, &fault))
	m, faults, err := jpeg.Decode(context.Background(), data, jpeg.DecodeOptions{Tolerant: true})
	fmt.Println(m.Bounds().Size(), faults[0].What, err)
	// Output:
	// true
	// (100,60) premature end of the file <nil>
}

// By rows, even a huge picture needs little memory.
func ExampleDecoder() {
	d, err := jpeg.NewDecoder(context.Background(), blankFile(), jpeg.DecodeOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	rows := 0
	for {
		r, err := d.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		rows += r.Planes[0].Height
	}
	fmt.Println(rows, "rows of", d.Bounds()[0].X)
	// Output: 60 rows of 100
}
