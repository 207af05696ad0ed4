package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/photoq/photoq/pkg/backend/servertest"
	"github.com/photoq/photoq/pkg/blob/s3blob"
)

// TestScriptsOnMoto runs testdata/aws against moto, reached as a user's
// --endpoint-url is.
func TestScriptsOnMoto(t *testing.T) {
	t.Parallel()
	moto := servertest.Moto(t)
	runOnServers(t, moto, []string{"PHOTOQ_AWS_ENDPOINT_URL=" + moto.Endpoint})
}

// TestScriptsOnElasticMQAndVersityGW runs testdata/aws against two servers
// that are reached by the AWS SDK's own variables.
func TestScriptsOnElasticMQAndVersityGW(t *testing.T) {
	t.Parallel()
	bucket, queue := servertest.VersityGW(t), servertest.ElasticMQ(t)
	runOnServers(t, bucket, []string{"AWS_ENDPOINT_URL_S3=" + bucket.Endpoint, "AWS_ENDPOINT_URL_SQS=" + queue.Endpoint})
}

func runOnServers(t *testing.T, bucket servertest.Server, endpoints []string) {
	p := params("testdata/aws")
	local := p.Setup
	p.Setup = func(e *testscript.Env) error {
		name := "jobs-" + strings.TrimPrefix(filepath.Base(e.WorkDir), "script-")
		e.Vars = append(e.Vars, bucket.Environ()...)
		e.Vars = append(e.Vars, endpoints...)
		e.Vars = append(e.Vars, "PHOTOQ_BACKEND=aws", "PHOTOQ_AWS_BUCKET="+name, "PHOTOQ_AWS_QUEUE="+name, "SOURCE=source-"+name)
		return local(e)
	}
	p.Cmds["upload"] = uploader(s3blob.NewClient(bucket.Config(), bucket.Endpoint))
	// They run in a group, so that the servers live until the last has ended.
	t.Run("group", func(t *testing.T) { testscript.Run(t, p) })
}

// uploader makes `upload DIR s3://BUCKET/PREFIX`, as somebody would with
// another tool; the bucket is created.
func uploader(client *s3.Client) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		usage(ts, neg, len(args) == 2 && strings.HasPrefix(args[1], "s3://"), "upload DIR s3://BUCKET/PREFIX")
		bucket, prefix, _ := strings.Cut(strings.TrimPrefix(args[1], "s3://"), "/")
		ctx := context.Background()
		_, err := client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &bucket})
		if _, owned := errors.AsType[*types.BucketAlreadyOwnedByYou](err); !owned {
			ts.Check(err)
		}
		dir := os.DirFS(ts.MkAbs(args[0]))
		ts.Check(fs.WalkDir(dir, ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			data, err := fs.ReadFile(dir, name)
			if err != nil {
				return err
			}
			key := path.Join(prefix, name)
			_, err = client.PutObject(ctx, &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: bytes.NewReader(data)})
			return err
		}))
	}
}
