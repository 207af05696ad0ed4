package job_test

import (
	"path"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/job"
)

func TestAnAssetIsReadAsItWasWritten(t *testing.T) {
	for _, name := range hostile() {
		want := job.NewAsset(string(name), []byte("logo"))
		got, ok := job.ParseAsset(want.String())
		if !ok || got != want {
			t.Errorf("%.120q became %+v, %v", name, got, ok)
		}
		if err := blob.CheckKey(job.AssetKey("j", got)); err != nil || !got.Holds([]byte("logo")) || got.Holds([]byte("lego")) {
			t.Errorf("%.120q has the key %.200q: %v", name, job.AssetKey("j", got), err)
		}
	}
}

func TestPathsAreNoAssets(t *testing.T) {
	sum := strings.Repeat("a", 64)
	for _, text := range []string{
		"", "logo.png", "asset:logo.png", "asset:" + sum, "asset:" + sum + "-", "asset:" + strings.ToUpper(sum) + "-logo.png",
		sum + "-logo.png", "asset:" + sum + "-a/b", "asset:" + sum + "-\x00", "asset:" + sum + "-\xff", "asset:" + sum + "-" + strings.Repeat("x", 101),
	} {
		if a, ok := job.ParseAsset(text); ok {
			t.Errorf("%q was taken for %+v", text, a)
		}
	}
}

// FuzzParseAsset: what is taken for an asset is written as it was read, and
// its key stays in the job's folder.
func FuzzParseAsset(f *testing.F) {
	f.Add(job.NewAsset("logo.png", []byte("x")).String())
	f.Add("asset:" + strings.Repeat("0", 64) + "-..")
	f.Add("logo.png")
	f.Fuzz(func(t *testing.T, text string) {
		a, ok := job.ParseAsset(text)
		if !ok {
			return
		}
		key := job.AssetKey("j", a)
		if err := blob.CheckKey(key); err != nil || a.String() != text || path.Dir(key) != strings.TrimSuffix(job.AssetsPrefix("j"), "/") {
			t.Errorf("%q became %+v, with the key %q (%v)", text, a, key, err)
		}
	})
}
