package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/op"
	"github.com/photoq/photoq/pkg/op/builtin"
)

// corpusExceptions are files whose results are not to be like libvips', and
// why.
func corpusExceptions() map[string]string {
	return map[string]string{
		"orient_png_exif.png": "libvips 8.14 does not turn PNGs upright",
		"raw_canon6d.dng":     "libvips takes the file's thumbnail for the photo",
	}
}

// judged is what has come of a file.
type judged struct {
	name     string
	distance float64 // on average
	remark   string
	compared bool
	misfit   bool // another size
}

// TestCorpusColours brings every file of the folders photos and tricky below
// PHOTOQ_TEST_CORPUS to 512 pixels in sRGB, as vipsthumbnail does, and
// compares them by CIEDE2000. Of those that both read 95 % have to be nearer
// than 1 on average and all but the exceptions nearer than 2.
func TestCorpusColours(t *testing.T) {
	corpus := os.Getenv("PHOTOQ_TEST_CORPUS")
	if corpus == "" {
		t.Skip("PHOTOQ_TEST_CORPUS is not set")
	}
	if _, err := exec.LookPath("vipsthumbnail"); err != nil {
		t.Skip("there is no vipsthumbnail")
	}
	var all []judged
	for _, folder := range []string{"photos", "tricky"} {
		files, err := os.ReadDir(filepath.Join(corpus, folder))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			all = append(all, judge(t, filepath.Join(corpus, folder, f.Name())))
		}
	}
	slices.SortStableFunc(all, func(a, b judged) int { return int(1e6 * (b.distance - a.distance)) })
	compared, far := 0, 0
	var table bytes.Buffer
	w := tabwriter.NewWriter(&table, 0, 8, 2, ' ', 0)
	for _, j := range all {
		if !j.compared {
			fmt.Fprintf(w, "%s\t-\t%s\n", j.name, j.remark)
			continue
		}
		reason, excepted := corpusExceptions()[j.name]
		fmt.Fprintf(w, "%s\t%.3f\t%s %s\n", j.name, j.distance, j.remark, reason)
		if excepted {
			continue
		}
		compared++
		if j.distance >= 1 {
			far++
		}
		if j.distance >= 2 || j.misfit {
			t.Errorf("%s: %.3f on average", j.name, j.distance)
		}
	}
	w.Flush()
	t.Logf("%d of %d files are nearer than 1\n%s", compared-far, compared, table.String())
	if compared == 0 || far*20 > compared {
		t.Errorf("%d of %d files are 1 or more on average", far, compared)
	}
}

func judge(t *testing.T, path string) judged {
	j := judged{name: filepath.Base(path), distance: -1}
	want, complaint := byVips(t, path)
	got, warnings, err := byPhotoq(t.Context(), path)
	switch {
	case err != nil && want == nil:
		j.remark = fmt.Sprintf("read by neither: %v; vips: %s", err, complaint)
	case err != nil:
		j.remark = fmt.Sprintf("read by vips alone: %v", err)
	case want == nil:
		j.remark = "not read by vips: " + complaint
	default:
		j.compared, j.distance, j.remark = true, meanDeltaE(got, want), strings.Join(warnings, "; ")
		if d := got.Bounds().Size().Sub(want.Bounds().Size()); max(d.X, -d.X, d.Y, -d.Y) > 1 {
			j.misfit = true
			j.remark = fmt.Sprintf("%v, and %v by vips", got.Bounds().Size(), want.Bounds().Size())
		}
	}
	return j
}

// byVips returns nil and the complaint if vips cannot read the file.
func byVips(t *testing.T, path string) (image.Image, string) {
	out := filepath.Join(t.TempDir(), "vips.png")
	arguments := []string{path, "--size", "512x512>", "-o", out}
	if header, _ := exec.CommandContext(t.Context(), "vipsheader", "-a", path).Output(); profileMatters(header) {
		arguments = append(arguments, "--export-profile", "srgb")
	}
	said, err := exec.CommandContext(t.Context(), "vipsthumbnail", arguments...).CombinedOutput()
	if bytes.Contains(said, []byte("does not support relative input intent")) { // and so was ignored
		said, err = exec.CommandContext(t.Context(), "vipsthumbnail", append(arguments, "--intent", "perceptual")...).CombinedOutput()
	}
	if err != nil {
		return nil, strings.ReplaceAll(strings.TrimSpace(string(said)), "\n", " ")
	}
	f, err := os.Open(out)
	if err != nil {
		return nil, err.Error()
	}
	defer f.Close()
	m, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return m, ""
}

// profileMatters tells by what vipsheader says. Pictures without a profile
// that are in RGB are not to be exported: libvips 8.14 takes them through Lab
// of another white, and changes them.
func profileMatters(header []byte) bool {
	return bytes.Contains(header, []byte("icc-profile-data")) || bytes.Contains(header, []byte("interpretation: cmyk"))
}

// byPhotoq does what run does with --op resize=512 --icc srgb --format png.
func byPhotoq(ctx context.Context, path string) (result image.Image, warnings []string, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, err
	}
	out := op.DefaultOutput()
	out.Steps = []job.Step{{Op: "resize", Params: map[string]string{"": "512"}}}
	pipeline, err := op.Compile(builtin.Registry(), job.Recipe{Outputs: []job.Output{out}})
	if err != nil {
		return nil, nil, err
	}
	f, err := imageio.Open(data, imageio.Limits{})
	if err != nil {
		return nil, nil, err
	}
	p, err := f.Decode(ctx, imageio.DecodeOptions{Tolerant: true, Size: pipeline.Needs(f.Size())})
	if err != nil {
		return nil, nil, err
	}
	err = pipeline.Run(ctx, p, func(_ int, p imageio.Photo) error {
		o := imageio.EncodeOptions{Format: imageio.PNG, ICC: imageio.ICCSRGB}
		p = imageio.Prepare(p, o)
		warnings = p.Warnings
		var b bytes.Buffer
		if err := imageio.Encode(&b, p, o); err != nil {
			return err
		}
		result, err = png.Decode(&b)
		return err
	})
	return result, warnings, err
}
