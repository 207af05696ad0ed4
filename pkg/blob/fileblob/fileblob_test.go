package fileblob_test

import (
	"testing"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/blob/blobtest"
	"github.com/photoq/photoq/pkg/blob/fileblob"
)

func TestStore(t *testing.T) {
	blobtest.Run(t, blobtest.Harness{
		Open:           func(t *testing.T) blob.Store { return open(t, t.TempDir()) },
		VerifiesSHA256: true,
	})
}

func open(t testing.TB, dir string) *fileblob.Store {
	t.Helper()
	s, err := fileblob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
