package lettering

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"encoding/hex"
	"image"
	"math"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/font/gofont/goregular"
)

//go:embed DejaVuSans.txt
var origin string

func TestTheFontIsTheOneThatIsRecorded(t *testing.T) {
	sum := sha256.Sum256(dejaVuSans)
	if !strings.Contains(origin, hex.EncodeToString(sum[:])) {
		t.Errorf("the font's checksum is %x, which is not recorded", sum)
	}
}

func own(t testing.TB) *Font {
	t.Helper()
	f, err := DejaVuSans()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// set shapes a text in the font that comes with photoq and sets it.
func set(t *testing.T, text string, width float64, align Align) *Block {
	t.Helper()
	shaped, err := Shape(text, own(t))
	if err != nil {
		t.Fatal(err)
	}
	b, err := shaped.Set(width, align)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The advances are those of the font: 1401 units of 2048 for an A, 1251 for
// a T. The pair AV is kerned by -131 units, where A and V have 1401 each.
func TestWidthsAreTheFonts(t *testing.T) {
	for text, units := range map[string]float64{"A": 1401, "T": 1251, "AV": 2*1401 - 131, "A\nHH": 2 * 1540, "": 0, "H\tH": 1540 + 651 + 1540, "H\x00\x1bH": 2 * 1540} {
		if got := set(t, text, 0, Left).Width; math.Abs(got-units/2048) > 0.002 {
			t.Errorf("%q is %.4f em wide, want %.4f", text, got, units/2048)
		}
	}
}

func TestLinesAreBrokenBetweenWords(t *testing.T) {
	for _, c := range []struct {
		text  string
		width float64
		lines int
		fits  bool
	}{
		{"one two three", 0, 1, true}, {"one two three", 5, 2, true}, {"one two three", 3, 3, true},
		{"one two three", 1, 3, false}, {"one\n\ntwo", 0, 3, true}, {"\u0634\u0645\u0633 \u0642\u0645\u0631", 3, 2, true},
	} {
		b := set(t, c.text, c.width, Left)
		if b.Lines != c.lines || b.Fits != c.fits || c.fits && c.width > 0 && b.Width > c.width {
			t.Errorf("%q on %.1f em has %d lines, is %.2f em wide and fits: %v", c.text, c.width, b.Lines, b.Width, b.Fits)
		}
		if want := float64(c.lines) * b.line; math.Abs(b.Height-want) > 1e-9 {
			t.Errorf("%q is %.3f em high, want %.3f", c.text, b.Height, want)
		}
	}
}

// ink is the part of a mask that is not empty.
func ink(m *image.Alpha) image.Rectangle {
	var r image.Rectangle
	for y := m.Rect.Min.Y; y < m.Rect.Max.Y; y++ {
		for x := m.Rect.Min.X; x < m.Rect.Max.X; x++ {
			if m.AlphaAt(x, y).A > 0 {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return r
}

// An H is 1493 units high and stands on the baseline; its stems begin 201
// units from its left side, which are 20 and 147 of 200 pixels.
func TestLettersStandWhereTheyShould(t *testing.T) {
	b := set(t, "H", 0, Left)
	baseline := int(math.Round(7.3 + b.ascent*200))
	got := ink(b.Mask(image.Rect(0, 0, 300, 300), 5, 7.3, 200))
	if got.Max.Y != baseline || got.Min.Y != baseline-146 || got.Min.X != 5+19 {
		t.Errorf("the ink of H is %v, and its baseline at %d", got, baseline)
	}
}

// Lines of text in a right-to-left script begin at the right: the letter
// that is first in the text is the last of its line.
func TestRightToLeft(t *testing.T) {
	f := own(t)
	shaped, err := Shape("\u05d0\u05d1 ab", f) // alef, bet
	if err != nil {
		t.Fatal(err)
	}
	b, err := shaped.Set(0, Left)
	if err != nil {
		t.Fatal(err)
	}
	alef, _ := shaped.faces[0].NominalGlyph('\u05d0')
	o := shaped.outlines[outlineKey{shaped.faces[0], alef}]
	last := slices.MaxFunc(b.glyphs, func(a, b placed) int { return int(math.Copysign(1, a.x-b.x)) })
	if last.outline != o || o == nil {
		t.Error("alef does not stand at the right")
	}
}

// Three letters of one kind in a row have three forms in Arabic.
func TestArabicLettersJoin(t *testing.T) {
	b := set(t, "\u0628\u0628\u0628", 0, Left)
	if len(b.glyphs) != 3 || b.glyphs[0].outline == b.glyphs[1].outline || b.glyphs[1].outline == b.glyphs[2].outline {
		t.Errorf("%d glyphs, and two of them are alike", len(b.glyphs))
	}
}

func TestAccentsComeTogetherWithTheirLetters(t *testing.T) {
	composed, apart := set(t, "\u00e9", 0, Left), set(t, "e\u0301", 0, Left)
	if composed.Width != apart.Width {
		t.Errorf("e with an accent is %.3f em wide in one character and %.3f in two", composed.Width, apart.Width)
	}
}

func TestLettersThatNoFontHasAreNamed(t *testing.T) {
	shaped, err := Shape("\u6771\u4eac 2020 \u6771\nx\u200d\ufe0f \U0001f9ff", own(t))
	if err != nil {
		t.Fatal(err)
	}
	if want := []rune{'\u6771', '\u4eac', '\U0001f9ff'}; !slices.Equal(shaped.Missing, want) {
		t.Errorf("missing are %q, want %q", shaped.Missing, want)
	}
	b, err := shaped.Set(0, Left)
	if err != nil || b.Width != set(t, "2020", 0, Left).Width {
		t.Errorf("what is left is %.3f em wide (%v)", b.Width, err)
	}
}

func TestOneFontStandsInForAnother(t *testing.T) {
	latin, err := Parse(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	for text, missing := range map[string]int{"abc": 0, "abc \u05d0": 1} {
		alone, err := Shape(text, latin)
		if err != nil || len(alone.Missing) != missing {
			t.Errorf("%q: missing are %q (%v)", text, alone.Missing, err)
		}
		both, err := Shape(text, latin, own(t))
		if err != nil || len(both.Missing) > 0 {
			t.Errorf("%q in two fonts: missing are %q (%v)", text, both.Missing, err)
		}
	}
}

// What is drawn in parts is what is drawn at once.
func TestBandsMakeUpTheWhole(t *testing.T) {
	b := set(t, "Ag\u00c5j\nfi \u05d0\u05d1", 0, Right)
	whole := b.Mask(image.Rect(-10, -10, 200, 160), 3.7, 2.2, 50)
	for top := -10; top < 160; top += 17 {
		part := b.Mask(image.Rect(-10, top, 200, min(160, top+17)), 3.7, 2.2, 50)
		for y := part.Rect.Min.Y; y < part.Rect.Max.Y; y++ {
			for x := -10; x < 200; x++ {
				if d := int(part.AlphaAt(x, y).A) - int(whole.AlphaAt(x, y).A); d < -1 || d > 1 {
					t.Fatalf("the pixel %d,%d of the band from %d is off by %d", x, y, top, d)
				}
			}
		}
	}
}

func TestWhatCannotBeSetIsAnError(t *testing.T) {
	if _, err := Shape(strings.Repeat("x", MaxRunes+1), own(t)); err == nil {
		t.Error("a text that is too long was taken")
	}
	for name, data := range map[string][]byte{"nothing": nil, "a photo": []byte("\xff\xd8\xff\xe0 and so on and on and on"), "half a font": dejaVuSans[:300_000]} {
		if _, err := Parse(data); err == nil && name != "half a font" {
			t.Errorf("%s was taken for a font", name)
		}
	}
}

// bomb makes glyph after glyph of a font consist of ten times the one before.
func bomb(levels int) []byte {
	var glyf, loca bytes.Buffer
	for i := range levels {
		binary.Write(&loca, binary.BigEndian, uint32(glyf.Len()))
		if i == 0 {
			continue
		}
		binary.Write(&glyf, binary.BigEndian, [5]int16{-1})
		for n := range 10 {
			flags := uint16(moreParts)
			if n == 9 {
				flags = 0
			}
			binary.Write(&glyf, binary.BigEndian, [3]uint16{flags, uint16(i - 1), 0})
		}
	}
	binary.Write(&loca, binary.BigEndian, uint32(glyf.Len()))
	head := make([]byte, 54)
	head[51] = 1
	out := append([]byte{0, 1, 0, 0, 0, 3}, make([]byte, 6)...)
	body := []byte{}
	for _, table := range []struct {
		tag  string
		data []byte
	}{{"glyf", glyf.Bytes()}, {"head", head}, {"loca", loca.Bytes()}} {
		out = append(append(out, table.tag...), 0, 0, 0, 0)
		out = binary.BigEndian.AppendUint32(out, uint32(12+3*16+len(body)))
		out = binary.BigEndian.AppendUint32(out, uint32(len(table.data)))
		body = append(body, table.data...)
	}
	return append(out, body...)
}

func TestGlyphsOfTooManyPartsAreRefused(t *testing.T) {
	for levels, refused := range map[int]bool{2: false, 3: false, 4: true, 20: true} {
		if err := checkComposites(bomb(levels)); (err != nil) != refused {
			t.Errorf("%d levels: %v", levels, err)
		}
	}
	if err := checkComposites(dejaVuSans); err != nil {
		t.Error(err)
	}
}

// FuzzFont sets a text in fonts that are not quite right.
func FuzzFont(f *testing.F) {
	f.Add(0, []byte{}, "Ag \u05d0\u0628\u0628e\u0301")
	f.Add(300, []byte{0xff, 0xff}, "fi AV")
	f.Add(5000, []byte{0x80, 0, 0, 1}, "x")
	f.Add(len(goregular.TTF)/2, bytes.Repeat([]byte{0xff}, 64), "Hamburgefonts")
	second := own(f)
	f.Fuzz(func(t *testing.T, at int, change []byte, text string) {
		data := slices.Clone(goregular.TTF)
		if at < 0 || at >= len(data) || len(text) > 200 {
			return
		}
		copy(data[at:], change)
		given, err := Parse(data)
		if err != nil {
			return
		}
		shaped, err := Shape(text, given, second)
		if err != nil {
			return
		}
		for _, width := range []float64{0, 3} {
			b, err := shaped.Set(width, Center)
			if err != nil {
				return
			}
			if b.Lines < 1 || !(b.Height > 0) {
				t.Errorf("%d lines, %.3f em high", b.Lines, b.Height)
			}
			b.Mask(image.Rect(0, 0, 100, 60), 2, 3, 20)
		}
	})
}
