package sqsqueue

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/photoq/photoq/pkg/awsapi"
	"github.com/photoq/photoq/pkg/queue"
)

// Extend sets the leases to end d from now, rounded up to whole seconds; see
// queue.Queue. A receipt that SQS calls stale is queue.ErrStale in the
// *queue.BatchError. SQS refuses to extend past 12 hours from the receipt.
func (q *Queue) Extend(ctx context.Context, d time.Duration, receipts ...queue.Receipt) error {
	if d < 0 || d > maxLease {
		return fmt.Errorf("extend a lease by %v: not between 0 and 12 hours", d)
	}
	return each(ctx, receipts, func(ctx context.Context, batch []int) (answer, error) {
		in := &sqs.ChangeMessageVisibilityBatchInput{QueueUrl: &q.url}
		for _, index := range batch {
			in.Entries = append(in.Entries, types.ChangeMessageVisibilityBatchRequestEntry{
				Id:                entryID(index),
				ReceiptHandle:     aws.String(string(receipts[index])),
				VisibilityTimeout: seconds(d),
			})
		}
		out, err := q.client.ChangeMessageVisibilityBatch(ctx, in)
		if err != nil {
			return answer{}, q.fault("extend leases of", err)
		}
		got := answer{failed: out.Failed}
		for _, s := range out.Successful {
			got.done = append(got.done, aws.ToString(s.Id))
		}
		return got, nil
	})
}

// Delete removes the messages for good; see queue.Queue. A receipt that the
// server calls stale is ignored: some call it so when the message is deleted
// already, which is fine, and do not tell the two apart.
func (q *Queue) Delete(ctx context.Context, receipts ...queue.Receipt) error {
	return each(ctx, receipts, func(ctx context.Context, batch []int) (answer, error) {
		in := &sqs.DeleteMessageBatchInput{QueueUrl: &q.url}
		for _, index := range batch {
			in.Entries = append(in.Entries, types.DeleteMessageBatchRequestEntry{
				Id:            entryID(index),
				ReceiptHandle: aws.String(string(receipts[index])),
			})
		}
		out, err := q.client.DeleteMessageBatch(ctx, in)
		if err != nil {
			return answer{}, q.fault("delete from", err)
		}
		var got answer
		for _, f := range out.Failed {
			if isStale(awsapi.Bare(aws.ToString(f.Code)), aws.ToString(f.Message)) {
				got.done = append(got.done, aws.ToString(f.Id))
			} else {
				got.failed = append(got.failed, f)
			}
		}
		for _, s := range out.Successful {
			got.done = append(got.done, aws.ToString(s.Id))
		}
		return got, nil
	})
}

// each carries out batches of receipts. One that is there twice is sent once,
// because servers refuse a batch with two alike, and fails twice if it fails.
func each(ctx context.Context, receipts []queue.Receipt, do carry) error {
	var unique []int
	first := make(map[queue.Receipt]int, len(receipts))
	for i, r := range receipts {
		if _, seen := first[r]; !seen {
			first[r] = i
			unique = append(unique, i)
		}
	}
	err := run(ctx, slices.Collect(slices.Chunk(unique, queue.MaxBatch)), do)
	var partial *queue.BatchError
	if errors.As(err, &partial) && len(unique) < len(receipts) {
		for i, r := range receipts {
			if failure := partial.Failed[first[r]]; failure != nil {
				partial.Failed[i] = failure
			}
		}
	}
	return err
}
