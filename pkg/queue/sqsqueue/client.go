package sqsqueue

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/photoq/photoq/pkg/awsapi"
)

const (
	// maxIdle is how many connections are kept for the next request.
	maxIdle = 2 * parallel
	// answerWithin is when a server that is silent is given up. A long poll
	// may rightly be silent for its whole wait.
	answerWithin = maxWait + 15*time.Second
)

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
		o.Retryer = awsapi.Retryer()
		o.HTTPClient = awsapi.HTTPClient(cfg, answerWithin, maxIdle)
	})
}
