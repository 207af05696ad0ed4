// Package awsapi is what the drivers for SQS and S3 share: how a client
// reaches a server, and the errors of the AWS SDK in photoq's terms (short
// words, a kind, and a hint that names the fix).
package awsapi

import (
	"net"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
)

// MaxAttempts is how often a request is tried that fails for a reason that
// may pass, the first time included.
const MaxAttempts = 5

// Retryer tries a request up to MaxAttempts times, with pauses of at most 5
// seconds.
func Retryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = MaxAttempts
		o.MaxBackoff = 5 * time.Second
	})
}

// HTTPClient returns a client that gives up on a server that does not accept
// a connection within 5 seconds or begin an answer within the given time, and
// keeps up to idle connections for the next request. A client in the
// configuration that is not the SDK's own is returned as it is.
func HTTPClient(cfg aws.Config, answer time.Duration, idle int) aws.HTTPClient {
	b, ok := cfg.HTTPClient.(*awshttp.BuildableClient)
	if cfg.HTTPClient == nil {
		b, ok = awshttp.NewBuildableClient(), true
	}
	if !ok {
		return cfg.HTTPClient
	}
	return b.WithDialerOptions(func(d *net.Dialer) {
		d.Timeout = 5 * time.Second
	}).WithTransportOptions(func(t *http.Transport) {
		t.TLSHandshakeTimeout = 10 * time.Second
		t.ResponseHeaderTimeout = answer
		t.MaxIdleConns = idle
		t.MaxIdleConnsPerHost = idle
	})
}
