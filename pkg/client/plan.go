package client

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
)

// Plan is all that a submit is going to do: made, checked and shown before
// anything is uploaded.
type Plan struct {
	Name    string // for people
	Recipe  job.Recipe
	Assets  []Asset // the files that the recipe names: ReadAssets
	Photos  []Chosen
	Skipped []Skip
	// Into is the folder that the results go to, where it is known; no
	// result may land on an original there.
	Into string
}

// Bytes is the size of all photos together, as far as it is known.
func (p Plan) Bytes() int64 {
	var sum int64
	for _, photo := range p.Photos {
		sum += max(0, photo.Size)
	}
	return sum
}

// Unread is how much of what was named could not be looked into.
func (p Plan) Unread() int {
	n := 0
	for _, s := range p.Skipped {
		if s.Unread {
			n++
		}
	}
	return n
}

// Results returns the planned names of photo i's results, one for each output.
func (p Plan) Results(i int) []job.Name {
	names := make([]job.Name, len(p.Recipe.Outputs))
	for n, out := range p.Recipe.Outputs {
		names[n] = resultName(p.Photos[i].Name, imageio.Format(out.Format))
	}
	return names
}

// resultName is the photo's name with the ending of the result's format. A
// result in the photo's own format keeps the ending as it was written.
func resultName(name job.Name, format imageio.Format) job.Name {
	own := imageio.FormatOf(string(name))
	if format == imageio.Unknown {
		format = own
	}
	if !format.CanWrite() {
		format = imageio.JPEG
	}
	if format == own {
		return name
	}
	stem := string(name)
	if own != imageio.Unknown {
		stem = strings.TrimSuffix(stem, path.Ext(stem))
	}
	return job.Name(stem + format.Extension())
}

// ResultPath is where a result is to lie in the folder of results: in a
// folder of its own for each output, when there are several.
func ResultPath(recipe job.Recipe, output int, name job.Name) job.Name {
	if len(recipe.Outputs) == 1 {
		return name
	}
	return job.Name(recipe.Outputs[output].Name) + "/" + name
}

// Check looks for results that would land on one name, or on an original.
// Names that only differ in case or in how an accent is composed count as
// one, because on many file systems they are.
func (p Plan) Check() error {
	taken := make(map[[16]byte]int, len(p.Photos))
	folders := make(map[[16]byte]int)
	for i := range p.Photos {
		seen := map[job.Name]bool{}
		for _, name := range p.Results(i) {
			if seen[name] {
				continue
			}
			seen[name] = true
			if err := p.claim(taken, folders, i, name); err != nil {
				return err
			}
		}
	}
	for i := range p.Photos {
		for _, name := range p.Results(i) {
			if other, is := folders[nameKey(string(name))]; is {
				return p.collision(i, other, name)
			}
		}
	}
	if err := p.checkAssets(); err != nil {
		return err
	}
	return p.checkOriginals()
}

func (p Plan) claim(taken, folders map[[16]byte]int, i int, name job.Name) error {
	if err := name.CheckLocal(); err != nil {
		return fault.New(fault.Usage, fmt.Errorf("plan %s: %w", p.Photos[i].At, err), "rename it")
	}
	key := nameKey(string(name))
	if other, is := taken[key]; is && other != i {
		return p.collision(i, other, name)
	}
	taken[key] = i
	for dir := path.Dir(string(name)); dir != "."; dir = path.Dir(dir) {
		folders[nameKey(dir)] = i
	}
	return nil
}

func (p Plan) collision(a, b int, name job.Name) error {
	if p.Photos[a].At == p.Photos[b].At {
		return fault.New(fault.Usage, fmt.Errorf("%s is named twice", p.Photos[a].At), "name it once, alone or by its folder")
	}
	return fault.New(fault.Usage, fmt.Errorf("%s and %s would both become %s", p.Photos[b].At, p.Photos[a].At, name),
		p.hintApart(a, b, name))
}

// hintApart says how to keep two photos apart whose results would have one
// name. A raw beside its JPEG is the most frequent pair.
func (p Plan) hintApart(a, b int, result job.Name) string {
	first, second := string(p.Photos[a].Name), string(p.Photos[b].Name)
	stem := func(name string) string { return strings.TrimSuffix(name, path.Ext(name)) }
	if stem(first) != stem(second) {
		return "rename one, exclude one, or name the folder above both so that their paths differ"
	}
	out := path.Ext(first)
	if !worse(first, second, result) {
		out = path.Ext(second)
	}
	return fmt.Sprintf("take only one kind of the two: --exclude '*%s'", out)
}

// worse reports whether the first of two photos of one name is the one to leave
// out: a raw, of which only the preview is read, or else the one that is not of
// the result's kind.
func worse(first, second string, result job.Name) bool {
	a, b := imageio.FormatOf(first) == imageio.Raw, imageio.FormatOf(second) == imageio.Raw
	if a != b {
		return a
	}
	return path.Ext(first) != path.Ext(string(result))
}

// nameKey is the same for names that a file system may take for one.
func nameKey(name string) [16]byte {
	sum := sha256.Sum256([]byte(cases.Fold().String(norm.NFC.String(name))))
	return [16]byte(sum[:16])
}

// checkOriginals makes sure that no result would replace one of the photos.
func (p Plan) checkOriginals() error {
	if p.Into == "" {
		return nil
	}
	into, err := filepath.Abs(p.Into)
	if err != nil {
		return fmt.Errorf("plan results in %s: %w", p.Into, err)
	}
	if real, err := filepath.EvalSymlinks(into); err == nil {
		into = real
	}
	originals := p.originals()
	if len(originals) == 0 {
		return nil
	}
	for i, photo := range p.Photos {
		own, _ := strings.CutPrefix(string(photo.At), "file:")
		for n, name := range p.Results(i) {
			result := filepath.Join(into, filepath.FromSlash(string(ResultPath(p.Recipe, n, name))))
			if sameFile(result, own) || sameFile(result, originals[nameKey(result)]) {
				return fault.New(fault.Usage, fmt.Errorf("the result of %s would replace the original %s", photo.Name, job.Name(result)), "choose another folder with --to")
			}
		}
	}
	return nil
}

// originals returns the local photos' paths, by their true places: without
// links among the folders.
func (p Plan) originals() map[[16]byte]string {
	originals := make(map[[16]byte]string)
	folders := map[string]string{}
	for _, photo := range p.Photos {
		file, local := strings.CutPrefix(string(photo.At), "file:")
		if !local {
			continue
		}
		dir, known := folders[filepath.Dir(file)]
		if !known {
			var err error
			if dir, err = filepath.EvalSymlinks(filepath.Dir(file)); err != nil {
				dir = filepath.Dir(file)
			}
			folders[filepath.Dir(file)] = dir
		}
		file = filepath.Join(dir, filepath.Base(file))
		originals[nameKey(file)] = file
	}
	return originals
}

func sameFile(a, b string) bool {
	if a == b {
		return true
	}
	if b == "" || !strings.EqualFold(filepath.Base(a), filepath.Base(b)) {
		return false // saves asking the file system about each photo
	}
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}

// Fingerprint identifies what the plan would do: the same photos, unchanged,
// and the same recipe have the same fingerprint.
func (p Plan) Fingerprint() (string, error) {
	sum := sha256.New()
	lines := json.NewEncoder(sum)
	if err := lines.Encode([]any{p.Name, p.Recipe, p.Into}); err != nil {
		return "", fmt.Errorf("plan: %w", err)
	}
	for _, photo := range p.Photos {
		if err := lines.Encode([]any{photo.Name, photo.At, photo.Size, photo.Modified.UnixNano()}); err != nil {
			return "", fmt.Errorf("plan %s: %w", photo.Name, err)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:16]), nil
}
