package imageio

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/metadata"
	"github.com/photoq/photoq/pkg/metadata/ifd"
)

// needExiftool skips a test where exiftool is missing; in CI that is a
// failure.
func needExiftool(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("exiftool"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("exiftool is not installed")
	}
}

// exiftool returns all that exiftool finds in the files of a folder: for each
// file, by group and name.
func exiftool(t *testing.T, folder string, options ...string) map[string]map[string]any {
	t.Helper()
	// It ends with 1 where a file is damaged, which is not the question here.
	out, _ := exec.Command("exiftool", append(append([]string{"-json", "-G0:1", "-a", "-s", "-b", "-q", "-q"}, options...), folder)...).Output()
	var list []map[string]any
	if err := json.Unmarshal(out, &list); err != nil {
		t.Fatalf("read what exiftool found: %v", err)
	}
	tags := map[string]map[string]any{}
	for _, file := range list {
		name, _ := file["SourceFile"].(string)
		tags[filepath.Base(name)] = file
	}
	return tags
}

// aboutThePhoto reports whether a tag that exiftool names is EXIF, IPTC or XMP
// and not about the file, the size of the picture, or where something stands.
func aboutThePhoto(tag string) bool {
	if !strings.HasPrefix(tag, "EXIF:") && !strings.HasPrefix(tag, "IPTC:") && !strings.HasPrefix(tag, "XMP:") && !strings.HasPrefix(tag, "MakerNotes:") {
		return false
	}
	exceptions := regexp.MustCompile(`:(Orientation|(Exif)?Image(Width|Height)|Thumbnail.*|PreviewImage|PreviewImageStart|HasExtendedXMP|` +
		// how a TIFF is laid out
		`BitsPerSample|Compression|PhotometricInterpretation|FillOrder|Strip.*|SamplesPerPixel|RowsPerStrip|PlanarConfiguration|` +
		`Predictor|PageNumber|SampleFormat|ExtraSamples|SubfileType|TileWidth|TileLength|Tile.*|YCbCrSubSampling|` +
		`MinSampleValue|MaxSampleValue|ColorMap|TransferFunction|WhitePoint|PrimaryChromaticities|ReferenceBlackWhite)$|` +
		// pictures that are not written again, and pages
		`EXIF:SubIFD|XMP-hdrgm|XMP-HDRGainMap|XMP-Container|XMP-GCamera:(MicroVideo|MotionPhoto)|IFD[1-9]`)
	return !exceptions.MatchString(tag)
}

// isSecret reports whether Keep must not let a tag out.
func isSecret(tag string) bool {
	return regexp.MustCompile(`GPS|Serial|Owner|MakerNote|Thumbnail|Preview|IFD1|ImageUniqueID|City|Location|History|DocumentID`).MatchString(tag)
}

// sources returns photos with much metadata, by name.
func sources(t *testing.T) map[string][]byte {
	t.Helper()
	packet := []byte(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:City="Town" photoshop:Headline="News"` +
		` xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="48,12.5N" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" aux:SerialNumber="1234"` +
		` xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:rights><rdf:Alt><rdf:li xml:lang="x-default">(c) Ann</rdf:li></rdf:Alt></dc:rights>` +
		`</rdf:Description></rdf:RDF></x:xmpmeta>`)
	iptc := []byte("\x1c\x01\x5a\x00\x03\x1b%G\x1c\x02\x5a\x00\x04Town\x1c\x02\x74\x00\x07(c) Ann\x1c\x02\x78\x00\x07Caption")
	files := map[string][]byte{}
	for name, order := range map[string]ifd.ByteOrder{"little": binary.LittleEndian, "big": binary.BigEndian} {
		thumb := withThumbnail(richEXIF(order), order)
		jpeg := inJPEG(jpegOf(t, scene(24, 16)), 0xfe, []byte("a comment"))
		jpeg = inJPEG(jpeg, markAPP13, append([]byte(photoshopMark), metadata.JoinPhotoshop(iptc, nil)...))
		jpeg = inJPEG(jpeg, markAPP1, append([]byte(xmpMark), packet...))
		files[name+"_jpeg.jpg"] = inJPEG(jpeg, markAPP1, append([]byte(exifMark), thumb...))
		chunks, err := pngExtraChunks(extras{Block: metadata.Block{EXIF: thumb, XMP: packet, IPTC: iptc}})
		if err != nil {
			t.Fatal(err)
		}
		png := pngOf(t, scene(24, 16))
		files[name+"_png.png"] = bytes.Join([][]byte{png[:pngHeaderEnd], chunks, png[pngHeaderEnd:]}, nil)
	}
	files["tiff.tif"] = tiffOf(9, 5, ascii(0x010e, "A harbour"), ascii(0x0131, "Software"), ascii(0x8298, "(c) Ann"))
	return files
}

// corpus adds the photos that PHOTOQ_TEST_CORPUS names.
func corpus(t *testing.T, files map[string][]byte) {
	t.Helper()
	root := os.Getenv("PHOTOQ_TEST_CORPUS")
	if root == "" {
		return
	}
	for _, folder := range []string{"photos", "tricky"} {
		names, _ := filepath.Glob(filepath.Join(root, folder, "*.*"))
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files[folder+"_"+filepath.Base(name)] = data
		}
	}
}

// decodeAll decodes those photos that are read, and keeps a part of each.
func decodeAll(t *testing.T, files map[string][]byte) map[string]Photo {
	t.Helper()
	photos := map[string]Photo{}
	for name, data := range files {
		f, err := Open(data, Limits{Pixels: 30e6})
		if err != nil {
			continue // what is not read is not the question here
		}
		p, err := f.Decode(t.Context(), DecodeOptions{Size: f.Size().Div(8), Tolerant: true})
		if err != nil {
			continue
		}
		photos[name] = p.WithImage(Crop(p.Image, p.Image.Bounds().Intersect(image.Rect(0, 0, 200, 200))))
	}
	return photos
}

// writeAll writes each photo into a folder, and returns the name of each
// result's source.
func writeAll(t *testing.T, photos map[string]Photo, folder string, o EncodeOptions) map[string]string {
	t.Helper()
	from := map[string]string{}
	for name, p := range photos {
		var b bytes.Buffer
		if err := Encode(&b, p, o); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		result := name + o.Format.Extension()
		from[result] = name
		if err := os.WriteFile(filepath.Join(folder, result), b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return from
}

// What exiftool finds in results, for each choice of metadata and each format.
func TestExiftoolFindsWhatIsToBeThere(t *testing.T) {
	needExiftool(t)
	files := sources(t)
	corpus(t, files)
	in := t.TempDir()
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(in, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	before, photos := exiftool(t, in), decodeAll(t, files)
	for _, format := range Writable() {
		t.Run(format, func(t *testing.T) {
			for _, choice := range []string{MetadataKeep, MetadataAll, MetadataNone} {
				folder := t.TempDir()
				from := writeAll(t, photos, folder, EncodeOptions{Format: Format(format), Metadata: choice})
				after := exiftool(t, folder)
				for result, source := range from {
					for _, fault := range compared(choice, before[source], after[result]) {
						t.Errorf("%s, %s: %s", choice, result, fault)
					}
				}
			}
		})
	}
}

// compared tells what is wrong with the tags of a result.
func compared(choice string, before, after map[string]any) []string {
	var faults []string
	for tag, value := range before {
		got, has := after[tag]
		switch {
		case choice != MetadataAll || !aboutThePhoto(tag):
		case before["EXIF:IFD0:DNGVersion"] != nil && strings.HasPrefix(tag, "EXIF:IFD0:"):
			// mostly how to develop what is not developed
		case !has:
			faults = append(faults, tag+" is missing")
		case fmt.Sprint(got) != fmt.Sprint(value):
			faults = append(faults, fmt.Sprintf("%s is %.60v, and was %.60v", tag, got, value))
		}
	}
	for tag, value := range after {
		switch {
		case choice == MetadataKeep && isSecret(tag),
			choice == MetadataNone && aboutThePhoto(tag):
			faults = append(faults, fmt.Sprintf("%s is %.60v", tag, value))
		}
	}
	return faults
}

// Results of sound originals are sound.
func TestExiftoolFindsNoFault(t *testing.T) {
	needExiftool(t)
	for _, format := range Writable() {
		folder := t.TempDir()
		writeAll(t, decodeAll(t, sources(t)), folder, EncodeOptions{Format: Format(format)})
		for name, tags := range exiftool(t, folder, "-validate", "-warning", "-error") {
			for tag, value := range tags {
				text := fmt.Sprint(value) // what it calls minor is of taste
				if (strings.HasSuffix(tag, ":Warning") || strings.HasSuffix(tag, ":Error")) && !strings.HasPrefix(text, "[minor]") {
					t.Errorf("%s: %s: %v", name, tag, value)
				}
			}
		}
	}
}
