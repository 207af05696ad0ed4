package fileblob_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/photoq/photoq/pkg/blob"
)

func BenchmarkPut(b *testing.B) {
	for _, size := range []int{1 << 10, 4 << 20} {
		b.Run(fmt.Sprintf("%dKiB", size>>10), func(b *testing.B) {
			s := open(b, b.TempDir())
			body := bytes.Repeat([]byte{'x'}, size)
			b.SetBytes(int64(size))
			for i := 0; b.Loop(); i++ {
				if err := s.Put(b.Context(), fmt.Sprintf("out/%08d.jpg", i), bytes.NewReader(body), blob.PutOptions{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkPutParallel(b *testing.B) {
	s := open(b, b.TempDir())
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			key := fmt.Sprintf("out/%p.jpg", pb)
			if err := s.Put(b.Context(), key, bytes.NewReader([]byte("small")), blob.PutOptions{}); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

func BenchmarkGet(b *testing.B) {
	s := open(b, b.TempDir())
	if err := s.Put(b.Context(), "jobs/7f3k/job.json", bytes.NewReader([]byte("{}")), blob.PutOptions{}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := blob.ReadAll(b.Context(), s, "jobs/7f3k/job.json", 100); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkList(b *testing.B) {
	const n = 100_000
	dir := b.TempDir()
	for i := range n { // without Put, whose syncs would take minutes
		name := filepath.Join(dir, fmt.Sprintf("out/%03d/%06d.jpg", i/1000, i))
		if i%1000 == 0 {
			if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
				b.Fatal(err)
			}
		}
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	s := open(b, dir)
	list := func(prefix string, want int) func(*testing.B) {
		return func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				got := 0
				for _, err := range s.List(b.Context(), prefix, "") {
					if err != nil {
						b.Fatal(err)
					}
					got++
				}
				if got != want {
					b.Fatalf("listed %d, want %d", got, want)
				}
			}
		}
	}
	b.Run("100000", list("", n))
	b.Run("1000ofThem", list("out/050/", 1000))
}
