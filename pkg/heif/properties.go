package heif

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"math"
)

// readColour reads the properties of type colr, of which there may be two.
func (p *Picture) readColour(i *item) {
	for _, n := range i.properties {
		if n < 1 || n > len(p.meta.properties) || p.meta.properties[n-1].kind != "colr" {
			continue
		}
		body := p.meta.properties[n-1].body
		if len(body) < 4 {
			continue
		}
		c := cursor{data: body[4:]}
		switch kind := string(body[:4]); {
		case (kind == "prof" || kind == "rICC") && p.ICC == nil:
			p.ICC = c.data
		case kind == "nclx" && p.Colour == nil:
			colour := Colour{int(c.uint(2)), int(c.uint(2)), int(c.uint(2)), c.uint(1)&0x80 != 0}
			if !c.short {
				p.Colour = &colour
			}
		}
	}
}

// readChanges reads crop, turn and mirror, in the order of the file.
func (p *Picture) readChanges(i *item) error {
	size := p.Size
	for _, n := range i.properties {
		if n < 1 || n > len(p.meta.properties) {
			continue
		}
		b := p.meta.properties[n-1]
		switch b.kind {
		case "irot":
			if len(b.body) < 1 {
				return errCut
			}
			turn := int(b.body[0] & 3)
			if turn&1 != 0 {
				size.X, size.Y = size.Y, size.X
			}
			p.Changes = append(p.Changes, Change{Turn: turn})
		case "imir":
			if len(b.body) < 1 {
				return errCut
			}
			mirror := byte('y')
			if b.body[0]&1 != 0 {
				mirror = 'x'
			}
			p.Changes = append(p.Changes, Change{Mirror: mirror})
		case "clap":
			r, err := aperture(b.body, size)
			if err != nil {
				return err
			}
			size = r.Size()
			p.Changes = append(p.Changes, Change{Crop: r})
		}
	}
	return nil
}

// aperture reads the part of a picture that is to be shown (ISO/IEC
// 14496-12, section 12.1.4): its size, and how far its centre is from the
// picture's, as fractions.
func aperture(body []byte, size image.Point) (image.Rectangle, error) {
	if len(body) < 32 {
		return image.Rectangle{}, errCut
	}
	var f [4]float64
	for i := range f {
		n, d := binary.BigEndian.Uint32(body[8*i:]), binary.BigEndian.Uint32(body[8*i+4:])
		if d == 0 {
			return image.Rectangle{}, errors.New("its clean aperture has no size")
		}
		f[i] = float64(int32(n)) / float64(int32(d))
	}
	// The sides that are fractions grow; no offset is believed past the edge.
	w, h := math.Round(f[0]), math.Round(f[1])
	x := math.Round(f[2] + (float64(size.X)-f[0])/2)
	y := math.Round(f[3] + (float64(size.Y)-f[1])/2)
	if !(w >= 1 && h >= 1 && w <= 1<<24 && h <= 1<<24 && math.Abs(x) <= 1<<24 && math.Abs(y) <= 1<<24) {
		return image.Rectangle{}, errors.New("its clean aperture has no size")
	}
	r := image.Rect(int(x), int(y), int(x+w), int(y+h)).Intersect(image.Rectangle{Max: size})
	if r.Empty() {
		return r, errors.New("its clean aperture lies outside")
	}
	return r, nil
}

// findAlpha looks for the picture that holds the main one's transparency.
func (f *File) findAlpha(m *meta) {
	tries := 0
	for _, r := range m.auxiliary {
		if len(r.to) == 0 || r.to[0] != m.primary {
			continue
		}
		i := m.items[r.from]
		if i == nil {
			continue
		}
		body, ok := m.property(i, "auxC")
		if !ok || len(body) < 4 {
			continue
		}
		kind, _, _ := bytes.Cut(body[4:], []byte{0})
		switch string(kind) {
		case "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", "urn:mpeg:hevc:2015:auxid:1", "urn:mpeg:avc:2015:auxid:1":
			if tries++; tries > mostTries {
				return
			}
			if p, err := m.picture(i); err == nil {
				f.Alpha = p
				to := m.targets("prem", m.primary)
				f.Premultiplied = len(to) > 0 && to[0] == r.from
				return
			}
		}
	}
}

// findMetadata looks for EXIF and XMP that describe the photo.
func (f *File) findMetadata(m *meta) {
	tries := 0
	for _, id := range m.order {
		i := m.items[id]
		isXMP := i.kind == "mime" && i.mime == "application/rdf+xml"
		if i.kind != "Exif" && !isXMP {
			continue
		}
		if to := m.targets("cdsc", id); len(to) > 0 && to[0] != m.primary {
			continue
		}
		if tries++; tries > mostTries {
			return
		}
		body, err := m.bytes(i)
		switch {
		case err != nil:
		case isXMP && f.XMP == nil:
			f.XMP = body
		case !isXMP && f.EXIF == nil && len(body) > 4:
			// The first 4 bytes say where the TIFF structure begins after them.
			if at := uint64(binary.BigEndian.Uint32(body)) + 4; at < uint64(len(body)) {
				f.EXIF = body[at:]
			}
		}
	}
}
