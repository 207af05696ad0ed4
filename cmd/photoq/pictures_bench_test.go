package main_test

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// task is what photoq and the others do with each photo.
type task struct {
	name    string
	photoq  []string // flags of run
	size    int      // of the box to fit into; 0 for full size
	quality int
	format  string // of the results
}

// result is where the photo's result lies in a folder.
func (t task) result(folder, photo string) string {
	base := filepath.Base(photo)
	return filepath.Join(folder, strings.TrimSuffix(base, filepath.Ext(base))+"."+t.format)
}

func tasks() []task {
	return []task{
		{"T1", []string{"--op", "thumbnail=256", "--quality", "80"}, 256, 80, "jpg"},
		{"T2", []string{"--op", "resize=2048", "--quality", "85"}, 2048, 85, "jpg"},
		{"T3", []string{"--op", "adjust=brightness=10,saturation=20", "--quality", "90"}, 0, 90, "jpg"},
		{"T4", []string{"--op", "resize=2048", "--quality", "85", "--format", "webp"}, 2048, 85, "webp"},
	}
}

// tool is another program that can do the tasks. It returns the CPU time that
// it took over the photos, whose results it writes into a folder under their
// names, and the most memory that the process had.
type tool struct {
	name, needs string
	run         func(b *testing.B, t task, photos []string, out string) ran
}

// can reports whether the tool is here, and up to the task: mogrify reaches the
// limits of its memory at larger sizes, and takes ten times as long.
func (o tool) can(t task) bool {
	_, err := exec.LookPath(o.needs)
	switch o.name {
	case "sharp":
		return err == nil && os.Getenv("NODE_PATH") != ""
	case "mogrify":
		return err == nil && t.name == "T1"
	case "gm":
		return err == nil && t.format == "jpg"
	}
	return err == nil
}

func tools() []tool {
	return []tool{
		{"libvips", "vipsthumbnail", vips},
		{"gm", "gm", gm},
		{"mogrify", "mogrify", mogrify},
		{"sharp", "node", sharp},
	}
}

// BenchmarkPictures compares the CPU time of whole runs of photoq and of
// other tools over a folder of large JPEGs, each in turn: T1 is to fit 256
// pixels, T2 to fit 2048, T3 to change brightness and saturation at full
// size, T4 the same as T2 with results in WebP. Files named *-progressive.jpg are measured apart from the others.
func BenchmarkPictures(b *testing.B) {
	baseline, progressive := benchPhotos(b)
	program := build(b)
	for _, set := range []struct {
		name   string
		photos []string
	}{{"baseline", baseline}, {"progressive", progressive}} {
		for _, t := range tasks() {
			b.Run(t.name+"/"+set.name, func(b *testing.B) {
				if len(set.photos) == 0 {
					b.Skip("there are no such photos")
				}
				comparePictures(b, program, t, set.photos)
			})
		}
	}
}

func comparePictures(b *testing.B, program string, t task, photos []string) {
	ratios := map[string][]float64{}
	var own []float64
	for b.Loop() {
		ours := photoqRun(b, program, t, photos, b.TempDir()).cpu
		own = append(own, ours)
		for _, other := range tools() {
			if !other.can(t) {
				continue
			}
			ratios[other.name] = append(ratios[other.name], ours/other.run(b, t, photos, b.TempDir()).cpu)
		}
	}
	b.ReportMetric(1000*median(own)/float64(len(photos)), "cpu-ms/photo")
	for name, r := range ratios {
		b.ReportMetric(median(r), "of-"+name)
	}
}

// BenchmarkPictureMemory measures the peak memory of the process over one
// photo, for each task, and that of the other tools' processes.
func BenchmarkPictureMemory(b *testing.B) {
	photo := os.Getenv("PHOTOQ_TEST_PHOTO")
	if photo == "" {
		b.Skip("set PHOTOQ_TEST_PHOTO to a large JPEG")
	}
	program := build(b)
	for _, t := range tasks() {
		b.Run(t.name, func(b *testing.B) {
			peaks := map[string][]float64{}
			for b.Loop() {
				peaks["photoq"] = append(peaks["photoq"], photoqRun(b, program, t, []string{photo}, b.TempDir()).rss)
				for _, other := range tools() {
					if other.can(t) {
						peaks[other.name] = append(peaks[other.name], other.run(b, t, []string{photo}, b.TempDir()).rss)
					}
				}
			}
			for name, p := range peaks {
				b.ReportMetric(median(p), name+"-MiB")
			}
		})
	}
}

// BenchmarkPictureQuality measures how near the results of photoq and of
// libvips come to the same done in floating point: the mean PSNR over the
// photos, in decibels over all channels of RGB.
func BenchmarkPictureQuality(b *testing.B) {
	baseline, progressive := benchPhotos(b)
	program := build(b)
	photos := append(baseline, progressive...)
	for _, t := range tasks() {
		b.Run(t.name, func(b *testing.B) {
			var ours, theirs float64
			for b.Loop() {
				ours, theirs = 0, 0
				mine, others := b.TempDir(), b.TempDir()
				photoqRun(b, program, t, photos, mine)
				vips(b, t, photos, others)
				for _, p := range photos {
					want := reference(b, p, t)
					x, y := want.psnr(b, t.result(mine, p)), want.psnr(b, t.result(others, p))
					b.Logf("%s: photoq %.2f dB, libvips %.2f dB", filepath.Base(p), x, y)
					ours, theirs = ours+x/float64(len(photos)), theirs+y/float64(len(photos))
				}
			}
			b.ReportMetric(ours, "dB")
			b.ReportMetric(theirs, "libvips-dB")
			b.ReportMetric(ours-theirs, "dB-more")
		})
	}
}

// benchPhotos returns the large JPEGs that figures are measured on.
func benchPhotos(b *testing.B) (baseline, progressive []string) {
	dir := os.Getenv("PHOTOQ_TEST_BENCH")
	if dir == "" {
		b.Skip("set PHOTOQ_TEST_BENCH to a folder of large JPEGs")
	}
	names, err := filepath.Glob(filepath.Join(dir, "*.jpg"))
	if err != nil || len(names) == 0 {
		b.Fatalf("no .jpg files in %s: %v", dir, err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "-progressive.jpg") {
			progressive = append(progressive, name)
		} else {
			baseline = append(baseline, name)
		}
	}
	return baseline, progressive
}

func photoqRun(b *testing.B, program string, t task, photos []string, out string) ran {
	args := append([]string{"run", "--to", out, "--dir", filepath.Join(out, ".home"), "-q"}, t.photoq...)
	return run(b, program, nil, append(args, photos...)...)
}

// vips runs vipsthumbnail, or libvips in one Python process, of which only
// the work on the photos counts. Its chroma is at half size where photoq's is.
func vips(b *testing.B, t task, photos []string, out string) ran {
	if t.size > 0 {
		into := filepath.Join(out, fmt.Sprintf("%%s.%s[Q=%d]", t.format, t.quality))
		return run(b, "vipsthumbnail", nil, append([]string{"--size", fmt.Sprintf("%d>", t.size), "-o", into}, photos...)...)
	}
	return onlyWork(b, run(b, "python3", []string{"VIPS_CONCURRENCY=1"}, append([]string{"-c", vipsTone, out}, photos...)...))
}

// vipsTone multiplies by the matrix that adjust=brightness=10,saturation=20
// stands for.
const vipsTone = `
import sys, os, resource
import pyvips
def cpu():
    u = resource.getrusage(resource.RUSAGE_SELF)
    return u.ru_utime + u.ru_stime
began = cpu()
b, s = 1.1, 1.2
luma = [0.299, 0.587, 0.114]
matrix = [[b * (luma[j] * (1 - s) + (s if i == j else 0)) for j in range(3)] for i in range(3)]
for photo in sys.argv[2:]:
    m = pyvips.Image.new_from_file(photo, access='sequential')
    full = m.get('jpeg-chroma-subsample') == '4:4:4'
    m = m.recomb(pyvips.Image.new_from_array(matrix)).cast('uchar')
    m.jpegsave(os.path.join(sys.argv[1], os.path.basename(photo)), Q=90, subsample_mode='off' if full else 'on')
print(cpu() - began)
`

// gm puts results at the paths that it is given below the folder, so it is
// given names.
func gm(b *testing.B, t task, photos []string, out string) ran {
	args := []string{"-C", filepath.Dir(photos[0]), "gm", "mogrify", "-quality", strconv.Itoa(t.quality), "-output-directory", out}
	if t.size > 0 {
		args = append(args, "-size", fmt.Sprintf("%dx%[1]d", 2*t.size), "-thumbnail", fmt.Sprintf("%dx%[1]d", t.size))
	} else {
		args = append(args, "-modulate", "110,120")
	}
	for _, p := range photos {
		args = append(args, filepath.Base(p))
	}
	return run(b, "env", nil, args...)
}

func mogrify(b *testing.B, t task, photos []string, out string) ran {
	args := []string{"-quality", strconv.Itoa(t.quality), "-path", out,
		"-define", fmt.Sprintf("jpeg:size=%dx%[1]d", 2*t.size), "-thumbnail", fmt.Sprintf("%dx%[1]d", t.size)}
	return run(b, "mogrify", nil, append(args, photos...)...)
}

// sharp needs NODE_PATH to name a node_modules folder that has it.
func sharp(b *testing.B, t task, photos []string, out string) ran {
	args := append([]string{"-e", sharpScript, out, strconv.Itoa(t.size), strconv.Itoa(t.quality), t.format}, photos...)
	return onlyWork(b, run(b, "node", nil, args...))
}

const sharpScript = `
const sharp = require('sharp'), path = require('path');
sharp.concurrency(1);
const luma = [0.299, 0.587, 0.114];
const matrix = [0, 1, 2].map(i => luma.map((l, j) => 1.1 * (l * (1 - 1.2) + (i == j ? 1.2 : 0))));
const [out, size, quality, format, ...photos] = process.argv.slice(1);
(async () => {
  const began = process.cpuUsage();
  for (const photo of photos) {
    let m = sharp(photo);
    m = +size ? m.resize(+size, +size, {fit: 'inside'}) : m.recomb(matrix);
    await m.toFormat(format, {quality: +quality}).toFile(path.join(out, path.parse(photo).name + '.' + format));
  }
  const took = process.cpuUsage(began);
  console.log((took.user + took.system) / 1e6);
})();
`

// onlyWork takes the CPU time that the tool printed, which is that of its work
// on the photos, in place of the whole process's.
func onlyWork(b *testing.B, r ran) ran {
	b.Helper()
	s, err := strconv.ParseFloat(strings.TrimSpace(r.out), 64)
	if err != nil || math.IsNaN(s) {
		b.Fatalf("the tool printed %q: %v", r.out, err)
	}
	r.cpu = s
	return r
}
