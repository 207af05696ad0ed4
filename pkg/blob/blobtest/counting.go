package blobtest

import (
	"context"
	"io"
	"iter"
	"sync/atomic"

	"github.com/photoq/photoq/pkg/blob"
)

// Counts are the calls a [Counting] has seen.
type Counts struct {
	Put, Get, List, Delete int64 // calls; a List counts once each time it is ranged over
	Listed, Deleted        int64 // objects yielded, keys to remove
	Requests               int64 // what S3 would bill: 1,000 keys to a page of List or Delete
}

// Counting passes everything on to another store and counts it, for tests
// that hold a caller to a budget of requests. It may be used from any number
// of goroutines.
type Counting struct {
	inner                   blob.Store
	put, get, list, deletes atomic.Int64
	listed, deleted         atomic.Int64
	requests                atomic.Int64
}

var _ blob.Store = (*Counting)(nil)

// pageSize is how many keys S3 lists or deletes with one request.
const pageSize = 1000

// NewCounting returns a store that counts what inner is asked for.
func NewCounting(inner blob.Store) *Counting { return &Counting{inner: inner} }

// Counts returns what has been counted so far. Calls that failed count too.
func (c *Counting) Counts() Counts {
	return Counts{
		Put: c.put.Load(), Get: c.get.Load(), List: c.list.Load(), Delete: c.deletes.Load(),
		Listed: c.listed.Load(), Deleted: c.deleted.Load(), Requests: c.requests.Load(),
	}
}

// Put implements [blob.Store]. The parts of a large object are one request here.
func (c *Counting) Put(ctx context.Context, key string, body io.ReadSeeker, o blob.PutOptions) error {
	c.put.Add(1)
	c.requests.Add(1)
	return c.inner.Put(ctx, key, body, o)
}

// Get implements [blob.Store].
func (c *Counting) Get(ctx context.Context, key string) (io.ReadCloser, blob.Info, error) {
	c.get.Add(1)
	c.requests.Add(1)
	return c.inner.Get(ctx, key)
}

// List implements [blob.Store].
func (c *Counting) List(ctx context.Context, prefix, after string) iter.Seq2[blob.Info, error] {
	return func(yield func(blob.Info, error) bool) {
		c.list.Add(1)
		c.requests.Add(1)
		n := 0
		for info, err := range c.inner.List(ctx, prefix, after) {
			if err == nil {
				if n > 0 && n%pageSize == 0 {
					c.requests.Add(1)
				}
				n++
				c.listed.Add(1)
			}
			if !yield(info, err) {
				return
			}
		}
	}
}

// Delete implements [blob.Store].
func (c *Counting) Delete(ctx context.Context, keys ...string) error {
	c.deletes.Add(1)
	c.deleted.Add(int64(len(keys)))
	c.requests.Add(int64((len(keys) + pageSize - 1) / pageSize))
	return c.inner.Delete(ctx, keys...)
}
