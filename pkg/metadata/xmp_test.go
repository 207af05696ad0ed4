package metadata

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
)

// packetOf wraps descriptions into a packet.
func packetOf(descriptions string) []byte {
	return []byte(`<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:dc="` + nsDC + `">` +
		`<rdf:RDF xmlns:rdf="` + nsRDF + `" xmlns:tiff="` + nsTIFF + `" xmlns:exif="` + nsEXIF + `" xmlns:photoshop="` + nsPhotoshop + `">` +
		descriptions + `</rdf:RDF></x:xmpmeta>` + strings.Repeat(" ", 100) + `<?xpacket end="w"?>`)
}

const richXMP = `<rdf:Description rdf:about="" tiff:Orientation="6" tiff:ImageWidth = '4000' exif:GPSLatitude="48,12N" photoshop:City="Town"
   photoshop:DateCreated="2026-11-22T20:01:24+01:00" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" aux:SerialNumber="12345">
 <dc:rights><rdf:Alt><rdf:li xml:lang="x-default">&#169; Ann &amp; Bob</rdf:li><rdf:li xml:lang="de">Rechte</rdf:li></rdf:Alt></dc:rights>
 <dc:creator><rdf:Seq><rdf:li>Ann</rdf:li></rdf:Seq></dc:creator>
 <dc:subject><rdf:Bag><rdf:li>Keyword</rdf:li></rdf:Bag></dc:subject>
 <exif:PixelXDimension>4000</exif:PixelXDimension>
 <rights:Marked xmlns:rights="http://ns.adobe.com/xap/1.0/rights/">True</rights:Marked>
</rdf:Description>`

func TestKeptXMP(t *testing.T) {
	got := string(keptXMP(packetOf(richXMP)))
	for _, want := range []string{
		`<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© Ann &amp; Bob</rdf:li><rdf:li xml:lang="de">Rechte</rdf:li></rdf:Alt></dc:rights>`,
		`<dc:creator><rdf:Seq><rdf:li>Ann</rdf:li></rdf:Seq></dc:creator>`,
		`<photoshop:DateCreated>2026-11-22T20:01:24+01:00</photoshop:DateCreated>`, `<xmpRights:Marked>True</xmpRights:Marked>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing in %s", want, got)
		}
	}
	for _, secret := range []string{"GPS", "Town", "12345", "Keyword", "Orientation", "4000"} {
		if strings.Contains(got, secret) {
			t.Errorf("%s got out: %s", secret, got)
		}
	}
	if twice := string(keptXMP([]byte(got))); twice != got {
		t.Errorf("kept again: %s", twice)
	}
	if got := keptXMP(packetOf(`<rdf:Description photoshop:City="Town"/>`)); got != nil {
		t.Errorf("of a place: %s", got)
	}
}

func TestAllXMPCorrectsAndLeavesTheRest(t *testing.T) {
	before := packetOf(richXMP)
	got := string(allXMP(before, Picture{Width: 30, Height: 20}))
	want := strings.NewReplacer(`Orientation="6"`, `Orientation="1"`, `'4000'`, `'30'`, `>4000<`, `>30<`).Replace(string(before))
	if got != want {
		t.Errorf("%s", got)
	}
}

func TestAllXMPForgetsWhatIsNotInTheFile(t *testing.T) {
	got := string(allXMP(packetOf(`<rdf:Description xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" xmlns:C="http://ns.google.com/photos/1.0/container/"
 xmlns:G="http://ns.google.com/photos/1.0/camera/" hdrgm:Version="1.0" dc:format="image/jpeg" G:MotionPhoto="1">`+
		`<C:Directory><rdf:Seq><rdf:li>x</rdf:li></rdf:Seq></C:Directory><dc:source>kept</dc:source></rdf:Description>`), Picture{}))
	for _, gone := range []string{"Version", "Directory", "MotionPhoto="} {
		if strings.Contains(got, gone) {
			t.Errorf("%s is still in %s", gone, got)
		}
	}
	if CheckXMP([]byte(got)) != nil || !strings.Contains(got, `dc:format="image/jpeg"`) || !strings.Contains(got, "<dc:source>kept</dc:source>") {
		t.Errorf("%s", got)
	}
}

func TestHostileXMPIsRefused(t *testing.T) {
	for name, packet := range map[string]string{
		"entities":     `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rdf:RDF xmlns:rdf="` + nsRDF + `">&b;</rdf:RDF>`,
		"an outer one": `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rdf:RDF xmlns:rdf="` + nsRDF + `">&a;</rdf:RDF>`,
		"depth":        strings.Repeat("<a>", 100_000),
		"many":         "<a>" + strings.Repeat("<b/>", maxElements+1),
		"attributes":   "<a " + strings.Repeat(`b="" `, maxElements) + "/>",
		"no end":       `<rdf:RDF xmlns:rdf="` + nsRDF + `"><rdf:Description`,
		"no RDF":       "<a/>",
		"too large":    strings.Repeat(" ", Max+1),
	} {
		if CheckXMP([]byte(packet)) == nil || keptXMP([]byte(packet)) != nil || allXMP([]byte(packet), Picture{}) != nil {
			t.Errorf("%s was taken", name)
		}
	}
}

// Text in a million pieces takes no time that grows with its square.
func TestXMPInPieces(t *testing.T) {
	packet := packetOf("<rdf:Description><dc:source>" + strings.Repeat("ab<!---->", 400_000) + "</dc:source></rdf:Description>")
	began := time.Now()
	if err := CheckXMP(packet); err != nil || time.Since(began) > 20*time.Second {
		t.Errorf("%v after %v", err, time.Since(began))
	}
}

func TestExtendedXMPComesAndGoes(t *testing.T) {
	big := fmt.Sprintf(`<rdf:Description xmlns:G="http://ns.google.com/photos/1.0/depthmap/" G:Data="%s" dc:source="far"/>`, strings.Repeat("depth", 40_000))
	packet := packetOf(richXMP + big)
	main, segments, err := SplitXMP(packet)
	if err != nil || len(main) > maxMainXMP || len(segments) != 4 {
		t.Fatalf("%d bytes, %d segments, %v", len(main), len(segments), err)
	}
	for i, s := range segments {
		if len(s) > 65533 {
			t.Errorf("segment %d has %d bytes", i, len(s))
		}
	}
	whole, err := JoinXMP(main, [][]byte{segments[2], segments[0], segments[3], segments[1]})
	if err != nil {
		t.Fatal(err)
	}
	got := string(allXMP(whole, Picture{}))
	if !strings.Contains(got, strings.Repeat("depth", 40_000)) || !strings.Contains(got, `dc:source="far"`) || strings.Contains(got, "HasExtendedXMP=") {
		t.Errorf("%.2000s", got)
	}
	if string(keptXMP(whole)) != string(keptXMP(packet)) {
		t.Error("the rest has changed")
	}
	if same, err := JoinXMP(main, segments[1:]); err == nil || !bytes.Equal(same, main) {
		t.Error("a part is missing, and nothing was said")
	}
	if small, more, err := SplitXMP(packetOf(richXMP)); err != nil || more != nil || !bytes.Equal(small, packetOf(richXMP)) {
		t.Error("a small packet was split")
	}
}

func TestFactsComeFromXMPAndIPTC(t *testing.T) {
	f := Block{XMP: packetOf(richXMP), IPTC: records("", "\x05Title", "\x74other", "\x3720250101")}.Facts()
	if f.Copyright != "© Ann & Bob" || f.Artist != "Ann" || f.Title != "Title" {
		t.Errorf("%+v", f)
	}
	if want := time.Date(2026, 11, 22, 19, 1, 24, 0, time.UTC); !f.Taken.Equal(want) {
		t.Errorf("taken %v", f.Taken)
	}
	if f := (Block{IPTC: records("", "\x3720250102")}).Facts(); !f.Taken.Equal(time.Date(2025, 1, 2, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("taken %v", f.Taken)
	}
}

func TestTextsInXMP(t *testing.T) {
	texts := []Text{{"Copyright", "© Ann"}, {"Author", "Ann"}, {"Other", "x"}}
	f := Block{Texts: texts}.TextsInXMP()
	if facts := f.Facts(); f.Texts != nil || facts.Copyright != "© Ann" || facts.Artist != "Ann" {
		t.Errorf("%+v", facts)
	}
	if got := (Block{Texts: texts, XMP: []byte("own")}).TextsInXMP(); string(got.XMP) != "own" {
		t.Errorf("%s", got.XMP)
	}
}
