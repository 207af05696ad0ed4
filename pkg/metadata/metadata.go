// Package metadata knows what a photo's file says of itself besides its
// pixels: EXIF, IPTC and XMP. It reads them, chooses what of them goes along
// into a result, and sets right there what the result has changed. Which bytes
// of a file they stand in is the business of others.
//
// Nothing in a block is believed: what is damaged is left out.
package metadata

import (
	"bytes"
	"errors"
	"slices"

	"github.com/photoq/photoq/pkg/metadata/ifd"
)

// Block is the metadata of a photo. Its slices are never written to.
type Block struct {
	// EXIF is a TIFF structure that begins with "II" or "MM"; nil when there
	// is none or it cannot be followed.
	EXIF []byte
	// XMP is a packet of XMP, an XML document; nil when there is none.
	XMP []byte
	// IPTC is a row of records (IPTC IIM 4.2); nil when there is none.
	IPTC []byte
	// Photoshop is a row of image resources, without the one of IPTC.
	Photoshop []byte
	// Comments are those that stand in the file by themselves.
	Comments []string
	// Texts are the text chunks of a PNG.
	Texts []Text
	// Density is how large the pixels are to be shown.
	Density Density
	// Others are segments of a JPEG that belong to none of the above.
	Others []Segment
}

// Text is a text with a name.
type Text struct{ Name, Value string }

// Segment is an application segment of a JPEG.
type Segment struct {
	Marker byte
	Data   []byte
}

// Max bounds each part of a block, in bytes.
const Max = 4 << 20

// The choices of what goes along into a result.
const (
	Keep = "keep" // dates, camera, exposure, description, author, copyright
	All  = "all"  // all that the original had
	None = "none" // nothing
)

// Picture is what the metadata of a result is to say of it.
type Picture struct {
	Width, Height int // in pixels, as it is stored
	// Orientation is how the stored picture is to be turned, 2 to 8 as EXIF
	// counts; less if it stands upright.
	Orientation int
	// Thumbnail is a small JPEG of the picture, for those originals that
	// have one; nil for none.
	Thumbnail []byte

	colorSpace uint32 // what EXIF says; 0: nothing
}

// For returns what goes along into a result by that choice; Keep if it is
// empty.
func (b Block) For(choice string, p Picture) Block {
	if b.Density == (Density{}) {
		b.Density = densityOf(b.EXIF)
	}
	switch choice {
	case All:
		p.colorSpace = colorSpaceOf(b.EXIF)
		b.EXIF = allEXIF(b.EXIF, p)
		b.XMP = allXMP(b.XMP, p)
		b.Photoshop = allPhotoshop(b.Photoshop)
		return b
	case Keep, "":
		return Block{
			EXIF: keptEXIF(b.EXIF, p), XMP: keptXMP(b.XMP), IPTC: keptIPTC(b.IPTC),
			Texts: keptTexts(b.Texts), Density: b.Density,
		}
	}
	return Block{EXIF: turnedEXIF(p)}
}

// Clone returns a block that shares nothing with b.
func (b Block) Clone() Block {
	b.EXIF, b.XMP = bytes.Clone(b.EXIF), bytes.Clone(b.XMP)
	b.IPTC, b.Photoshop = bytes.Clone(b.IPTC), bytes.Clone(b.Photoshop)
	b.Comments, b.Texts, b.Others = slices.Clone(b.Comments), slices.Clone(b.Texts), slices.Clone(b.Others)
	for i, s := range b.Others {
		b.Others[i].Data = bytes.Clone(s.Data)
	}
	return b
}

// CheckEXIF tells why a block of EXIF cannot be read; nil if its first
// directory can.
func CheckEXIF(block []byte) error {
	_, err := parse(block)
	return err
}

// Orientation returns how the picture is to be turned, 1 to 8 as EXIF counts,
// by a block of EXIF or a TIFF file; 0 where it says nothing or nonsense.
func Orientation(block []byte) int {
	b, err := parse(block)
	if err != nil {
		return 0
	}
	if n := b.Lookup(b.First(), ifd.Orientation); n <= 8 {
		return int(n)
	}
	return 0
}

// colorSpaceOf returns what a block of EXIF says: 1 for sRGB, 65535 for
// another, 0 for nothing.
func colorSpaceOf(block []byte) uint32 {
	b, err := parse(block)
	if err != nil {
		return 0
	}
	return b.Lookup(b.Directory(b.Lookup(b.First(), ifd.ExifIFD)), ifd.ColorSpace)
}

// parse returns a block of EXIF whose first directory can be read.
func parse(data []byte) (ifd.Block, error) {
	b, err := ifd.Parse(data)
	if err != nil {
		return b, err
	}
	if len(b.First()) == 0 {
		return b, errors.New("it has no entry that can be read")
	}
	return b, nil
}
