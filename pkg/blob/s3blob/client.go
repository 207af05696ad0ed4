package s3blob

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/photoq/photoq/pkg/awsapi"
)

const (
	// maxIdle is how many connections are kept for the next request. It is
	// as many as callers are expected to use at once.
	maxIdle = 128
	// answerWithin is when a server that is silent is given up. S3 answers
	// within seconds, but completing a large upload can take most of a minute.
	answerWithin = 90 * time.Second
)

// NewClient returns a client with the timeouts, retries, connections and
// checksums that this package wants. endpoint is the URL of an S3-compatible
// server, whose buckets are then addressed by path, or "" for Amazon's. An
// HTTP client in cfg that is not the SDK's own is left as it is.
func NewClient(cfg aws.Config, endpoint string) *s3.Client {
	return s3.NewFromConfig(cfg, func(o *s3.Options) {
		if endpoint != "" {
			o.BaseEndpoint = aws.String(endpoint)
			o.UsePathStyle = true
			if o.Region == "" {
				o.Region = defaultRegion // for the signature only
			}
		}
		// This package brings its own checksums.
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
		o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
		o.DisableLogOutputChecksumValidationSkipped = true
		o.Retryer = awsapi.Retryer()
		o.HTTPClient = awsapi.HTTPClient(cfg, answerWithin, maxIdle)
	})
}
