package client_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/photoq/photoq/pkg/client"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
)

// chosen are photos of these names, somewhere in a bucket.
func chosen(names ...string) []client.Chosen {
	list := make([]client.Chosen, len(names))
	for i, name := range names {
		list[i] = client.Chosen{Name: job.Name(name), At: job.Name("s3://bucket/" + name)}
	}
	return list
}

func outputsOf(formats ...string) job.Recipe {
	var r job.Recipe
	for i, f := range formats {
		r.Outputs = append(r.Outputs, job.Output{Name: string(rune('a' + i)), Format: f, Quality: 85})
	}
	return r
}

func TestResultsThatWouldLandOnOneNameAreRefused(t *testing.T) {
	for what, c := range map[string]struct {
		recipe job.Recipe
		names  []string
		fits   bool
	}{
		"one name twice":                {outputsOf(""), []string{"a.jpg", "a.jpg"}, false},
		"a name in another case":        {outputsOf(""), []string{"A.jpg", "a.jpg"}, false},
		"a folder in another case":      {outputsOf(""), []string{"X/a.jpg", "x/a.jpg"}, false},
		"an accent composed or not":     {outputsOf(""), []string{"\u00e9.jpg", "e\u0301.jpg"}, false},
		"a sharp s":                     {outputsOf(""), []string{"stra\u00dfe.jpg", "STRASSE.jpg"}, false},
		"two formats made one":          {outputsOf("jpeg"), []string{"a.png", "a.jpg"}, false},
		"formats that are not written":  {outputsOf(""), []string{"a.heic", "a.jpg"}, false},
		"only in the second output":     {outputsOf("", "png"), []string{"a.jpg", "a.png"}, false},
		"a file and a folder":           {outputsOf(""), []string{"a.jpg", "a.jpg/b.jpg"}, false},
		"a folder and a file":           {outputsOf(""), []string{"A.JPG/b.jpg", "a.jpg"}, false},
		"a folder that a result is":     {outputsOf("png"), []string{"a.png/b.jpg", "a.jpg"}, false},
		"a path that leads out":         {outputsOf(""), []string{"../a.jpg"}, false},
		"different names":               {outputsOf(""), []string{"a.jpg", "b.jpg", "c/a.jpg", "a.jpeg", "a.png"}, true},
		"two formats that stay":         {outputsOf(""), []string{"a.png", "a.jpg"}, true},
		"one result in two outputs":     {outputsOf("jpeg", "jpeg"), []string{"a.jpg", "b.jpg"}, true},
		"a name with dots and no photo": {outputsOf("png"), []string{"a.b", "a.c"}, true},
	} {
		t.Run(what, func(t *testing.T) {
			err := client.Plan{Recipe: c.recipe, Photos: chosen(c.names...)}.Check()
			if c.fits && err != nil || !c.fits && fault.KindOf(err) != fault.Usage {
				t.Errorf("the plan for %q: %v, want that it fits: %v", c.names, err, c.fits)
			}
			if !c.fits && fault.HintOf(err) == "" {
				t.Errorf("%v has no hint", err)
			}
		})
	}
}

func TestResultsKeepTheirNamesAndGetTheirFormatsEnding(t *testing.T) {
	for _, c := range []struct{ name, format, want string }{
		{"x/a.JPEG", "", "x/a.JPEG"}, {"a.JPEG", "jpeg", "a.JPEG"}, {"a.jpg", "png", "a.png"}, {"a.b.png", "jpeg", "a.b.jpg"},
		{"a.heic", "", "a.jpg"}, {"a.gif", "", "a.jpg"}, {"a.heic", "png", "a.png"}, {"no-ending", "", "no-ending.jpg"}, {"a.txt", "", "a.txt.jpg"},
	} {
		p := client.Plan{Recipe: outputsOf(c.format), Photos: chosen(c.name)}
		if got := p.Results(0); len(got) != 1 || string(got[0]) != c.want {
			t.Errorf("%s as %q becomes %q, want %s", c.name, c.format, got, c.want)
		}
	}
	if got := client.ResultPath(outputsOf("", ""), 1, "x/a.jpg"); got != "b/x/a.jpg" {
		t.Errorf("of several outputs, a result is at %s", got)
	}
	if got := client.ResultPath(outputsOf(""), 0, "x/a.jpg"); got != "x/a.jpg" {
		t.Errorf("of a single output, a result is at %s", got)
	}
}

func TestNoResultMayLandOnAnOriginal(t *testing.T) {
	dir, links := t.TempDir(), t.TempDir()
	for _, name := range []string{"a.jpg", "b.png", "a/a.jpg", "sub/c.jpg"} {
		write(t, filepath.Join(dir, name), "x")
	}
	for link, to := range map[string]string{"dir": dir, "sub": filepath.Join(dir, "sub")} {
		if err := os.Symlink(to, filepath.Join(links, link)); err != nil {
			t.Fatal(err)
		}
	}
	for what, c := range map[string]struct {
		paths  []string
		into   string
		recipe job.Recipe
		fits   bool
	}{
		"the same folder":                    {[]string{dir}, dir, outputsOf(""), false},
		"the same folder by another name":    {[]string{dir}, dir + "/sub/../", outputsOf(""), false},
		"the same folder through a link":     {[]string{dir}, filepath.Join(links, "dir"), outputsOf(""), false},
		"originals through a link":           {[]string{filepath.Join(links, "sub")}, filepath.Join(dir, "sub"), outputsOf(""), false},
		"another's original":                 {[]string{dir}, dir, outputsOf("", ""), false}, // a.jpg's result a/a.jpg
		"the folder of other originals":      {[]string{filepath.Join(dir, "sub")}, dir, outputsOf(""), true},
		"a new folder":                       {[]string{dir}, filepath.Join(t.TempDir(), "new"), outputsOf(""), true},
		"the same folder, as another format": {[]string{filepath.Join(dir, "sub")}, filepath.Join(dir, "sub"), outputsOf("png"), true},
	} {
		t.Run(what, func(t *testing.T) {
			photos, _, err := client.Choose(t.Context(), client.Selection{Paths: c.paths})
			if err != nil {
				t.Fatal(err)
			}
			err = client.Plan{Recipe: c.recipe, Photos: photos, Into: c.into}.Check()
			if c.fits && err != nil || !c.fits && (fault.KindOf(err) != fault.Usage || !strings.Contains(err.Error(), "original")) {
				t.Errorf("the plan: %v, want that it fits: %v", err, c.fits)
			}
		})
	}
}

func TestAFingerprintIsOfThePhotosAndTheRecipe(t *testing.T) {
	base := func() client.Plan {
		return client.Plan{Name: "n", Recipe: outputsOf("png"), Photos: chosen("a.jpg", "b\xff.jpg")}
	}
	print := func(p client.Plan) string {
		s, err := p.Fingerprint()
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	seen := map[string]string{print(base()): "the plan itself"}
	if _, same := seen[print(base())]; !same {
		t.Error("one plan has two fingerprints")
	}
	for what, change := range map[string]func(*client.Plan){
		"another name":       func(p *client.Plan) { p.Name = "m" },
		"another recipe":     func(p *client.Plan) { p.Recipe.Outputs[0].Quality = 1 },
		"another folder":     func(p *client.Plan) { p.Into = "/x" },
		"another size":       func(p *client.Plan) { p.Photos[0].Size = 9 },
		"another time":       func(p *client.Plan) { p.Photos[0].Modified = time.Unix(9, 0) },
		"another photo":      func(p *client.Plan) { p.Photos[1].Name = "b\xfe.jpg" },
		"one photo less":     func(p *client.Plan) { p.Photos = p.Photos[:1] },
		"another order":      func(p *client.Plan) { p.Photos[0], p.Photos[1] = p.Photos[1], p.Photos[0] },
		"from another place": func(p *client.Plan) { p.Photos[0].At = "file:/a.jpg" },
	} {
		p := base()
		change(&p)
		if other, taken := seen[print(p)]; taken {
			t.Errorf("%s has the fingerprint of %s", what, other)
		}
		seen[print(p)] = what
	}
}
