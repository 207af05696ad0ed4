package client_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/worker/memtest"
)

const pngHead = "\x89PNG\r\n\x1a\n"

// album is a folder with all that folders of photos hold.
func album(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a.jpg": "x", "B.JPEG": "x", "damaged.png": "", "sub/deep/c.heic": "x", "sub/d.dng": "x",
		"no-ending": pngHead, "wrong-ending.txt": pngHead, "notes.txt": "words", "movie.mp4": "\x00\x00\x00\x18ftypmp42",
		"._a.jpg": "x", ".hidden/e.jpg": "x", ".f.jpg": "x", "out/g.jpg": "x", "bad\xff.jpg": "x", "line\nbreak.jpg": "x",
	} {
		write(t, filepath.Join(dir, name), text)
	}
	outside := t.TempDir()
	write(t, filepath.Join(outside, "h.jpg"), "x")
	for link, to := range map[string]string{"link.jpg": filepath.Join(outside, "h.jpg"), "linked": outside, "broken.jpg": "nowhere", "circle": "."} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// choose returns the names of what is chosen.
func choose(t *testing.T, s client.Selection) []string {
	t.Helper()
	photos, _, err := client.Choose(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, p := range photos {
		names = append(names, string(p.Name))
	}
	return names
}

func TestAFolderIsTakenWithAllPhotosBelow(t *testing.T) {
	dir := album(t)
	photos, skipped, err := client.Choose(t.Context(), client.Selection{Paths: []string{dir}, Avoid: filepath.Join(dir, "out")})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range photos {
		got = append(got, string(p.Name))
		if string(p.At) != "file:"+filepath.Join(dir, string(p.Name)) || p.Size < 0 || p.Modified.IsZero() {
			t.Errorf("%q is at %q, of %d bytes", p.Name, p.At, p.Size)
		}
	}
	want := []string{".f.jpg", "B.JPEG", "a.jpg", "bad\xff.jpg", "damaged.png", "line\nbreak.jpg", "link.jpg", "no-ending", "sub/d.dng", "sub/deep/c.heic", "wrong-ending.txt"}
	if !slices.Equal(got, want) {
		t.Errorf("chosen are %q, want %q", got, want)
	}
	why := map[string]string{}
	for _, s := range skipped {
		why[strings.TrimPrefix(s.Path, dir+"/")], _, _ = strings.Cut(s.Reason, ":")
	}
	wantWhy := map[string]string{
		"notes.txt": "is no photo", "movie.mp4": "is no photo", "._a.jpg": "is a side file of macOS", ".hidden": "is a hidden folder",
		"out": "is where the results go", "linked": "is a link to a folder", "circle": "is a link to a folder", "broken.jpg": "cannot be read",
	}
	if !reflect.DeepEqual(why, wantWhy) {
		t.Errorf("skipped are %q, want %q", why, wantWhy)
	}
}

func TestTheOrderIsTheSameEachTime(t *testing.T) {
	dir := album(t)
	s := client.Selection{Paths: []string{filepath.Join(dir, "sub"), dir}}
	if a, b := choose(t, s), choose(t, s); !slices.Equal(a, b) {
		t.Errorf("%q and then %q", a, b)
	}
}

func TestGlobsNarrowAFolder(t *testing.T) {
	dir := album(t)
	for name, c := range map[string]struct {
		include, exclude, want []string
	}{
		"by name":          {include: []string{"*.jpg"}, exclude: []string{"l*"}, want: []string{".f.jpg", "a.jpg", "bad\xff.jpg", "out/g.jpg"}},
		"by path":          {include: []string{"sub/**"}, want: []string{"sub/d.dng", "sub/deep/c.heic"}},
		"any depth":        {include: []string{"**/c.*"}, want: []string{"sub/deep/c.heic"}},
		"exclude wins":     {include: []string{"{a,B}.*"}, exclude: []string{"a.jpg"}, want: []string{"B.JPEG"}},
		"a path has parts": {include: []string{"sub/*"}, want: []string{"sub/d.dng"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := choose(t, client.Selection{Paths: []string{dir}, Include: c.include, Exclude: c.exclude}); !slices.Equal(got, c.want) {
				t.Errorf("chosen are %q, want %q", got, c.want)
			}
		})
	}
}

func TestAFolderThatIsALinkIsTakenWhenItIsNamed(t *testing.T) {
	dir := album(t)
	for _, name := range []string{"linked", "linked/"} {
		if got := choose(t, client.Selection{Paths: []string{dir + "/" + name}}); !slices.Equal(got, []string{"h.jpg"}) {
			t.Errorf("chosen of %s are %q, want what the link leads to", name, got)
		}
	}
}

func TestWhatIsNamedOutrightMustBeAPhoto(t *testing.T) {
	dir := album(t)
	for _, name := range []string{"a.jpg", "no-ending", "link.jpg", "damaged.png"} {
		if got := choose(t, client.Selection{Paths: []string{filepath.Join(dir, name)}}); !slices.Equal(got, []string{name}) {
			t.Errorf("chosen of %s are %q", name, got)
		}
	}
	for what, s := range map[string]client.Selection{
		"no photo":               {Paths: []string{filepath.Join(dir, "a.jpg"), filepath.Join(dir, "notes.txt")}},
		"a side file":            {Paths: []string{filepath.Join(dir, "._a.jpg")}},
		"nothing":                {Paths: []string{filepath.Join(dir, "nothing.jpg")}},
		"a broken link":          {Paths: []string{filepath.Join(dir, "broken.jpg")}},
		"a device":               {Paths: []string{"/dev/null"}},
		"no photo in the list":   {List: []string{filepath.Join(dir, "notes.txt")}},
		"a folder in the list":   {List: []string{dir}},
		"a glob that is broken":  {Paths: []string{dir}, Include: []string{"[a"}},
		"globs that leave none":  {Paths: []string{dir}, Exclude: []string{"*"}},
		"a folder of no photos":  {Paths: []string{t.TempDir()}},
		"no selection":           {},
		"S3 that is not set up":  {Paths: []string{"s3://bucket/x"}},
		"S3 without a bucket":    {Paths: []string{"s3://"}, OpenBucket: func(context.Context, string) (blob.Store, error) { return &memtest.Store{}, nil }},
		"a prefix with no photo": {Paths: []string{"s3://b/x"}, OpenBucket: func(context.Context, string) (blob.Store, error) { return &memtest.Store{}, nil }},
	} {
		photos, _, err := client.Choose(t.Context(), s)
		if fault.KindOf(err) != fault.Usage {
			t.Errorf("%s: chosen are %v, %v; want an error of the kind usage", what, photos, err)
		}
	}
}

func TestListsKeepRelativePathsAndCutAbsoluteOnes(t *testing.T) {
	dir := album(t)
	abs := func(name string) string { return filepath.Join(dir, name) }
	for name, c := range map[string]struct{ list, want []string }{
		"absolute":       {[]string{abs("sub/d.dng"), abs("a.jpg")}, []string{"sub/d.dng", "a.jpg"}},
		"in one folder":  {[]string{abs("sub/d.dng"), abs("sub/deep/c.heic")}, []string{"d.dng", "deep/c.heic"}},
		"only one":       {[]string{abs("sub/d.dng")}, []string{"d.dng"}},
		"relative":       {[]string{"sub/d.dng", "./a.jpg", "sub/../B.JPEG"}, []string{"sub/d.dng", "a.jpg", "B.JPEG"}},
		"from elsewhere": {[]string{"../" + filepath.Base(dir) + "/a.jpg"}, []string{"a.jpg"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(dir)
			if got := choose(t, client.Selection{List: c.list}); !slices.Equal(got, c.want) {
				t.Errorf("chosen are %q, want %q", got, c.want)
			}
		})
	}
}

func TestListsAreReadByLinesOrByZeros(t *testing.T) {
	for _, c := range []struct {
		text string
		zero bool
		want []string
	}{
		{"a\nb c\r\n\n\nd", false, []string{"a", "b c", "d"}},
		{"a\nb\x00c\x00\x00d", true, []string{"a\nb", "c", "d"}},
		{"", false, nil}, {"", true, nil}, {"\x00", true, nil},
		{strings.Repeat("x", 100_000), false, []string{strings.Repeat("x", 100_000)}},
	} {
		got, err := client.ReadList(bytes.NewReader([]byte(c.text)), c.zero)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%.40q is %.40q, %v; want %.40q", c.text, got, err, c.want)
		}
	}
	if _, err := client.ReadList(strings.NewReader(strings.Repeat("x", 2<<20)), false); err == nil {
		t.Error("a line of 2 MiB is taken, want an error")
	}
}

func TestPhotosInABucketAreTakenByFolderOrByKey(t *testing.T) {
	store := &memtest.Store{AnyKey: true}
	for _, key := range []string{
		"photos/a.jpg", "photos/sub/b.jpg", "photos/", "photos/notes.txt", "photosynthesis/c.jpg", "photos.jpg",
		"odd//d.jpg", "odd/../e.jpg", "odd/./f.jpg", "/g.jpg", "../h.jpg", "odd/zero\x00.jpg",
	} {
		store.Set(key, []byte("x"))
	}
	open := func(_ context.Context, bucket string) (blob.Store, error) {
		if bucket != "bucket" {
			t.Errorf("the bucket %q was opened", bucket)
		}
		return store, nil
	}
	for url, want := range map[string]map[string]string{
		"s3://bucket/photos":           {"a.jpg": "photos/a.jpg", "sub/b.jpg": "photos/sub/b.jpg"},
		"s3://bucket/photos/":          {"a.jpg": "photos/a.jpg", "sub/b.jpg": "photos/sub/b.jpg"},
		"s3://bucket/photos/sub/b.jpg": {"b.jpg": "photos/sub/b.jpg"},
		"s3://bucket/photos.jpg":       {"photos.jpg": "photos.jpg"},
		"s3://bucket/odd":              {"d.jpg": "odd//d.jpg", "e.jpg": "odd/../e.jpg", "f.jpg": "odd/./f.jpg", "zero_.jpg": "odd/zero\x00.jpg"},
		"s3://bucket/..":               {"h.jpg": "../h.jpg"},
	} {
		photos, _, err := client.Choose(t.Context(), client.Selection{Paths: []string{url}, OpenBucket: open})
		if err != nil {
			t.Errorf("%s: %v", url, err)
		}
		got := map[string]string{}
		for _, p := range photos {
			got[string(p.Name)] = strings.TrimPrefix(string(p.At), "s3://bucket/")
			if err := p.Name.CheckLocal(); err != nil {
				t.Errorf("%s: %v", url, err)
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s has %q, want %q", url, got, want)
		}
	}
	all := choose(t, client.Selection{Paths: []string{"s3://bucket"}, OpenBucket: open})
	if len(all) != 10 || job.Name(all[0]).CheckLocal() != nil {
		t.Errorf("the whole bucket has %q, want 10 photos", all)
	}
}
