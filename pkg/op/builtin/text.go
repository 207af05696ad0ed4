package builtin

import (
	"context"
	"errors"
	"fmt"
	"image"
	"strings"
	"sync"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/lettering"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/paint"
)

func init() {
	specs = append(specs, op.Spec{
		Name:    "text",
		Summary: "write text on the photo",
		New: func() op.Operation {
			return &text{Size: 4, Position: "south", Margin: 3, Color: opaque(255, 255, 255), Opacity: 100, Shadow: 60}
		},
		Examples: []string{
			`text="Paris, 2026"`, `text="{date:%d.%m.%Y} {time}",position=southeast,size=3`,
			`text="© {artist}\n{camera}",color=gold,background=#00000080,shadow=0`,
		},
	})
}

// text writes over the photo. Sizes are shares of its shorter side, so that
// one recipe suits photos of all sizes, upright or not.
type text struct {
	Text       string   `param:"text,main" help:"what is written; \\n begins a new line; {name}, {file}, {date}, {time}, {camera}, {lens}, {title}, {description}, {artist}, {copyright}, {width} and {height} stand for what the photo says; {date:%d.%m.%Y} is a date in that form; {{ and }} are braces"`
	Size       share    `param:"size" help:"size of the letters, as a percentage of the photo's shorter side; text that needs more room than there is gets more lines, then smaller letters"`
	Position   anchor   `param:"position" help:"where it stands: center, north, northeast, east, southeast, south, southwest, west, northwest"`
	Margin     share    `param:"margin" help:"distance from the edges, as a percentage of the shorter side"`
	Color      colour   `param:"color" help:"of the letters"`
	Opacity    int      `param:"opacity" help:"from 0, not to be seen, to 100"`
	Shadow     int      `param:"shadow" help:"how strong a soft shadow the letters throw, which keeps them readable on any ground, from 0 to 100; it is dark, or light behind dark letters"`
	Background colour   `param:"background" help:"of a box behind the text"`
	Font       op.Asset `param:"font" help:"an OpenType or TrueType font file; without it, and for what it lacks, DejaVu Sans"`

	once  sync.Once
	fonts []*lettering.Font
	wrong error // with the fonts
}

func (t *text) Validate() error {
	var faults []error
	if strings.TrimSpace(t.Text) == "" {
		faults = append(faults, errors.New("needs a text, like text=\"© 2026\""))
	}
	if _, err := parseCaption(t.Text); err != nil {
		faults = append(faults, err)
	}
	if t.Size <= 0 {
		faults = append(faults, errors.New("size must be above 0"))
	}
	faults = append(faults, checkPlace(t.Position, t.Margin, t.Opacity)...)
	if err := checkRange("shadow", t.Shadow, 0, 100); err != nil {
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}

// checkPlace checks what all operations have that put something on the photo.
func checkPlace(position anchor, margin share, opacity int) []error {
	var faults []error
	if position.looks() {
		faults = append(faults, errors.New("position must be a point of the compass or center"))
	}
	if margin >= 50 {
		faults = append(faults, fmt.Errorf("margin=%s leaves no room: it must be below 50", margin))
	}
	if err := checkRange("opacity", opacity, 0, 100); err != nil {
		faults = append(faults, err)
	}
	return faults
}

// Load reads the fonts.
func (t *text) Load(context.Context) error {
	t.once.Do(func() {
		own, err := lettering.DejaVuSans()
		t.fonts, t.wrong = []*lettering.Font{own}, err
		if data := t.Font.Data(); data != nil && err == nil {
			given, err := lettering.Parse(data)
			t.fonts, t.wrong = []*lettering.Font{given, own}, err
		}
	})
	return t.wrong
}

func (t *text) Apply(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	return t.write(ctx, p, paint.Copy)
}

// ApplyInPlace writes on the photo itself.
func (t *text) ApplyInPlace(ctx context.Context, p imageio.Photo) (imageio.Photo, error) {
	return t.write(ctx, p, func(m image.Image) image.Image { return m })
}

// write sets the text and paints it on what canvas makes of the photo.
func (t *text) write(ctx context.Context, p imageio.Photo, canvas func(image.Image) image.Image) (imageio.Photo, error) {
	if err := t.Load(ctx); err != nil {
		return p, err
	}
	c, err := parseCaption(t.Text)
	if err != nil {
		return p, err
	}
	words, empty := c.of(p)
	if len(empty) > 0 {
		p.Warnings = appended(p.Warnings, fmt.Sprintf("text: the photo tells nothing for {%s}", strings.Join(empty, "}, {")))
	}
	if strings.TrimSpace(words) == "" {
		p.Warnings = appended(p.Warnings, "text: nothing is left to write")
		return p, nil
	}
	if long := []rune(words); len(long) > lettering.MaxRunes {
		words = string(long[:lettering.MaxRunes])
		p.Warnings = appended(p.Warnings, fmt.Sprintf("text: cut off after %d characters", lettering.MaxRunes))
	}
	shaped, err := lettering.Shape(words, t.fonts...)
	if err != nil {
		return p, err
	}
	if len(shaped.Missing) > 0 {
		p.Warnings = appended(p.Warnings, "text: left out what the font has no letters for: "+runeNames(shaped.Missing))
	}
	set, err := t.fit(shaped, p.Size())
	if err != nil {
		return p, err
	}
	p.Notes, p.Warnings = set.remarks(p.Notes, p.Warnings)
	m := p.Image
	if t.hasColour() {
		m = paint.Coloured(m)
	}
	if m == p.Image {
		m = canvas(m)
	}
	if err := t.paint(ctx, m, set, inks{p.InProfile(t.Color.NRGBA), p.InProfile(t.Background.NRGBA)}); err != nil {
		return p, err
	}
	return p.WithImage(m), nil
}

// hasColour reports whether a grey photo cannot hold what is written.
func (t *text) hasColour() bool {
	return !paint.IsGrey(t.Color.NRGBA) || t.Background.given && !paint.IsGrey(t.Background.NRGBA)
}

// runeNames lists the first of some runes, with their numbers, for those who
// cannot see them.
func runeNames(runes []rune) string {
	const most = 8
	var names []string
	for _, r := range runes[:min(len(runes), most)] {
		names = append(names, fmt.Sprintf("%c (U+%04X)", r, r))
	}
	if more := len(runes) - most; more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(names, ", ")
}

// appended is append for a list that others may hold too.
func appended(list []string, s string) []string { return append(list[:len(list):len(list)], s) }
