// Package sample draws photos: for the demo, and for tests, so that nobody's
// pictures need to be shipped.
package sample

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
)

// File is a drawn photo in a file's form.
type File struct {
	Name string
	Data []byte
}

// Files draws a small folder of photos as a camera would leave it: a JPEG
// for each of the eight EXIF orientations, all of which are upright when
// they are shown right, a PNG with transparency and a file that is no photo.
func Files() ([]File, error) {
	var files []File
	for orientation := 1; orientation <= 8; orientation++ {
		data, err := JPEG(Turned(Scene(960, 640, orientation), orientation), orientation)
		if err != nil {
			return nil, err
		}
		files = append(files, File{fmt.Sprintf("summer/beach-%d.jpg", orientation), data})
	}
	var sun bytes.Buffer
	if err := png.Encode(&sun, Sun(400)); err != nil {
		return nil, fmt.Errorf("draw the sun: %w", err)
	}
	return append(files,
		File{"sun.png", sun.Bytes()},
		File{"notes.txt", []byte("Not a photo: photoq passes it over.\n")},
	), nil
}

// Scene draws a beach: a sky, a sun that stands higher with each number, the
// sea and a striped parasol. The top is blue and the bottom is sand.
func Scene(w, h, number int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	sunX, sunY, sunR := float64(w)*(0.15+0.08*float64(number%9)), float64(h)*(0.42-0.03*float64(number%9)), float64(h)/11
	for y := range h {
		for x := range w {
			m.SetRGBA(x, y, scenePixel(float64(x), float64(y), float64(w), float64(h), sunX, sunY, sunR))
		}
	}
	return m
}

func scenePixel(x, y, w, h, sunX, sunY, sunR float64) color.RGBA {
	sand := h * (0.78 + 0.03*math.Sin(x/w*7))
	px, py, pr := w*0.72, h*0.70, h*0.22 // the parasol
	angle := math.Atan2(py-y, x-px)
	switch {
	case math.Hypot(x-px, y-py) < pr && y < py:
		if int(angle/math.Pi*8)%2 == 0 {
			return color.RGBA{222, 60, 54, 255}
		}
		return color.RGBA{250, 246, 235, 255}
	case math.Abs(x-px) < w*0.004 && y >= py && y < h*0.93:
		return color.RGBA{120, 84, 50, 255}
	case math.Hypot(x-sunX, y-sunY) < sunR:
		return color.RGBA{255, 226, 110, 255}
	case y < h*0.5: // sky
		t := y / (h * 0.5)
		return color.RGBA{uint8(70 + 120*t), uint8(140 + 80*t), uint8(225 + 20*t), 255}
	case y < sand: // sea, with waves
		wave := 14 * math.Sin(y/3+2*math.Sin(x/37))
		return color.RGBA{uint8(24 + wave/2), uint8(110 + wave), uint8(160 + wave), 255}
	}
	grain := math.Mod(x*12.9898+y*78.233, 7)
	return color.RGBA{uint8(226 + grain), uint8(200 + grain), uint8(150 + grain), 255}
}

// Sun draws a sun on a transparent ground.
func Sun(size int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, size, size))
	c := float64(size) / 2
	for y := range size {
		for x := range size {
			dx, dy := float64(x)+0.5-c, float64(y)+0.5-c
			reach := c * (0.62 + 0.3*math.Abs(math.Sin(6*math.Atan2(dy, dx))))
			alpha := min(max(reach-math.Hypot(dx, dy), 0), 1)
			m.SetNRGBA(x, y, color.NRGBA{255, 196, 40, uint8(255 * alpha)})
		}
	}
	return m
}

// JPEG encodes a picture with an EXIF block that notes its orientation, 1 to
// 8; with 0 there is no such block.
func JPEG(m image.Image, orientation int) ([]byte, error) {
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, m, &jpeg.Options{Quality: 88}); err != nil {
		return nil, fmt.Errorf("draw a photo: %w", err)
	}
	if orientation == 0 {
		return buf.Bytes(), nil
	}
	exif := EXIF(orientation)
	data := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(2+len(exif)))...)
	data = append(data, exif...)
	return append(data, buf.Bytes()[2:]...), nil
}

// EXIF is the body of an APP1 segment that says an orientation and a camera.
func EXIF(orientation int) []byte {
	const camera = "photoq demo\x00"
	be := binary.BigEndian
	b := []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08")
	b = be.AppendUint16(b, 2)                               // entries
	b = be.AppendUint16(b, 0x0110)                          // Model
	b = be.AppendUint16(b, 2)                               // text
	b = be.AppendUint32(b, uint32(len(camera)))             //
	b = be.AppendUint32(b, 8+2+2*12+4)                      // after this directory
	b = be.AppendUint16(b, 0x0112)                          // Orientation
	b = be.AppendUint16(b, 3)                               // short
	b = be.AppendUint32(b, 1)                               //
	b = be.AppendUint32(b, uint32(uint16(orientation))<<16) // left-aligned
	b = be.AppendUint32(b, 0)                               // no further directory
	return append(b, camera...)
}

// Turned stores an upright picture as a camera held otherwise would: shown
// with that EXIF orientation it is upright again.
func Turned(m *image.RGBA, orientation int) *image.RGBA {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	if orientation >= 5 {
		w, h = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			sx, sy := x, y
			switch orientation {
			case 2:
				sx, sy = w-1-x, y
			case 3:
				sx, sy = w-1-x, h-1-y
			case 4:
				sx, sy = x, h-1-y
			case 5:
				sx, sy = y, x
			case 6:
				sx, sy = h-1-y, x
			case 7:
				sx, sy = h-1-y, w-1-x
			case 8:
				sx, sy = y, w-1-x
			}
			out.SetRGBA(x, y, m.RGBAAt(sx, sy))
		}
	}
	return out
}
