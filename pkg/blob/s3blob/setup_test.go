package s3blob_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/photoq/photoq/pkg/backend/servertest"
	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/blob/s3blob"
	"github.com/photoq/photoq/pkg/fault"
)

func hexSum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func TestSetup(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(testing.TB) servertest.Server{"moto": servertest.Moto, "versitygw": servertest.VersityGW} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := start(t)
			client := s3blob.NewClient(server.Config(), server.Endpoint)
			t.Run("Twice", func(t *testing.T) { testSetupTwice(t, client) })
			t.Run("Check", func(t *testing.T) { testCheck(t, client) })
			if name == "moto" {
				t.Run("KeepsRules", func(t *testing.T) { testSetupKeepsRules(t, client) })
				t.Run("OtherRegion", func(t *testing.T) { testSetupOtherRegion(t, server) })
				t.Run("Foreign", func(t *testing.T) { testForeign(t, client) })
			}
		})
	}
}

func testSetupTwice(t *testing.T, client *s3.Client) {
	ctx := context.Background()
	dry, err := s3blob.Setup(ctx, client, "photos", prefix, s3blob.SetupOptions{DryRun: true})
	if err != nil || len(dry) == 0 || !strings.HasPrefix(dry[0], "would create bucket photos") {
		t.Fatalf("dry run: %q, %v", dry, err)
	}
	if _, err := s3blob.Open(ctx, client, "photos", prefix, s3blob.Options{}); fault.KindOf(err) != fault.NotFound {
		t.Fatalf("after a dry run: %v, want that there is no bucket", err)
	}
	did, err := s3blob.Setup(ctx, client, "photos", prefix, s3blob.SetupOptions{})
	if err != nil || len(did) == 0 || !strings.HasPrefix(did[0], "created bucket photos") {
		t.Fatalf("set up: %q, %v", did, err)
	}
	t.Logf("%q", did)
	for _, dryRun := range []bool{false, true} {
		if again, err := s3blob.Setup(ctx, client, "photos", prefix, s3blob.SetupOptions{DryRun: dryRun}); err != nil || len(again) != 0 {
			t.Errorf("again: %q, %v, want nothing to do", again, err)
		}
	}
}

func testCheck(t *testing.T, client *s3.Client) {
	ctx := context.Background()
	s := openNew(t, client, "checked")
	findings := s3blob.Check(ctx, client, "checked", prefix)
	if len(findings) < 6 {
		t.Errorf("%d findings: %+v", len(findings), findings)
	}
	for _, f := range findings {
		if !f.OK {
			t.Errorf("%+v", f)
		}
	}
	for info := range s.List(ctx, "", "") {
		t.Errorf("the check has left %s", info.Key)
	}
	findings = s3blob.Check(ctx, client, "no-such-bucket", prefix)
	if len(findings) != 1 || findings[0].OK || findings[0].Fix == "" {
		t.Errorf("check of a missing bucket: %+v", findings)
	}
}

func testSetupKeepsRules(t *testing.T, client *s3.Client) {
	ctx := context.Background()
	bucket := aws.String("ruled")
	if _, err := client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: bucket}); err != nil {
		t.Fatal(err)
	}
	_, err := client.PutBucketLifecycleConfiguration(ctx, &s3.PutBucketLifecycleConfigurationInput{
		Bucket: bucket,
		LifecycleConfiguration: &types.BucketLifecycleConfiguration{Rules: []types.LifecycleRule{{
			ID: aws.String("logs"), Status: types.ExpirationStatusEnabled,
			Filter:     &types.LifecycleRuleFilter{Prefix: aws.String("logs/")},
			Expiration: &types.LifecycleExpiration{Days: aws.Int32(30)},
		}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if did, err := s3blob.Setup(ctx, client, *bucket, prefix, s3blob.SetupOptions{}); err != nil || len(did) != 1 {
		t.Fatalf("set up: %q, %v, want one rule added", did, err)
	}
	out, err := client.GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{Bucket: bucket})
	if err != nil || len(out.Rules) != 2 || aws.ToString(out.Rules[0].ID) != "logs" || aws.ToInt32(out.Rules[0].Expiration.Days) != 30 {
		t.Errorf("rules are %+v, %v, want the old one and photoq's", out, err)
	}
}

func testSetupOtherRegion(t *testing.T, server servertest.Server) {
	server.Region = "eu-central-1"
	client := s3blob.NewClient(server.Config(), server.Endpoint)
	ctx := context.Background()
	if did, err := s3blob.Setup(ctx, client, "europe", prefix, s3blob.SetupOptions{}); err != nil {
		t.Fatalf("%q, %v", did, err)
	}
	out, err := client.GetBucketLocation(ctx, &s3.GetBucketLocationInput{Bucket: aws.String("europe")})
	if err != nil || out.LocationConstraint != "eu-central-1" {
		t.Errorf("location is %v, %v", out, err)
	}
}

// Buckets of others have keys that photoq would never make.
func testForeign(t *testing.T, client *s3.Client) {
	ctx := context.Background()
	bucket := aws.String("theirs")
	if _, err := client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: bucket}); err != nil {
		t.Fatal(err)
	}
	keys := []string{"a/./c.jpg", "a//b.jpg", "plus+ and %20.jpg", "x/../y.jpg"}
	for _, key := range keys {
		if _, err := client.PutObject(ctx, &s3.PutObjectInput{Bucket: bucket, Key: &key, Body: strings.NewReader(key)}); err != nil {
			t.Fatal(err)
		}
	}
	s, err := s3blob.Open(ctx, client, *bucket, "", s3blob.Options{Foreign: true})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for info, err := range s.List(ctx, "", "") {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, info.Key)
		r, _, err := s.Get(ctx, info.Key)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil || string(b) != info.Key {
			t.Errorf("%q reads as %q, %v", info.Key, b, err)
		}
		r.Close()
	}
	if !slices.Equal(got, keys) {
		t.Errorf("keys are %q, want %q", got, keys)
	}
	if err := s.Put(ctx, "a", strings.NewReader(""), blob.PutOptions{}); !errors.Is(err, s3blob.ErrReadOnly) {
		t.Errorf("put: %v, want %v", err, s3blob.ErrReadOnly)
	}
	if err := s.Delete(ctx, keys[0]); !errors.Is(err, s3blob.ErrReadOnly) {
		t.Errorf("delete: %v, want %v", err, s3blob.ErrReadOnly)
	}
}

func TestOpenUnreachable(t *testing.T) {
	t.Parallel()
	server := servertest.Server{Endpoint: "http://127.0.0.1:1", Region: "us-east-1", AccessKey: "a", SecretKey: "b"}
	_, err := s3blob.Open(context.Background(), s3blob.NewClient(server.Config(), server.Endpoint), "b", "", s3blob.Options{})
	if fault.KindOf(err) != fault.Unusable || !strings.Contains(fault.HintOf(err), server.Endpoint) {
		t.Errorf("open: %v, kind %q, hint %q", err, fault.KindOf(err), fault.HintOf(err))
	}
	cfg := server.Config()
	cfg.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{}, errors.New("none anywhere")
	})
	_, err = s3blob.Open(context.Background(), s3blob.NewClient(cfg, server.Endpoint), "b", "", s3blob.Options{})
	if fault.KindOf(err) != fault.Unusable || !strings.Contains(fault.HintOf(err), "credentials") {
		t.Errorf("open without credentials: %v, kind %q, hint %q", err, fault.KindOf(err), fault.HintOf(err))
	}
}
