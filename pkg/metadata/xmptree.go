package metadata

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// The bounds of a packet of XMP. Those of cameras and editors have some
// thousand elements, ten deep.
const (
	maxElements = 100_000 // their attributes counted in
	maxDepth    = 64
)

// The namespaces that are known by name.
const (
	nsRDF       = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	nsXML       = "http://www.w3.org/XML/1998/namespace"
	nsDC        = "http://purl.org/dc/elements/1.1/"
	nsXMP       = "http://ns.adobe.com/xap/1.0/"
	nsTIFF      = "http://ns.adobe.com/tiff/1.0/"
	nsEXIF      = "http://ns.adobe.com/exif/1.0/"
	nsPhotoshop = "http://ns.adobe.com/photoshop/1.0/"
	nsNote      = "http://ns.adobe.com/xmp/note/"
)

// element is an element of a packet, and where it stands there.
type element struct {
	space, name string // the namespace, not its prefix
	from, open  int    // of the start tag: its "<", and behind its ">"
	shut, to    int    // of the end tag; both open where there is none
	text        []byte // what it says, in elements that have no others in them
	attrs       []attribute
	inside      []*element
	parent      *element
}

// attribute is an attribute, and where it stands in the packet.
type attribute struct {
	space, name, value string
	from, to           int // with the space in front of it
	valueFrom, valueTo int // within the quotes
}

// CheckXMP tells why a packet of XMP cannot be read.
func CheckXMP(packet []byte) error {
	_, err := parseXMP(packet)
	return err
}

// parseXMP returns the element rdf:RDF of a packet. Entities are those of XML
// itself; none that a packet declares is followed.
func parseXMP(packet []byte) (*element, error) {
	if len(packet) > Max {
		return nil, fmt.Errorf("it is larger than %d MiB", Max>>20)
	}
	d := xml.NewDecoder(bytes.NewReader(packet))
	top := &element{}
	in, depth := top, 0
	for count := 0; ; {
		from := int(d.InputOffset())
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil, errors.New("it has no RDF")
		}
		if err != nil {
			return nil, fmt.Errorf("parse XML: %w", err)
		}
		end := int(d.InputOffset())
		switch token := token.(type) {
		case xml.StartElement:
			if count, depth = count+1+len(token.Attr), depth+1; count > maxElements || depth > maxDepth {
				return nil, fmt.Errorf("it has more than %d elements, or %d in each other", maxElements, maxDepth)
			}
			e := newElement(packet, token, from, end)
			e.parent, in.inside = in, append(in.inside, e)
			in = e
		case xml.EndElement:
			in.shut, in.to = from, end
			if in.space == nsRDF && in.name == "RDF" {
				return in, nil
			}
			in, depth = in.parent, depth-1
		case xml.CharData:
			if len(in.inside) == 0 && in != top {
				in.text = append(in.text, token...)
			}
		}
	}
}

// newElement returns the element that a start tag begins.
func newElement(packet []byte, token xml.StartElement, from, open int) *element {
	e := &element{space: token.Name.Space, name: token.Name.Local, from: from, open: open}
	places := attributePlaces(packet[from:open])
	for i, a := range token.Attr {
		if i >= len(places) {
			break // cannot be: the tag has been read by the same rules
		}
		p := places[i]
		e.attrs = append(e.attrs, attribute{
			space: a.Name.Space, name: a.Name.Local, value: a.Value,
			from: from + p.from, to: from + p.to, valueFrom: from + p.valueFrom, valueTo: from + p.valueTo,
		})
	}
	return e
}

// attributePlaces tells where the attributes of a well-formed start tag stand
// in it.
func attributePlaces(tag []byte) []attribute {
	var places []attribute
	at := bytes.IndexAny(tag, " \t\r\n")
	for at >= 0 && at < len(tag) {
		quote := bytes.IndexAny(tag[at:], `"'`)
		if quote < 0 {
			break
		}
		start := at + quote + 1
		length := bytes.IndexByte(tag[start:], tag[start-1])
		if length < 0 {
			break
		}
		end := start + length
		places = append(places, attribute{from: at, to: end + 1, valueFrom: start, valueTo: end})
		at = end + 1
	}
	return places
}

// isPlain reports whether an attribute is a property, and not a matter of RDF
// or XML.
func (a attribute) isPlain() bool {
	return a.space != nsRDF && a.space != nsXML && a.space != "xml" && a.space != "xmlns" && a.space != ""
}

// attr returns the value of an attribute.
func (e *element) attr(space, name string) string {
	for _, a := range e.attrs {
		if a.space == space && a.name == name {
			return a.value
		}
	}
	return ""
}

// is reports whether an element is one of RDF's with that name.
func (e *element) is(name string) bool { return e.space == nsRDF && e.name == name }

// value is what a property says.
type value struct {
	list  string // "Alt", "Seq", "Bag", or empty for a single item
	items []item
}

type item struct{ lang, text string }

// value reads a property that is a text or a list of them; it has no items if
// it is anything else.
func (e *element) value() value {
	if len(e.inside) == 0 {
		text := string(e.text)
		if strings.TrimSpace(text) == "" {
			text = e.attr(nsRDF, "resource")
		}
		return value{items: []item{{text: text}}}
	}
	list := e.inside[0]
	if len(e.inside) > 1 || !list.is("Alt") && !list.is("Seq") && !list.is("Bag") {
		return value{}
	}
	v := value{list: list.name}
	for _, li := range list.inside {
		if li.is("li") && len(li.inside) == 0 {
			lang := li.attr("xml", "lang") + li.attr(nsXML, "lang")
			v.items = append(v.items, item{lang, string(li.text)})
		}
	}
	return v
}

// property is a property of the photo: an attribute or an element of a
// description.
type property struct {
	space, name string
	attr        *attribute // nil if it is an element
	element     *element
}

func (p property) value() value {
	if p.attr != nil {
		return value{items: []item{{text: p.attr.value}}}
	}
	return p.element.value()
}

// properties returns those of all descriptions, in order.
func (e *element) properties() []property {
	var all []property
	for _, d := range e.inside {
		if !d.is("Description") {
			continue
		}
		for i, a := range d.attrs {
			if a.isPlain() {
				all = append(all, property{a.space, a.name, &d.attrs[i], d})
			}
		}
		for _, p := range d.inside {
			all = append(all, property{p.space, p.name, nil, p})
		}
	}
	return all
}
