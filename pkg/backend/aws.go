package backend

import (
	"context"
	"fmt"
	"os"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/blob/s3blob"
	"github.com/photoq/photoq/pkg/config"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/queue/sqsqueue"
)

// loadAWS resolves region and credentials as the AWS SDK does, with what the
// settings say put first.
func loadAWS(ctx context.Context, c config.AWS) (aws.Config, error) {
	var options []func(*awsconfig.LoadOptions) error
	if c.Region != "" {
		options = append(options, awsconfig.WithRegion(c.Region))
	}
	if c.Profile != "" {
		options = append(options, awsconfig.WithSharedConfigProfile(c.Profile))
	}
	cfg, err := awsconfig.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return aws.Config{}, fault.New(fault.Unusable, fmt.Errorf("read the AWS configuration: %w", err), "check --profile and ~/.aws/config")
	}
	if cfg.Region == "" {
		return aws.Config{}, fault.New(fault.Unusable, fmt.Errorf("no AWS region is set"), "set --region, PHOTOQ_AWS_REGION or AWS_REGION")
	}
	return cfg, nil
}

// endpoint is the URL of a service's server; "" is AWS itself. The SDK's own
// variables are asked here, because buckets of other servers must be
// addressed by path.
func endpoint(c config.AWS, service string) string {
	for _, url := range []string{c.EndpointURL, os.Getenv("AWS_ENDPOINT_URL_" + service), os.Getenv("AWS_ENDPOINT_URL")} {
		if url != "" {
			return url
		}
	}
	return ""
}

func openAWS(ctx context.Context, c config.Config, o Options) (*Backend, error) {
	cfg, err := loadAWS(ctx, c.AWS)
	if err != nil {
		return nil, err
	}
	store, err := s3blob.Open(ctx, s3blob.NewClient(cfg, endpoint(c.AWS, "S3")), c.AWS.Bucket, c.AWS.FullPrefix(), s3blob.Options{})
	if err != nil {
		return nil, err
	}
	q, err := sqsqueue.Open(ctx, sqsqueue.NewClient(cfg, endpoint(c.AWS, "SQS")), c.AWS.Queue, sqsqueue.Options{Lease: o.Lease, Wait: o.Wait})
	if err != nil {
		return nil, err
	}
	return &Backend{Queue: q, Store: store, OpenBucket: bucketOpener(c), closers: []func() error{q.Close}}, nil
}

// OpenBucket opens any bucket for reading, with the credentials and the
// endpoint of the settings: for photos that are used where they lie.
func OpenBucket(ctx context.Context, c config.Config, bucket string) (blob.Store, error) {
	cfg, err := loadAWS(ctx, c.AWS)
	if err != nil {
		return nil, err
	}
	return s3blob.Open(ctx, s3blob.NewClient(cfg, endpoint(c.AWS, "S3")), bucket, "", s3blob.Options{Foreign: true})
}

// bucketOpener opens buckets for reading, each once.
func bucketOpener(c config.Config) func(ctx context.Context, bucket string) (blob.Store, error) {
	var mu sync.Mutex
	stores := map[string]blob.Store{}
	return func(ctx context.Context, bucket string) (blob.Store, error) {
		mu.Lock()
		defer mu.Unlock()
		if s, ok := stores[bucket]; ok {
			return s, nil
		}
		s, err := OpenBucket(ctx, c, bucket)
		if err != nil {
			return nil, err
		}
		stores[bucket] = s
		return s, nil
	}
}

func setupAWS(ctx context.Context, c config.Config, dryRun bool) ([]string, error) {
	cfg, err := loadAWS(ctx, c.AWS)
	if err != nil {
		return nil, err
	}
	bucket, err := s3blob.Setup(ctx, s3blob.NewClient(cfg, endpoint(c.AWS, "S3")), c.AWS.Bucket, c.AWS.FullPrefix(), s3blob.SetupOptions{DryRun: dryRun})
	if err != nil {
		return bucket, err
	}
	queue, err := sqsqueue.Setup(ctx, sqsqueue.NewClient(cfg, endpoint(c.AWS, "SQS")), c.AWS.Queue, sqsqueue.SetupOptions{Lease: c.Work.Lease, DryRun: dryRun})
	return append(bucket, queue...), err
}

func checkAWS(ctx context.Context, c config.Config) []fault.Finding {
	cfg, err := loadAWS(ctx, c.AWS)
	if err != nil {
		return []fault.Finding{failed("AWS configuration", err)}
	}
	credentials, err := cfg.Credentials.Retrieve(ctx)
	if err != nil {
		err = fault.New(fault.Unusable, fmt.Errorf("find credentials: %w", err), "log in (aws sso login, aws configure), or give the instance a role")
		return []fault.Finding{{Name: "region", OK: true, Detail: cfg.Region}, failed("credentials", err)}
	}
	findings := []fault.Finding{
		{Name: "region", OK: true, Detail: cfg.Region},
		{Name: "credentials", OK: true, Detail: "from " + credentials.Source},
	}
	findings = append(findings, s3blob.Check(ctx, s3blob.NewClient(cfg, endpoint(c.AWS, "S3")), c.AWS.Bucket, c.AWS.FullPrefix())...)
	return append(findings, sqsqueue.Check(ctx, sqsqueue.NewClient(cfg, endpoint(c.AWS, "SQS")), c.AWS.Queue)...)
}
