package blob

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
)

// ReadAll returns the bytes of a small object. An object of more than limit
// bytes is an error, so that a strange file in the bucket cannot fill the
// memory.
func ReadAll(ctx context.Context, s Store, key string, limit int64) ([]byte, error) {
	r, info, err := s.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if info.Size > limit {
		return nil, fmt.Errorf("read %s: %d bytes, more than the limit of %d", key, info.Size, limit)
	}
	var buf bytes.Buffer
	if info.Size > 0 {
		buf.Grow(int(info.Size) + bytes.MinRead)
	}
	n, err := buf.ReadFrom(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	if n > limit {
		return nil, fmt.Errorf("read %s: more than the limit of %d bytes", key, limit)
	}
	return buf.Bytes(), nil
}

func quote(key string) string {
	if len(key) > 80 {
		key = key[:80] + "..."
	}
	return strconv.Quote(key)
}
