package imageio

import (
	"fmt"

	"github.com/photoq/photoq/pkg/jpeg"
	"github.com/photoq/photoq/pkg/metadata"
)

// maxSegment is the most that a JPEG segment holds after its length field.
const maxSegment = 65533

// jpegSegments returns the segments that stand in front of a JPEG's tables.
func jpegSegments(x extras) []jpeg.Segment {
	var out []jpeg.Segment
	add := func(marker byte, mark string, body []byte) {
		// What is too long goes on in further segments, as all readers of
		// image resources take it. Of EXIF, exiftool and Pillow do;
		// libexif and ImageMagick read the first segment.
		most := maxSegment - len(mark)
		for at := 0; at < len(body); at += most {
			data := append([]byte(mark), body[at:min(at+most, len(body))]...)
			out = append(out, jpeg.Segment{Marker: marker, Data: data})
		}
	}
	add(markAPP0, "", jfif(x.Density))
	add(markAPP1, exifMark, x.EXIF)
	if main, more, err := metadata.SplitXMP(x.XMP); err == nil {
		add(markAPP1, xmpMark, main)
		for _, s := range more {
			add(markAPP1, "", s)
		}
	}
	out = append(out, iccSegments(x.icc)...)
	add(markAPP13, photoshopMark, metadata.JoinPhotoshop(x.IPTC, x.Photoshop))
	for _, s := range x.Others {
		out = append(out, jpeg.Segment(s))
	}
	for _, c := range x.Comments {
		add(markCOM, "", []byte(c))
	}
	return out
}

// doubts tells which metadata of a photo a result of those options cannot
// hold, or not so that all programs find it.
func (p Photo) doubts(o EncodeOptions) []string {
	size := len(p.Metadata.XMP)
	for _, t := range p.Metadata.Texts {
		size += len(t.Value)
	}
	if o.Format != JPEG || max(size, len(p.Metadata.EXIF)) < maxSegment/2 { // what is written anew is hardly longer
		return nil
	}
	b := p.Metadata.For(o.Metadata, describe(p, o)).TextsInXMP()
	return jpegDoubts(b.XMP, len(b.EXIF))
}

// jpegDoubts tells what a JPEG cannot hold, or only in several segments, of a
// packet of XMP and of EXIF that has that many bytes.
func jpegDoubts(packet []byte, exif int) []string {
	var doubts []string
	if _, _, err := metadata.SplitXMP(packet); err != nil {
		doubts = append(doubts, fmt.Sprintf("XMP left out: it does not fit into a JPEG: %v", err))
	}
	const most = maxSegment - len(exifMark)
	if exif > most {
		doubts = append(doubts, fmt.Sprintf("EXIF of %d bytes takes %d segments of the JPEG: some programs read the first only", exif, (exif+most-1)/most))
	}
	return doubts
}

// iccSegments returns a profile in parts; none if there were more of them
// than the format can number.
func iccSegments(icc []byte) []jpeg.Segment {
	const part = maxSegment - len(iccMark) - 2
	count := (len(icc) + part - 1) / part
	if count > 255 {
		return nil
	}
	var out []jpeg.Segment
	for i := range count {
		head := append([]byte(iccMark), byte(i+1), byte(count))
		out = append(out, jpeg.Segment{Marker: markAPP2, Data: append(head, icc[i*part:min((i+1)*part, len(icc))]...)})
	}
	return out
}
