package sqsqueue

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"

	"github.com/photoq/photoq/pkg/queue"
)

const (
	// maxBody is what the contract allows for one message.
	maxBody = 64 << 10
	// maxRequest is the limit on a batch's bodies. SQS has raised its own to
	// 1 MiB, but compatible servers have not all followed.
	maxRequest = 256 << 10
	// groupAttribute carries a group where MessageGroupId cannot.
	groupAttribute = "photoq-group"
)

// Send adds the bodies; see queue.Queue. Ten go in a request, fewer when they
// are large.
func (q *Queue) Send(ctx context.Context, bodies ...queue.Body) error {
	batches, unfit := pack(bodies)
	err := run(ctx, batches, func(ctx context.Context, batch []int) (answer, error) {
		return q.sendBatch(ctx, bodies, batch)
	})
	if len(unfit) == 0 {
		return err
	}
	var partial *queue.BatchError
	switch {
	case err == nil:
		return &queue.BatchError{Failed: unfit}
	case errors.As(err, &partial):
		for index, err := range unfit {
			partial.Failed[index] = err
		}
		return partial
	}
	return err
}

// pack splits the bodies into batches that one request can carry. Those that
// SQS would refuse are in none, but in the second result: some servers refuse
// the whole batch for their sake.
func pack(bodies []queue.Body) (batches [][]int, unfit map[int]error) {
	unfit = make(map[int]error)
	size := 0
	for i, b := range bodies {
		n := len(b.Data) + len(b.Group) + len(groupAttribute) + len("String")
		if err := checkBody(b.Data); err != nil {
			unfit[i] = err
			continue
		}
		last := len(batches) - 1
		if last < 0 || len(batches[last]) == queue.MaxBatch || size+n > maxRequest {
			batches, size = append(batches, nil), 0
			last++
		}
		batches[last] = append(batches[last], i)
		size += n
	}
	return batches, unfit
}

// checkBody returns nil for a message that SQS takes.
func checkBody(data string) error {
	switch {
	case data == "":
		return errors.New("send a message: it is empty")
	case len(data) > maxBody:
		return fmt.Errorf("send a message: %d bytes, more than %d", len(data), maxBody)
	case !utf8.ValidString(data):
		return errors.New("send a message: not valid UTF-8")
	}
	for _, r := range data {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
			return fmt.Errorf("send a message: it has the character %U, which SQS does not take", r)
		}
	}
	return nil
}

func (q *Queue) sendBatch(ctx context.Context, bodies []queue.Body, batch []int) (answer, error) {
	out, err := q.sendOnce(ctx, bodies, batch)
	if err != nil && !q.noGroups.Load() && refusesGroup(err) {
		q.noGroups.Store(true)
		out, err = q.sendOnce(ctx, bodies, batch)
	}
	if err != nil {
		return answer{}, q.fault("send to", err)
	}
	for _, f := range out.Failed {
		if groupRefused(f) {
			q.noGroups.Store(true) // the entry is tried again, then without
		}
	}
	got := answer{failed: out.Failed}
	for _, s := range out.Successful {
		got.done = append(got.done, aws.ToString(s.Id))
	}
	return got, nil
}

func (q *Queue) sendOnce(ctx context.Context, bodies []queue.Body, batch []int) (*sqs.SendMessageBatchOutput, error) {
	in := &sqs.SendMessageBatchInput{QueueUrl: &q.url}
	for _, index := range batch {
		e := types.SendMessageBatchRequestEntry{Id: entryID(index), MessageBody: &bodies[index].Data}
		switch group := bodies[index].Group; {
		case group == "":
		case isGroupID(group) && !q.noGroups.Load():
			e.MessageGroupId = &group
		default:
			e.MessageAttributes = map[string]types.MessageAttributeValue{
				groupAttribute: {DataType: aws.String("String"), StringValue: &group},
			}
		}
		in.Entries = append(in.Entries, e)
	}
	return q.client.SendMessageBatch(ctx, in)
}

// isGroupID reports whether SQS takes the group as a MessageGroupId: up to 128
// letters, digits and punctuation.
func isGroupID(group string) bool {
	for _, c := range []byte(group) {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return len(group) <= 128
}

// refusesGroup and groupRefused report whether a server (an older one, where
// groups are for FIFO queues alone) refuses a MessageGroupId as such.
func refusesGroup(err error) bool {
	var api smithy.APIError
	return errors.As(err, &api) && strings.Contains(api.ErrorMessage(), "MessageGroupId")
}

func groupRefused(f types.BatchResultErrorEntry) bool {
	return strings.Contains(aws.ToString(f.Message), "MessageGroupId")
}
