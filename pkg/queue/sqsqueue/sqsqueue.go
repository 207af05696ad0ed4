// Package sqsqueue keeps a queue in Amazon SQS, or in a server that speaks
// its protocol: a standard queue, fair by group, with a dead-letter queue.
//
// SQS counts leases in whole seconds, carries ten messages a request and
// returns at most ten at a time. A message that was given back or set aside
// for a back-off with Extend is counted as in flight until its time has come.
package sqsqueue

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/photoq/photoq/pkg/queue"
)

// What SQS allows.
const (
	maxLease = 12 * time.Hour
	maxWait  = 20 * time.Second
)

// Options say how to receive.
type Options struct {
	// Lease is how long a received message is the receiver's: up to 12
	// hours, rounded up to whole seconds; 0 means 2 minutes.
	Lease time.Duration
	// Wait is how long Receive waits for a message: up to 20 seconds,
	// rounded up to whole seconds; 0 means 20 seconds. Close takes about as
	// long at worst.
	Wait time.Duration
}

// normal returns the options with defaults and whole seconds.
func (o Options) normal() (Options, error) {
	if o.Lease == 0 {
		o.Lease = 2 * time.Minute
	}
	if o.Wait == 0 {
		o.Wait = maxWait
	}
	o.Lease, o.Wait = roundUp(o.Lease), roundUp(o.Wait)
	if o.Lease < 0 || o.Lease > maxLease {
		return o, fmt.Errorf("a lease of %v: not between 1 second and 12 hours", o.Lease)
	}
	if o.Wait < 0 || o.Wait > maxWait {
		return o, fmt.Errorf("a wait of %v: not between 1 and 20 seconds", o.Wait)
	}
	return o, nil
}

func roundUp(d time.Duration) time.Duration {
	return (d + time.Second - 1).Truncate(time.Second)
}

func seconds(d time.Duration) int32 { return int32(roundUp(d) / time.Second) }

// Queue is an SQS queue. Close must be called when no more will be received.
type Queue struct {
	client      *sqs.Client
	name        string // as the user gave it, for messages
	url         string
	lease, wait time.Duration

	// noGroups is set once the server has refused a group on a standard
	// queue; groups then travel as an ordinary attribute.
	noGroups atomic.Bool

	polls polls
	dead  struct {
		sync.Mutex
		arn, url string
	}
}

var _ queue.Queue = (*Queue)(nil)

// Open returns the queue with this name, URL or ARN, after asking the server
// whether it is there. A missing queue is fault.NotFound; a server that cannot
// be reached or refuses is fault.Unusable; both have a hint.
func Open(ctx context.Context, client *sqs.Client, name string, o Options) (*Queue, error) {
	o, err := o.normal()
	if err != nil {
		return nil, fmt.Errorf("open queue %s: %w", name, err)
	}
	url, err := resolve(ctx, client, name, few)
	if err == nil && isURL(name) {
		// A URL resolves without a request, so ask whether it is right.
		_, err = attributes(ctx, client, url, few)
	}
	if err != nil {
		return nil, openFault("open queue "+name, err)
	}
	q := &Queue{client: client, name: name, url: url, lease: o.Lease, wait: o.Wait}
	q.polls.ctx, q.polls.stop = context.WithCancel(context.WithoutCancel(ctx))
	return q, nil
}

// few has a request given up sooner, because somebody waits to hear that the
// endpoint is mistyped.
func few(o *sqs.Options) { o.Retryer = retry.AddWithMaxAttempts(o.Retryer, 3) }

func isURL(name string) bool { return strings.Contains(name, "://") }

// resolve returns the URL of the queue with this name, ARN or URL.
func resolve(ctx context.Context, client *sqs.Client, name string, o ...func(*sqs.Options)) (string, error) {
	if isURL(name) {
		return name, nil
	}
	in := &sqs.GetQueueUrlInput{QueueName: aws.String(name)}
	if arn := strings.Split(name, ":"); len(arn) == 6 && arn[0] == "arn" {
		in.QueueName, in.QueueOwnerAWSAccountId = aws.String(arn[5]), aws.String(arn[4])
	}
	out, err := client.GetQueueUrl(ctx, in, o...)
	if err != nil {
		return "", err
	}
	return aws.ToString(out.QueueUrl), nil
}

// baseName returns the bare name of a queue given by name, ARN or URL.
func baseName(name string) string {
	name = strings.TrimSuffix(name, "/")
	return name[strings.LastIndexAny(name, "/:")+1:]
}
