package fileblob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"strings"
)

// fill copies the rest of body to dst in the cheapest way that there is.
func fill(ctx context.Context, dst *os.File, body io.ReadSeeker, sum string) error {
	if src, ok := body.(*os.File); ok {
		if clone(dst, src) {
			return nil
		}
		if sum == "" {
			return copyFile(ctx, dst, src)
		}
	}
	return copyBytes(ctx, dst, body, sum)
}

// copyFile copies from file to file. On Linux the kernel does that by itself
// (copy_file_range), in steps, so that ctx is asked now and then.
func copyFile(ctx context.Context, dst, src *os.File) error {
	const step = 32 << 20
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		_, err := io.CopyN(dst, src, step)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// copyBytes copies, and verifies the checksum unless sum is empty.
func copyBytes(ctx context.Context, dst io.Writer, body io.Reader, sum string) error {
	var digest hash.Hash
	if sum != "" {
		digest = sha256.New()
		dst = io.MultiWriter(dst, digest)
	}
	// Neither side may be asked for a shortcut: it would pass ctx by.
	buffer := make([]byte, 128<<10)
	if _, err := io.CopyBuffer(struct{ io.Writer }{dst}, &untilDone{ctx, body}, buffer); err != nil {
		return err
	}
	if digest == nil {
		return nil
	}
	if got := hex.EncodeToString(digest.Sum(nil)); !strings.EqualFold(got, sum) {
		return fmt.Errorf("body has the SHA-256 %s, not %s", got, sum)
	}
	return nil
}

// untilDone is a reader that ends with its context.
type untilDone struct {
	ctx context.Context
	r   io.Reader
}

func (u *untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}
