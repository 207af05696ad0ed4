package client

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
)

func TestTargetInsideTheFolderOfThePhotosMustHoldResultsOnly(t *testing.T) {
	photos := t.TempDir()
	target := filepath.Join(photos, "small")
	if inside, err := InsideTarget(target, []string{photos}); !inside || err != nil {
		t.Fatalf("a target that is not there yet: inside %v, %v; expected inside and no error", inside, err)
	}
	if err := os.Mkdir(target, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(target, "a.jpg"), []byte("a photo"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := InsideTarget(target, []string{photos}); fault.KindOf(err) != fault.Usage {
		t.Fatalf("a target with a photo of its own: %v, expected a usage error", err)
	}
	own := filepath.Join(photos, "thumbs")
	opened, err := OpenTarget(own)
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	if err := os.WriteFile(filepath.Join(own, "a.jpg"), []byte("a result"), 0o644); err != nil {
		t.Fatal(err)
	}
	if inside, err := InsideTarget(own, []string{photos}); !inside || err != nil {
		t.Fatalf("a target that was new: inside %v, %v; expected inside and no error", inside, err)
	}
}

func TestTargetBesideOrAboveThePhotosIsNotInside(t *testing.T) {
	home := t.TempDir()
	photos := filepath.Join(home, "photos")
	if err := os.Mkdir(photos, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{photos, home, filepath.Join(home, "photos-small")} {
		if inside, err := InsideTarget(target, []string{photos, "s3://bucket/" + photos}); inside || err != nil {
			t.Errorf("%s: inside %v, %v; expected outside", target, inside, err)
		}
	}
}

func TestTargetIsInsideAlsoByWayOfALink(t *testing.T) {
	home := t.TempDir()
	photos := filepath.Join(home, "photos")
	if err := os.MkdirAll(filepath.Join(photos, "old"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(photos, "old", "a.jpg"), []byte("a photo"), 0o644); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(home, "link")
	if err := os.Symlink(filepath.Join(photos, "old"), link); err != nil {
		t.Fatal(err)
	}
	if _, err := InsideTarget(link, []string{photos}); fault.KindOf(err) != fault.Usage {
		t.Errorf("got %v, expected a usage error", err)
	}
}

func TestFilesThatAreNotKnownAsResultsAreNotReplaced(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.jpg"), []byte("somebody's photo"), 0o644); err != nil {
		t.Fatal(err)
	}
	target, err := OpenTarget(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	write := func(name job.Name, text string) error {
		_, err := target.Write(name, func(w io.Writer) error { _, err := io.WriteString(w, text); return err }, nil)
		return err
	}
	if err := write("b.jpg", "a result"); err != nil {
		t.Errorf("a new name: %v, expected no error", err)
	}
	if err := write("a.jpg", "a result"); fault.KindOf(err) != fault.Operation {
		t.Errorf("a photo's name: %v, expected an operation error", err)
	}
	if err := write("a.jpg", "somebody's photo"); err != nil {
		t.Errorf("the same bytes again: %v, expected no error", err)
	}
	target.Replace = true
	if err := write("a.jpg", "a result"); err != nil {
		t.Errorf("with Replace: %v, expected no error", err)
	}
}
