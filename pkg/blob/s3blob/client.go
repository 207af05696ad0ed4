package s3blob

import (
	"net"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

const (
	// maxAttempts is how often a request is tried that fails for a reason
	// that may pass, the first time included.
	maxAttempts = 5
	// maxIdle is how many connections are kept for the next request. It is
	// as many as callers are expected to use at once.
	maxIdle = 128
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
		o.Retryer = retry.NewStandard(func(so *retry.StandardOptions) {
			so.MaxAttempts = maxAttempts
			so.MaxBackoff = 5 * time.Second
		})
		if client := httpClient(cfg.HTTPClient); client != nil {
			o.HTTPClient = client
		}
	})
}

// httpClient returns a client with this package's timeouts, or nil where the
// caller has brought one of its own.
func httpClient(given aws.HTTPClient) aws.HTTPClient {
	b, ok := given.(*awshttp.BuildableClient)
	if given == nil {
		b, ok = awshttp.NewBuildableClient(), true
	}
	if !ok {
		return nil
	}
	return b.WithDialerOptions(func(d *net.Dialer) {
		d.Timeout = 5 * time.Second
	}).WithTransportOptions(func(t *http.Transport) {
		t.TLSHandshakeTimeout = 10 * time.Second
		// S3 answers within seconds, but completing a large upload can take
		// it most of a minute.
		t.ResponseHeaderTimeout = 90 * time.Second
		t.MaxIdleConns = maxIdle
		t.MaxIdleConnsPerHost = maxIdle
	})
}
