package blobtest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"
	"testing"

	"github.com/photoq/photoq/pkg/blob"
)

func putClauses() []clause {
	return []clause{
		{"PutThenGet", testPutThenGet},
		{"PutOverwrites", testPutOverwrites},
		{"PutEmptyObject", testPutEmpty},
		{"PutLargeObject", testPutLarge},
		{"PutLargeObjectWithSHA256", testPutLargeWithSHA256},
		{"PutWithRightSHA256", testPutRightSHA256},
		{"PutWithWrongSHA256", testPutWrongSHA256},
		{"PutFromPresentPosition", testPutFromPosition},
		{"PutDoesNotCloseBody", testPutDoesNotClose},
	}
}

func testPutThenGet(t *testing.T, h Harness) {
	s := open(t, h)
	s.put("jobs/1/job.json", `{"v":1}`)
	s.holds("jobs/1/job.json", `{"v":1}`)
	s.lists("", "", "jobs/1/job.json")
}

func testPutOverwrites(t *testing.T, h Harness) {
	s := open(t, h)
	for _, text := range []string{"first and longest", "second", "", "third"} {
		s.put("a/b.txt", text)
		s.holds("a/b.txt", text)
	}
	s.lists("", "", "a/b.txt")
}

func testPutEmpty(t *testing.T, h Harness) {
	s := open(t, h)
	s.put("index/job", "")
	s.holds("index/job", "")
	s.lists("index/", "", "index/job")
}

func testPutLarge(t *testing.T, h Harness) {
	s := open(t, h)
	want := noise(1, h.LargeSize)
	if err := s.Put(s.ctx, "large.bin", bytes.NewReader(want), blob.PutOptions{ContentType: "image/jpeg"}); err != nil {
		t.Fatal(err)
	}
	same(t, s.get("large.bin"), want)
	for info, err := range s.List(s.ctx, "large", "") {
		if err != nil || info.Size != int64(len(want)) {
			t.Fatalf("list tells %+v, %v, want %d bytes", info, err, len(want))
		}
	}
}

func testPutLargeWithSHA256(t *testing.T, h Harness) {
	s := open(t, h)
	want := noise(2, h.LargeSize)
	o := blob.PutOptions{SHA256: hexSum(want)}
	if err := s.Put(s.ctx, "large.bin", bytes.NewReader(want), o); err != nil {
		t.Fatal(err)
	}
	same(t, s.get("large.bin"), want)
}

func testPutRightSHA256(t *testing.T, h Harness) {
	s := open(t, h)
	o := blob.PutOptions{SHA256: hexSum([]byte("right"))}
	if err := s.Put(s.ctx, "a", strings.NewReader("right"), o); err != nil {
		t.Fatal(err)
	}
	s.holds("a", "right")
}

func testPutWrongSHA256(t *testing.T, h Harness) {
	if !h.VerifiesSHA256 {
		t.Skip("the driver does not verify")
	}
	s := open(t, h)
	s.put("there", "before")
	o := blob.PutOptions{SHA256: hexSum([]byte("something else"))}
	for _, key := range []string{"there", "new"} {
		if err := s.Put(s.ctx, key, strings.NewReader("body"), o); err == nil {
			t.Errorf("put %q with a wrong checksum succeeded", key)
		}
	}
	s.holds("there", "before")
	s.absent("new")
}

func testPutFromPosition(t *testing.T, h Harness) {
	s := open(t, h)
	for _, o := range []blob.PutOptions{{}, {SHA256: hexSum([]byte("body"))}} {
		body := strings.NewReader("head and body")
		if _, err := body.Seek(9, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		if err := s.Put(s.ctx, "a", body, o); err != nil {
			t.Fatal(err)
		}
		s.holds("a", "body")
	}
	atEnd := strings.NewReader("all read")
	_, _ = atEnd.Seek(0, io.SeekEnd)
	if err := s.Put(s.ctx, "b", atEnd, blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	s.holds("b", "")
}

type closer struct {
	io.ReadSeeker
	closed bool
}

func (c *closer) Close() error { c.closed = true; return nil }

func testPutDoesNotClose(t *testing.T, h Harness) {
	s := open(t, h)
	body := &closer{ReadSeeker: strings.NewReader("mine")}
	if err := s.Put(s.ctx, "a", body, blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	if body.closed {
		t.Error("put closed the body, which is its caller's to close")
	}
}

func hexSum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
