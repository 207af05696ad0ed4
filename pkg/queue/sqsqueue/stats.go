package sqsqueue

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/photoq/photoq/pkg/queue"
)

// Stats returns how full the queue is, as SQS tells it, about a minute late at
// worst. Dead is 0 also when the queue has no dead-letter queue, or one that
// may not be looked at; Check tells.
func (q *Queue) Stats(ctx context.Context) (queue.Stats, error) {
	a, err := attributes(ctx, q.client, q.url)
	if err != nil {
		return queue.Stats{}, q.fault("count", err)
	}
	s := queue.Stats{Waiting: a.waiting(), InFlight: a.number(types.QueueAttributeNameApproximateNumberOfMessagesNotVisible)}
	if url, err := q.deadURL(ctx, a); err == nil && url != "" {
		if dead, err := attributes(ctx, q.client, url); err == nil {
			s.Dead = dead.waiting()
		}
	}
	return s, nil
}

// deadURL returns the URL of the dead-letter queue, or "" when there is none.
// It asks the server only when the queue's policy has changed.
func (q *Queue) deadURL(ctx context.Context, a attrs) (string, error) {
	arn := a.redrive().Target
	q.dead.Lock()
	defer q.dead.Unlock()
	if arn == q.dead.arn {
		return q.dead.url, nil
	}
	url, err := resolve(ctx, q.client, arn)
	if err == nil {
		q.dead.arn, q.dead.url = arn, url
	}
	return url, err
}

// attrs are a queue's attributes.
type attrs map[string]string

func attributes(ctx context.Context, client *sqs.Client, url string, o ...func(*sqs.Options)) (attrs, error) {
	out, err := client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: &url, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameAll},
	}, o...)
	if err != nil {
		return nil, err
	}
	return out.Attributes, nil
}

// number returns an attribute's number, or 0 when it is not there.
func (a attrs) number(name types.QueueAttributeName) int64 {
	n, err := strconv.ParseInt(a[string(name)], 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func (a attrs) waiting() int64 {
	return a.number(types.QueueAttributeNameApproximateNumberOfMessages) +
		a.number(types.QueueAttributeNameApproximateNumberOfMessagesDelayed)
}

// redrive is a RedrivePolicy. Servers write the count as a number or as text.
type redrive struct {
	Target string      `json:"deadLetterTargetArn"`
	Max    json.Number `json:"maxReceiveCount"`
}

// redrive returns the queue's policy, or the zero value when it has none.
func (a attrs) redrive() redrive {
	var r redrive
	if json.Unmarshal([]byte(a[string(types.QueueAttributeNameRedrivePolicy)]), &r) != nil {
		return redrive{}
	}
	return r
}

func (r redrive) max() int64 {
	n, err := r.Max.Int64()
	if err != nil {
		return 0
	}
	return n
}
