package s3blob_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/photoq/photoq/pkg/backend/servertest"
	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/blob/blobtest"
	"github.com/photoq/photoq/pkg/blob/s3blob"
)

func TestMoto(t *testing.T) {
	t.Parallel()
	h := harness(servertest.Moto(t))
	h.VerifiesSHA256 = false // but for parts, where the driver does it
	h.RaceBroken = true      // it looks whether there is one, and then stores, in threads of its own
	short := h.RefusesKey
	h.RefusesKey = func(key string) bool { return short(key) || hasControl(key) }
	h.Keys, h.LargeSize = 1010, 17<<20 // a page, and one request, and a bit: it is slow
	blobtest.Run(t, h)
}

func TestVersityGW(t *testing.T) {
	t.Parallel()
	h := harness(servertest.VersityGW(t))
	h.NoFolderKeys = true // it keeps objects in files of their names
	short := h.RefusesKey
	h.RefusesKey = func(key string) bool {
		longElement := slices.ContainsFunc(strings.Split(key, "/"), func(e string) bool { return len(e) > 255 })
		// ".tmp" is also a folder in the suite, "a\x01b" goes wrong in lists.
		return short(key) || longElement || key == ".tmp" || key == "a\x01b"
	}
	h.SkipWhy = map[string]string{"DeleteBesidePut": "it removes a folder that another object is just put into, and that put fails"}
	blobtest.Run(t, h)
}

func hasControl(key string) bool {
	return strings.ContainsFunc(key, func(r rune) bool { return r < ' ' })
}

const prefix = "photoq/"

// harness opens stores on the server, each a new bucket made by Setup.
func harness(s servertest.Server) blobtest.Harness {
	client := s3blob.NewClient(s.Config(), s.Endpoint)
	var made atomic.Int64
	return blobtest.Harness{
		VerifiesSHA256: true,
		RefusesKey:     func(key string) bool { return len(prefix)+len(key) > 1024 },
		Open: func(t *testing.T) blob.Store {
			return openNew(t, client, fmt.Sprintf("photoq-%d", made.Add(1)))
		},
	}
}

// openNew creates the bucket and opens it.
func openNew(t *testing.T, client *s3.Client, bucket string) *s3blob.Store {
	t.Helper()
	ctx := context.Background()
	if _, err := s3blob.Setup(ctx, client, bucket, prefix, s3blob.SetupOptions{}); err != nil {
		t.Fatal(err)
	}
	s, err := s3blob.Open(ctx, client, bucket, strings.TrimSuffix(prefix, "/"), s3blob.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
