package sqsqueue

import (
	"net"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// maxAttempts is how often a request is tried that fails for a reason that
// may pass, the first time included.
const maxAttempts = 5

// NewClient returns a client with the timeouts, retries and connections that
// this package wants. endpoint is the URL of an SQS-compatible server, or ""
// for Amazon's. An HTTP client in cfg that is not the SDK's own is left as it
// is.
func NewClient(cfg aws.Config, endpoint string) *sqs.Client {
	return sqs.NewFromConfig(cfg, func(o *sqs.Options) {
		if endpoint != "" {
			o.BaseEndpoint = aws.String(endpoint)
			if o.Region == "" {
				o.Region = "us-east-1" // for the signature only
			}
		}
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
		// A long poll may rightly be silent for its whole wait.
		t.ResponseHeaderTimeout = maxWait + 15*time.Second
		t.MaxIdleConns = 64
		t.MaxIdleConnsPerHost = 2 * parallel
	})
}
