package builtin

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
)

// caption is a text with placeholders, taken apart.
type caption []captionPart

// captionPart is text as it stands or, where name is not empty, a
// placeholder.
type captionPart struct {
	text         string
	name, format string
}

// placeholders returns the names of all placeholders.
func placeholders() []string {
	return []string{"name", "file", "date", "time", "camera", "lens", "title", "description", "artist", "copyright", "width", "height"}
}

// parseCaption reads a text with placeholders: {name} or {name:format}. {{
// and }} are braces, \n is the end of a line, and \\ a backslash.
func parseCaption(s string) (caption, error) {
	var parts caption
	var plain strings.Builder
	for i := 0; i < len(s); i++ {
		rest := s[i:]
		switch {
		case strings.HasPrefix(rest, "{{"), strings.HasPrefix(rest, "}}"), strings.HasPrefix(rest, `\\`):
			plain.WriteByte(s[i])
			i++
		case strings.HasPrefix(rest, `\n`):
			plain.WriteByte('\n')
			i++
		case s[i] == '}':
			return nil, fmt.Errorf("text=%q: a brace } closes nothing; write }} for one", s)
		case s[i] == '{':
			inside, _, closed := strings.Cut(rest[1:], "}")
			if !closed {
				return nil, fmt.Errorf("text=%q: a brace { is not closed; write {{ for one", s)
			}
			part, err := parsePlaceholder(inside)
			if err != nil {
				return nil, err
			}
			parts = append(parts, captionPart{text: plain.String()}, part)
			plain.Reset()
			i += len(inside) + 1
		default:
			plain.WriteByte(s[i])
		}
	}
	return append(parts, captionPart{text: plain.String()}), nil
}

func parsePlaceholder(inside string) (captionPart, error) {
	name, format, has := strings.Cut(inside, ":")
	part := captionPart{name: name, format: format}
	switch {
	case !slices.Contains(placeholders(), name):
		return part, fmt.Errorf("unknown placeholder {%s}%s; there are {%s}", name, fault.DidYouMean(name, placeholders()), strings.Join(placeholders(), "}, {"))
	case has && name != "date" && name != "time":
		return part, fmt.Errorf("the placeholder {%s} takes no format", name)
	case !has && name == "date":
		part.format = "%Y-%m-%d"
	case !has && name == "time":
		part.format = "%H:%M"
	}
	if _, err := formatTime(part.format, time.Time{}); err != nil {
		return part, fmt.Errorf("placeholder {%s}: %w", inside, err)
	}
	return part, nil
}

// of fills in what the photo says, and returns the names of those
// placeholders that it says nothing for. Such a placeholder takes the space
// behind it along, where a line begins or another space is before it.
func (c caption) of(p imageio.Photo) (text string, empty []string) {
	var b strings.Builder
	gap := false
	for _, part := range c {
		if gap && part.text != "" {
			if so := b.String(); so == "" || strings.HasSuffix(so, " ") || strings.HasSuffix(so, "\n") {
				part.text = strings.TrimPrefix(part.text, " ")
			}
			gap = false
		}
		b.WriteString(part.text)
		if part.name == "" {
			continue
		}
		value := part.value(p)
		gap = gap || value == ""
		if value == "" && !slices.Contains(empty, part.name) {
			empty = append(empty, part.name)
		}
		b.WriteString(value)
	}
	return b.String(), empty
}

func (c captionPart) value(p imageio.Photo) string {
	file := strings.ToValidUTF8(path.Base(p.Name), "\ufffd")
	if p.Name == "" {
		file = ""
	}
	facts := p.Metadata.Facts()
	switch c.name {
	case "name":
		return strings.TrimSuffix(file, path.Ext(file))
	case "file":
		return file
	case "date", "time":
		if facts.Taken.IsZero() {
			return ""
		}
		text, _ := formatTime(c.format, facts.Taken) // it was checked
		return text
	case "camera":
		return facts.Camera()
	case "lens":
		return facts.Lens
	case "title":
		return facts.Title
	case "description":
		return facts.Description
	case "artist":
		return facts.Artist
	case "copyright":
		return facts.Copyright
	case "width":
		return strconv.Itoa(p.Size().X)
	}
	return strconv.Itoa(p.Size().Y)
}

// formatTime writes a time in a form of strftime's. Names are English.
func formatTime(format string, t time.Time) (string, error) {
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			b.WriteByte(format[i])
			continue
		}
		i++
		if i == len(format) {
			return "", fmt.Errorf("a %% at the end; write %%%% for one")
		}
		layout := map[byte]string{
			'Y': "2006", 'y': "06", 'm': "01", 'd': "02", 'e': "2", 'H': "15", 'I': "03", 'M': "04", 'S': "05", 'p': "PM",
			'B': "January", 'b': "Jan", 'A': "Monday", 'a': "Mon", 'j': "002",
		}[format[i]]
		switch {
		case format[i] == '%':
			b.WriteByte('%')
		case layout == "":
			return "", fmt.Errorf("%%%c is not one of %%Y %%y %%m %%d %%e %%H %%I %%M %%S %%p %%B %%b %%A %%a %%j", format[i])
		default:
			b.WriteString(t.Format(layout))
		}
	}
	return b.String(), nil
}
