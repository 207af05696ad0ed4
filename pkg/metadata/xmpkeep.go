package metadata

import (
	"encoding/xml"
	"strings"
)

// keptProperties is what Keep leaves of XMP: a line for each namespace, its
// prefix first.
const keptProperties = `
dc http://purl.org/dc/elements/1.1/ title description creator rights date
xmp http://ns.adobe.com/xap/1.0/ CreateDate ModifyDate
xmpRights http://ns.adobe.com/xap/1.0/rights/ Marked UsageTerms WebStatement
photoshop http://ns.adobe.com/photoshop/1.0/ DateCreated Headline Credit Source
tiff http://ns.adobe.com/tiff/1.0/ Make Model DateTime ImageDescription Artist Copyright
exif http://ns.adobe.com/exif/1.0/ DateTimeOriginal DateTimeDigitized ExposureTime FNumber ExposureProgram ISOSpeedRatings ShutterSpeedValue ApertureValue BrightnessValue ExposureBiasValue MaxApertureValue SubjectDistance MeteringMode LightSource FocalLength FocalLengthIn35mmFilm ExposureMode WhiteBalance DigitalZoomRatio SceneCaptureType GainControl Contrast Saturation Sharpness SubjectDistanceRange
exifEX http://cipa.jp/exif/1.0/ LensModel LensMake LensSpecification PhotographicSensitivity SensitivityType OffsetTime OffsetTimeOriginal OffsetTimeDigitized
aux http://ns.adobe.com/exif/1.0/aux/ Lens LensInfo
`

// keptPrefix returns the prefix of a property that Keep leaves, or nothing.
func keptPrefix(space, name string) string {
	for line := range strings.Lines(keptProperties) {
		prefix, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		uri, names, _ := strings.Cut(rest, " ")
		if uri == space && prefix != "" {
			for n := range strings.FieldsSeq(names) {
				if n == name {
					return prefix
				}
			}
		}
	}
	return ""
}

// keptXMP returns a new packet with those properties that Keep leaves; nil if
// there are none or the packet cannot be read. Only texts and lists of texts
// are taken over, never what is nested deeper.
func keptXMP(packet []byte) []byte {
	if len(packet) == 0 {
		return nil
	}
	rdf, err := parseXMP(packet)
	if err != nil {
		return nil
	}
	var body strings.Builder
	declared, done := "", map[string]bool{}
	for _, p := range rdf.properties() {
		prefix := keptPrefix(p.space, p.name)
		name := prefix + ":" + p.name
		if prefix == "" || done[name] || !writeProperty(&body, name, p.value()) {
			continue
		}
		done[name] = true
		if declaration := "\n    xmlns:" + prefix + `="` + p.space + `"`; !strings.Contains(declared, declaration) {
			declared += declaration
		}
	}
	if body.Len() == 0 {
		return nil
	}
	return wrapXMP(declared, body.String())
}

// wrapXMP puts properties into a packet (XMP specification, part 1, section 7).
func wrapXMP(declared, body string) []byte {
	return []byte("<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n" +
		" <rdf:RDF xmlns:rdf=\"" + nsRDF + "\">\n" +
		"  <rdf:Description rdf:about=\"\"" + declared + ">\n" + body + "  </rdf:Description>\n" +
		" </rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>")
}

// writeProperty writes a property, and reports whether it says anything.
func writeProperty(b *strings.Builder, name string, v value) bool {
	var items []item
	for _, i := range v.items {
		if i.text = strings.TrimSpace(i.text); i.text != "" && len(i.text) <= maxValue {
			items = append(items, i)
		}
	}
	if len(items) == 0 {
		return false
	}
	b.WriteString("   <" + name + ">")
	if v.list == "" {
		writeText(b, items[0].text)
	} else {
		b.WriteString("<rdf:" + v.list + ">")
		for _, i := range items {
			b.WriteString("<rdf:li")
			if i.lang != "" {
				b.WriteString(` xml:lang="`)
				writeText(b, i.lang)
				b.WriteString(`"`)
			}
			b.WriteString(">")
			writeText(b, i.text)
			b.WriteString("</rdf:li>")
		}
		b.WriteString("</rdf:" + v.list + ">")
	}
	b.WriteString("</" + name + ">\n")
	return true
}

func writeText(b *strings.Builder, s string) {
	_ = xml.EscapeText(b, []byte(s)) // a builder takes everything
}
