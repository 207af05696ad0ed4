package figures

import (
	"os"
	"path/filepath"
	"testing"
)

// TestCorpusKeepsTheFloors measures the folders faces_redeye, faces_clean and
// photos below PHOTOQ_TEST_CORPUS.
func TestCorpusKeepsTheFloors(t *testing.T) {
	corpus := os.Getenv("PHOTOQ_TEST_CORPUS")
	if corpus == "" {
		t.Skip("PHOTOQ_TEST_CORPUS is not set")
	}
	var folders []*Folder
	for _, name := range []string{"faces_redeye", "faces_clean", "photos"} {
		f, err := OpenFolder(filepath.Join(corpus, name), name == "photos")
		if err != nil {
			t.Fatal(err)
		}
		folders = append(folders, f)
	}
	m, err := New()
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.Run(t.Context(), folders, Options{})
	if err != nil {
		t.Fatal(err)
	}
	lines := r.Lines(IssueFloors())
	for _, name := range Missed(lines) {
		t.Errorf("%s: the floor is not kept", name)
	}
	if err := r.Print(t.Output(), lines); err != nil {
		t.Error(err)
	}
}
