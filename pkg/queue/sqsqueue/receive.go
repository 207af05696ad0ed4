package sqsqueue

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/photoq/photoq/pkg/awsapi"
	"github.com/photoq/photoq/pkg/queue"
)

// closeGrace is how much longer than its wait a poll may take until Close
// ends it.
const closeGrace = 5 * time.Second

// polls are the requests for messages that are under way.
//
// A long poll that is broken off is not over for the server: it may still
// hand a message to the broken connection, and that message is then hidden
// for a whole lease. So a poll is never broken off. When the context of its
// Receive ends it is parked; the next Receive takes it over, and if none does,
// whatever it brings is given back at once.
type polls struct {
	ctx  context.Context // of all requests; ends when Close loses patience
	stop context.CancelFunc

	mu     sync.Mutex
	parked []*poll
	closed bool
	wg     sync.WaitGroup
}

// poll is one request for messages. Its results may be read once done is
// closed.
type poll struct {
	max      int
	done     chan struct{}
	messages []queue.Message
	err      error
}

// Receive waits for messages; see queue.Queue. It asks the server once, so it
// returns at most ten.
func (q *Queue) Receive(ctx context.Context, max int) ([]queue.Message, error) {
	max = min(max, queue.MaxBatch)
	if max < 1 {
		return nil, errors.New("receive: less than one message asked for")
	}
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		p, fresh, err := q.claim(max)
		if err != nil {
			return nil, err
		}
		select {
		case <-p.done:
		case <-ctx.Done():
			if q.park(p) {
				return nil, ctx.Err()
			}
			<-p.done
		}
		// A poll that was taken over has waited for somebody else.
		if len(p.messages) > 0 || p.err != nil || fresh {
			return p.messages, p.err
		}
	}
}

// Close waits for the polls that a Receive has left behind when its context
// ended, and gives back what they bring, so that no message stays hidden. It
// takes as long as Options.Wait at most, and 5 seconds more when the server
// does not answer. No other method may be called afterwards.
func (q *Queue) Close() error {
	q.polls.mu.Lock()
	q.polls.closed = true
	q.polls.mu.Unlock()
	impatience := time.AfterFunc(q.wait+closeGrace, q.polls.stop)
	defer impatience.Stop()
	q.polls.wg.Wait()
	q.polls.stop()
	return nil
}

// claim returns a parked poll, or starts a fresh one.
func (q *Queue) claim(max int) (p *poll, fresh bool, err error) {
	q.polls.mu.Lock()
	defer q.polls.mu.Unlock()
	if q.polls.closed {
		return nil, false, errors.New("receive: the queue is closed")
	}
	for i, p := range q.polls.parked {
		if p.max <= max {
			q.polls.parked = slices.Delete(q.polls.parked, i, i+1)
			return p, false, nil
		}
	}
	p = &poll{max: max, done: make(chan struct{})}
	q.polls.wg.Go(func() { q.poll(p) })
	return p, true, nil
}

// park leaves the poll to itself. It returns false when the poll is over.
func (q *Queue) park(p *poll) bool {
	q.polls.mu.Lock()
	defer q.polls.mu.Unlock()
	select {
	case <-p.done:
		return false
	default:
		q.polls.parked = append(q.polls.parked, p)
		return true
	}
}

func (q *Queue) isParked(p *poll) bool {
	q.polls.mu.Lock()
	defer q.polls.mu.Unlock()
	return slices.Contains(q.polls.parked, p)
}

// poll asks the server until it answers, and delivers the answer.
func (q *Queue) poll(p *poll) {
	messages, err := q.ask(p.max)
	for try := 1; err != nil && try < awsapi.MaxAttempts && isTransient(err) && !q.isParked(p); try++ {
		if pause(q.polls.ctx, try) != nil {
			break
		}
		messages, err = q.ask(p.max)
	}
	if err != nil {
		err = q.fault("receive from", err)
	}

	q.polls.mu.Lock()
	at := slices.Index(q.polls.parked, p)
	if at >= 0 {
		q.polls.parked = slices.Delete(q.polls.parked, at, at+1)
	}
	p.messages, p.err = messages, err
	close(p.done)
	q.polls.mu.Unlock()

	if at >= 0 && len(messages) > 0 {
		q.giveBack(messages)
	}
}

// giveBack makes messages that nobody waits for receivable again. A failure
// costs no more than time: their lease then runs out.
func (q *Queue) giveBack(messages []queue.Message) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(q.polls.ctx), 2*closeGrace)
	defer cancel()
	receipts := make([]queue.Receipt, len(messages))
	for i, m := range messages {
		receipts[i] = m.Receipt
	}
	q.Extend(ctx, 0, receipts...)
}

// ask makes one request. The repeating is poll's: the client's own would go
// on with a new long poll after everybody has left.
func (q *Queue) ask(max int) ([]queue.Message, error) {
	out, err := q.client.ReceiveMessage(q.polls.ctx, &sqs.ReceiveMessageInput{
		QueueUrl:            &q.url,
		MaxNumberOfMessages: int32(max),
		VisibilityTimeout:   seconds(q.lease),
		WaitTimeSeconds:     seconds(q.wait),
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{
			types.MessageSystemAttributeNameApproximateReceiveCount,
			types.MessageSystemAttributeNameMessageGroupId,
		},
		MessageAttributeNames: []string{groupAttribute},
	}, once)
	if err != nil {
		return nil, err
	}
	messages := make([]queue.Message, 0, len(out.Messages))
	for _, m := range out.Messages {
		messages = append(messages, message(m))
	}
	return messages, nil
}

func once(o *sqs.Options) { o.Retryer = retry.AddWithMaxAttempts(o.Retryer, 1) }

func message(m types.Message) queue.Message {
	group, ok := m.Attributes[string(types.MessageSystemAttributeNameMessageGroupId)]
	if !ok {
		group = aws.ToString(m.MessageAttributes[groupAttribute].StringValue)
	}
	attempts, err := strconv.Atoi(m.Attributes[string(types.MessageSystemAttributeNameApproximateReceiveCount)])
	if err != nil {
		attempts = 1 // the count is the server's to give; without it this is all that is known
	}
	return queue.Message{
		Body:     queue.Body{Group: group, Data: aws.ToString(m.Body)},
		ID:       aws.ToString(m.MessageId),
		Receipt:  queue.Receipt(aws.ToString(m.ReceiptHandle)),
		Attempts: max(attempts, 1),
	}
}
