package imageio

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/photoq/photoq/pkg/jpeg"
	"github.com/photoq/photoq/pkg/metadata"
	"github.com/photoq/photoq/pkg/metadata/ifd"
)

// rawHeader finds the largest JPEG preview in a raw file of a camera. That is
// what is decoded: raw pictures are not developed.
func rawHeader(data []byte) (Header, error) {
	h := Header{Format: Raw}
	b, isTIFF := rawBlock(data)
	var found []byte
	if isTIFF {
		found = listedPreview(b)
	}
	// Other makers' ways are many. But lossy DNGs consist of JPEGs that are
	// no previews.
	if _, isDNG := ifd.Find(b.First(), ifd.DNGVersion); found == nil && !isDNG {
		found = scannedPreview(data)
	}
	if found == nil {
		return h, unsupported(convertHint, "%s is not read where it holds no whole preview", h.Format.title())
	}
	preview, err := jpegHeader(found)
	if err != nil {
		return h, err // cannot happen: it has been read before
	}
	preview.Format = Raw
	preview.preview = found
	return preview, nil
}

// rawBlock returns the TIFF structure that most raw files are, also where
// the maker has another number instead of TIFF's; an empty block otherwise.
func rawBlock(data []byte) (ifd.Block, bool) {
	if len(data) >= 8 {
		switch string(data[:2]) {
		case "II":
			return ifd.Block{Data: data, Order: binary.LittleEndian}, true
		case "MM":
			return ifd.Block{Data: data, Order: binary.BigEndian}, true
		}
	}
	return ifd.Block{Data: make([]byte, 8), Order: binary.LittleEndian}, false
}

// maxDirectories bounds how many directories of a raw file are looked at.
const maxDirectories = 64

// listedPreview returns the largest preview that the directories name; nil
// when there is none.
func listedPreview(b ifd.Block) []byte {
	var best []byte
	most := int64(0)
	queue := []uint32{b.Order.Uint32(b.Data[4:])}
	seen := map[uint32]bool{}
	for n := 0; n < len(queue) && n < maxDirectories; n++ {
		at := queue[n]
		if seen[at] {
			continue
		}
		seen[at] = true
		tags := b.Directory(at)
		for _, candidate := range previewsIn(b, tags) {
			if pixels := previewPixels(candidate); pixels > most {
				best, most = candidate, pixels
			}
		}
		if link, ok := b.Link(at); ok {
			queue = append(queue, b.Order.Uint32(b.Data[link:]))
		}
		if e, ok := ifd.Find(tags, ifd.SubIFDs); ok {
			for v := e.Value; len(v) >= 4 && len(queue) < maxDirectories; v = v[4:] {
				queue = append(queue, b.Order.Uint32(v))
			}
		}
	}
	return best
}

// previewsIn returns what a directory names that may be a JPEG.
func previewsIn(b ifd.Block, tags []ifd.Entry) [][]byte {
	const stripAt, stripLen, panasonic = 0x0111, 0x0117, 0x002e
	var found [][]byte
	add := func(at, size uint32) {
		if size > 3 && int64(at)+int64(size) <= int64(len(b.Data)) {
			found = append(found, b.Data[at:at+size])
		}
	}
	add(b.Lookup(tags, ifd.ThumbAt), b.Lookup(tags, ifd.ThumbLen))
	const mosaic, linearRaw = 32803, 34892
	if p := b.Lookup(tags, ifd.Photometric); p != mosaic && p != linearRaw {
		if c := b.Lookup(tags, ifd.Compression); c == 6 || c == 7 {
			if e, ok := ifd.Find(tags, stripAt); ok && e.Count == 1 {
				add(b.Lookup(tags, stripAt), b.Lookup(tags, stripLen))
			}
		}
	}
	if e, ok := ifd.Find(tags, panasonic); ok && e.Value != nil {
		found = append(found, e.Value)
	}
	return found
}

// previewPixels is how many pixels a JPEG has that can be decoded; 0 for
// anything else.
func previewPixels(data []byte) int64 {
	if Sniff(data) != JPEG {
		return 0
	}
	h, err := jpeg.ReadHeader(data)
	if err != nil {
		return 0
	}
	return int64(h.Width) * int64(h.Height)
}

// scannedPreview returns the largest JPEG that is anywhere in the file; nil
// when there is none.
func scannedPreview(data []byte) []byte {
	var best []byte
	most := int64(0)
	const candidates = 4096 // what looks like the begin of a JPEG may be anything
	for at, n := 0, 0; n < candidates; n++ {
		i := bytes.Index(data[at:], []byte("\xff\xd8\xff"))
		if i < 0 {
			break
		}
		at += i
		if pixels := previewPixels(data[at:]); pixels > most {
			best, most = data[at:], pixels
		}
		at += 3
	}
	return best
}

// rawExtras collects what the raw file says of the photo; where it is no TIFF
// structure, what its preview says.
func rawExtras(h Header, data []byte) extras {
	x := jpegExtras(h.preview)
	if b, ok := rawBlock(data); ok {
		x.EXIF = metadata.FromTIFF(b)
		x.orientation = Orientation(b.Lookup(b.First(), ifd.Orientation))
		if e, ok := ifd.Find(b.First(), ifd.XMP); ok {
			x.XMP = e.Value
		}
	} else if b, ok := canonBlock(data); ok && x.EXIF == nil {
		x.EXIF = metadata.FromTIFF(b)
		x.orientation = Orientation(b.Lookup(b.First(), ifd.Orientation))
	}
	if !x.orientation.Valid() {
		x.orientation = 0
	}
	return x
}

// canonBlock finds the first directory of a CR3, in a box of its own.
func canonBlock(data []byte) (ifd.Block, bool) {
	head := data[:min(len(data), 1<<20)]
	i := bytes.Index(head, []byte("CMT1"))
	if i < 4 {
		return ifd.Block{}, false
	}
	size := int64(binary.BigEndian.Uint32(head[i-4:]))
	if size < 16 || int64(i-4)+size > int64(len(data)) {
		return ifd.Block{}, false
	}
	return rawBlock(data[i+4 : int64(i-4)+size])
}

// holdsJPEG reports whether a JPEG is what is decoded.
func (h Header) holdsJPEG() bool { return h.Format == JPEG || h.preview != nil }

// smallPreview is how many pixels make a preview one for looking at, and not
// for a list.
const smallPreview = 2_000_000

// sayRaw tells what the photo of a raw file was made of: as a warning where
// that is much less than the camera saw.
func sayRaw(p *Photo, h Header) {
	said := fmt.Sprintf("raw: the embedded preview of %d x %d pixels; the raw picture was not developed", h.Width, h.Height)
	if h.Width*h.Height < smallPreview {
		p.Warnings = append(p.Warnings, said)
		return
	}
	p.Notes = append(p.Notes, said)
}
