package s3blob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/fault"
)

// maxSkew is how wrong the clock may be. S3 refuses 15 minutes; photoq
// compares times of its own with the store's.
const maxSkew = time.Minute

// Check looks whether the bucket is there and whether these credentials may
// write, read, list and delete under the prefix. It does so with an object of
// its own, which it removes again. What depends on a check that failed is
// left out.
func Check(ctx context.Context, client *s3.Client, bucket, prefix string) []fault.Finding {
	c := &check{ctx: ctx, store: &Store{client: client, bucket: bucket, prefix: normalPrefix(prefix)}}
	c.key = "doctor/" + nonce()
	if c.bucketExists() {
		if c.write() {
			c.condition()
			c.read()
			c.list()
			c.remove()
		}
	}
	return c.findings
}

// check is one run of Check.
type check struct {
	ctx      context.Context
	store    *Store
	key      string
	findings []fault.Finding
}

const probeText = "photoq doctor was here, and may be deleted\n"

// add notes a finding, and reports whether it is a good one.
func (c *check) add(name, detail string, err error) bool {
	f := fault.Finding{Name: name, OK: err == nil, Detail: detail}
	if err != nil {
		f.Detail, f.Fix = err.Error(), fault.HintOf(err)
	}
	c.findings = append(c.findings, f)
	return f.OK
}

func (c *check) bucketExists() bool {
	out, err := c.store.look(c.ctx)
	if err != nil {
		return c.add("bucket exists", "", openFault("look at bucket "+c.store.bucket, err))
	}
	c.add("bucket exists", "s3://"+c.store.bucket+"/"+c.store.prefix, nil)
	if theirs, ok := awsmiddleware.GetServerTime(out.ResultMetadata); ok {
		c.clock(theirs)
	}
	return true
}

func (c *check) clock(theirs time.Time) {
	skew := time.Since(theirs).Round(time.Second)
	if skew.Abs() <= maxSkew {
		c.add("clock", "", nil)
		return
	}
	err := fmt.Errorf("this machine's clock is %v off the store's", skew)
	c.add("clock", "", fault.New("", err, "set the clock, for example with chrony"))
}

func (c *check) put() error {
	return c.store.Put(c.ctx, c.key, strings.NewReader(probeText), blob.PutOptions{IfAbsent: true, ContentType: "text/plain"})
}

func (c *check) write() bool { return c.add("permission s3:PutObject", "", c.put()) }

// condition tries to write over the object, which must be refused: photoq
// relies on it where two machines write one key.
func (c *check) condition() {
	err := c.put()
	switch {
	case errors.Is(err, blob.ErrExists):
		err = nil
	case err == nil:
		err = fault.New("", errors.New("the store ignores If-None-Match and overwrites"), "use a store that honours conditional writes, as Amazon S3 does")
	}
	c.add("conditional writes", "", err)
}

func (c *check) read() {
	b, err := blob.ReadAll(c.ctx, c.store, c.key, 1<<10)
	if err == nil && string(b) != probeText {
		err = fmt.Errorf("an object came back with other bytes than were stored: %w", blob.ErrChanged)
	}
	c.add("permission s3:GetObject", "", err)
}

func (c *check) list() {
	found := false
	for info, err := range c.store.List(c.ctx, c.key, "") {
		if err != nil {
			c.add("permission s3:ListBucket", "", err)
			return
		}
		found = found || info.Key == c.key
	}
	var err error
	if !found {
		err = errors.New("an object that was stored is not listed")
	}
	c.add("permission s3:ListBucket", "", err)
}

func (c *check) remove() {
	err := c.store.Delete(c.ctx, c.key)
	if err == nil {
		_, _, gone := c.store.Get(c.ctx, c.key)
		if !errors.Is(gone, fs.ErrNotExist) {
			err = errors.New("an object that was deleted is still there")
		}
	}
	c.add("permission s3:DeleteObject", "", err)
}
