package imageio

import (
	"bytes"

	"github.com/photoq/photoq/pkg/metadata/ifd"
)

// retainTIFF returns a TIFF of the first page's strips or tiles as they are,
// with other metadata; nil for colours that were converted when they were read, and
// for files whose directories are not of the usual kind.
func retainTIFF(data []byte, x extras) []byte {
	l, err := parseLayout(data)
	if err != nil || l.Big() || l.isLab() || l.photometric == pageCMYK {
		return nil
	}
	block := ifd.Block{Data: ifd.Write(l.Order, ifd.Dirs{}), Order: l.Order}
	if x.EXIF != nil {
		if block, err = ifd.Parse(x.EXIF); err != nil || block.Order != l.Order {
			return nil // the pixels' order is the file's
		}
	}
	tags, ok := l.pageTags()
	if !ok {
		return nil
	}
	c := chunks{at: tagStripAt, lengths: tagStripLen}
	if l.tiled {
		c.at, c.lengths = tagTileAt, tagTileLen
	}
	left := len(data) // chunks that lie on one another could make much of little
	for n := range l.columns() * l.rows() * l.planes() {
		chunk, err := l.data(n)
		if left -= len(chunk); err != nil || left < 0 {
			return nil
		}
		c.data = append(c.data, chunk)
	}
	var out bytes.Buffer
	if err := writeTIFF(&out, block, append(tags, x.tiffTags(block)...), c); err != nil {
		return nil
	}
	return out.Bytes()
}

// pageTags are the first directory's entries that say how its pixels are laid
// out and what they mean, but for where they lie; not ok if one of them is
// damaged.
func (l *tiffLayout) pageTags() (tags []ifd.Entry, ok bool) {
	for _, e := range l.First() {
		switch e.Tag {
		case ifd.Width, ifd.Height, ifd.Bits, ifd.Compression, ifd.Photometric, ifd.Samples, ifd.Planar,
			tagFillOrder, tagRowsInStrip, tagPredictor, tagColours, tagTileWidth, tagTileHeight, tagExtra, tagFormat, tagJPEGTables, tagSubsampling,
			0x0124, 0x0125, // of faxes
			0x012d, 0x013e, 0x013f, // transfer function, white and primaries
			0x0154, 0x0155, // the least and the most sample
			0x0211, 0x0213, 0x0214: // of YCbCr
			if len(e.Value) == 0 {
				return nil, false
			}
			tags = append(tags, e)
		}
	}
	return tags, true
}
