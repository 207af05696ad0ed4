package sqsqueue_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/photoq/photoq/pkg/backend/servertest"
	kind "github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/queue"
	"github.com/photoq/photoq/pkg/queue/sqsqueue"
)

// world is a queue behind a proxy.
type world struct {
	*testing.T
	*sqsqueue.Queue
	name   string
	client *sqs.Client
	proxy  *proxy
	ctx    context.Context
}

func TestDriver(t *testing.T) {
	t.Parallel()
	server := servertest.ElasticMQ(t)
	for name, test := range map[string]func(*world){
		"requests": testRequests, "give-back-says-zero": testGiveBackSaysZero, "partial-failure-is-tried-again": testPartialTriedAgain,
		"partial-failure-is-named": testPartialNamed, "one-batch-of-three": testOneBatchOfThree, "throttled": testThrottled,
		"groups-refused": testGroupsRefused, "error-kinds": testErrorKinds, "stale": testStale,
		"receive-tries-again": testReceiveTriesAgain, "stop-strands-nothing": testStopStrandsNothing, "dead-count": testDeadCount,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, p := behind(server)
			o := sqsqueue.Options{Lease: 10 * time.Minute, Wait: time.Second}
			if name == "stop-strands-nothing" {
				o.Wait = 4 * time.Second
			}
			test(&world{T: t, Queue: openNew(t, client, name, o), name: name, client: client, proxy: p, ctx: t.Context()})
		})
	}
}

func bodies(n int) []queue.Body {
	bodies := make([]queue.Body, n)
	for i := range bodies {
		bodies[i] = queue.Body{Group: "job", Data: fmt.Sprintf(`{"v":1,"job":"job","photo":%d}`, i)}
	}
	return bodies
}

// What SQS bills: a tenth of a request for each message and step.
func testRequests(w *world) {
	check := func(what string, want int, do func() error) {
		w.Helper()
		got := w.proxy.during(func() {
			if err := do(); err != nil {
				w.Fatalf("%s: %v", what, err)
			}
		})
		if len(got) != want {
			w.Errorf("to %s took %d requests, want %d", what, len(got), want)
		}
	}
	check("send 100", 10, func() error { return w.Send(w.ctx, bodies(100)...) })
	var receipts []queue.Receipt
	check("receive 100", 10, func() error {
		for len(receipts) < 100 {
			messages, err := w.Receive(w.ctx, 100)
			if err != nil || len(messages) == 0 {
				return errors.Join(err, errors.New("nothing came"))
			}
			for _, m := range messages {
				receipts = append(receipts, m.Receipt)
			}
		}
		return nil
	})
	check("extend 100", 10, func() error { return w.Extend(w.ctx, time.Minute, receipts...) })
	check("give 100 back", 10, func() error { return w.Extend(w.ctx, 0, receipts...) })
	check("delete 100", 10, func() error { return w.Delete(w.ctx, receipts...) })
	check("delete 11 that are 2", 1, func() error {
		return w.Delete(w.ctx, append(receipts[:2:2], receipts[0], receipts[0], receipts[1], receipts[1], receipts[0])...)
	})
	count := func() error { _, err := w.Stats(w.ctx); return err }
	check("count for the first time", 3, count) // the queue, where its dead letters are, and those
	check("count", 2, count)
}

// A zero that the SDK left out would make SQS refuse the entry.
func testGiveBackSaysZero(w *world) {
	if err := w.Send(w.ctx, bodies(1)...); err != nil {
		w.Fatal(err)
	}
	messages, err := w.Receive(w.ctx, 1)
	if err != nil || len(messages) != 1 {
		w.Fatalf("received %v, %v", messages, err)
	}
	sent := w.proxy.during(func() { w.Extend(w.ctx, 0, messages[0].Receipt) })
	e := parse(w.T, sent[0]).Entries[0]
	if e.VisibilityTimeout == nil || *e.VisibilityTimeout != 0 {
		w.Errorf("sent %s, want a VisibilityTimeout of 0 in it", sent[0])
	}
}

func testPartialTriedAgain(w *world) {
	var mu sync.Mutex
	refused := map[string]int{}
	w.proxy.breaks(judge(w.T, func(e entry) (string, string, bool) {
		mu.Lock()
		defer mu.Unlock()
		if (e.ID == "3" || e.ID == "7") && refused[e.ID] < 2 {
			refused[e.ID]++
			return "InternalError", "busy", e.ID == "nobody"
		}
		return "", "", false
	}))
	sent := w.proxy.during(func() {
		if err := w.Send(w.ctx, bodies(10)...); err != nil {
			w.Errorf("send: %v", err)
		}
	})
	if len(sent) != 3 || len(parse(w.T, sent[1]).Entries) != 2 {
		w.Errorf("requests are %q, want one of ten and two of the two that failed", sent)
	}
}

func testPartialNamed(w *world) {
	w.proxy.breaks(judge(w.T, func(e entry) (string, string, bool) {
		switch e.ID {
		case "4":
			return "InvalidMessageContents", "bad characters", true
		case "15":
			return "ThrottlingException", "for ever", true
		}
		return "", "", false
	}))
	err := w.Send(w.ctx, bodies(20)...)
	var partial *queue.BatchError
	if !errors.As(err, &partial) || fmt.Sprint(partial.Indexes()) != "[4 15]" {
		w.Errorf("send: %v, want an error that names 4 and 15", err)
	}
}

// One request of three fails as a whole: its ten are named, the rest is there.
func testOneBatchOfThree(w *world) {
	w.proxy.breaks(func(op, body string, r *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if strings.Contains(body, `"Id":"10"`) {
			return refuse(http.StatusBadRequest, "InvalidParameterValue", "no")(op, body, r, send)
		}
		return send()
	})
	err := w.Send(w.ctx, bodies(25)...)
	var partial *queue.BatchError
	if !errors.As(err, &partial) || len(partial.Failed) != 10 || partial.Failed[10] == nil || partial.Failed[19] == nil {
		w.Errorf("send: %v, want an error that names 10 to 19", err)
	}
}

func testThrottled(w *world) {
	throttle := refuse(http.StatusForbidden, "RequestThrottled", "slower")
	w.proxy.breaks(firsts(2, throttle))
	if err := w.Send(w.ctx, bodies(3)...); err != nil {
		w.Errorf("send: %v", err)
	}
	w.proxy.breaks(firsts(2, throttle))
	if messages, err := w.Receive(w.ctx, 10); err != nil || len(messages) != 3 {
		w.Errorf("received %d, %v, want 3", len(messages), err)
	}
}

// Older servers know groups of FIFO queues only.
func testGroupsRefused(w *world) {
	for _, whole := range []bool{true, false} {
		w.proxy.breaks(func(op, body string, r *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
			const message = "The request include parameter MessageGroupId which is not valid for this queue type"
			switch {
			case op != "SendMessageBatch" || !strings.Contains(body, "MessageGroupId"):
				return send()
			case whole:
				return refuse(http.StatusBadRequest, "InvalidParameterValue", message)(op, body, r, send)
			}
			return judge(w.T, func(entry) (string, string, bool) { return "InvalidParameterValue", message, true })(op, body, r, send)
		})
		q, err := sqsqueue.Open(w.ctx, w.client, w.name, sqsqueue.Options{Lease: time.Minute, Wait: time.Second})
		if err != nil {
			w.Fatal(err)
		}
		if err := q.Send(w.ctx, bodies(1)...); err != nil {
			w.Fatalf("send: %v", err)
		}
		messages, err := q.Receive(w.ctx, 1)
		if err != nil || len(messages) != 1 || messages[0].Group != "job" {
			w.Fatalf("received %+v, %v, want the group kept", messages, err)
		}
		if sent := w.proxy.during(func() { q.Send(w.ctx, bodies(1)...) }); len(sent) != 1 {
			w.Errorf("the second send took %d requests, want the lesson learnt", len(sent))
		}
		w.Delete(w.ctx, messages[0].Receipt)
		if again, err := q.Receive(w.ctx, 1); err != nil || len(again) != 1 || q.Delete(w.ctx, again[0].Receipt) != nil {
			w.Fatalf("received %+v, %v", again, err)
		}
		q.Close()
	}
}

func testErrorKinds(w *world) {
	for code, want := range map[string]kind.Kind{
		"QueueDoesNotExist": kind.NotFound, "AWS.SimpleQueueService.NonExistentQueue": kind.NotFound,
		"AccessDenied": kind.Unusable, "AccessDeniedException": kind.Unusable, "InvalidClientTokenId": kind.Unusable,
		"ExpiredTokenException": kind.Unusable, "KmsAccessDenied": kind.Unusable, "OverLimit": "",
	} {
		w.proxy.breaks(refuse(http.StatusBadRequest, code, "as the test wants it"))
		_, receiveErr := w.Receive(w.ctx, 1)
		_, statsErr := w.Stats(w.ctx)
		_, openErr := sqsqueue.Open(w.ctx, w.client, w.name, sqsqueue.Options{})
		for action, err := range map[string]error{
			"send": w.Send(w.ctx, bodies(12)...), "receive": receiveErr, "stats": statsErr, "open": openErr,
			"extend": w.Extend(w.ctx, time.Minute, "r"), "delete": w.Delete(w.ctx, "r"),
		} {
			if err == nil || kind.KindOf(err) != want || (kind.HintOf(err) == "") != (want == "") {
				w.Errorf("%s with %s: error %v of kind %q, hint %q, want %q", action, code, err, kind.KindOf(err), kind.HintOf(err), want)
			}
		}
	}
}

func testStale(w *world) {
	for code, message := range map[string]string{
		"ReceiptHandleIsInvalid": "", "AWS.SimpleQueueService.MessageNotInflight": "",
		"InvalidParameterValue": "Value x for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.",
	} {
		w.proxy.breaks(judge(w.T, func(e entry) (string, string, bool) {
			if e.ID == "1" {
				return code, message, true
			}
			return "", "", false
		}))
		var partial *queue.BatchError
		err := w.Extend(w.ctx, time.Minute, "a", "b", "a", "b")
		if !errors.As(err, &partial) || fmt.Sprint(partial.Indexes()) != "[1 3]" || !errors.Is(partial.Failed[3], queue.ErrStale) {
			w.Errorf("extend with %s: %v, want 1 and 3 stale", code, err)
		}
		if err := w.Delete(w.ctx, "a", "b"); err != nil {
			w.Errorf("delete with %s: %v, want none: it may be deleted already", code, err)
		}
	}
}

func testReceiveTriesAgain(w *world) {
	if err := w.Send(w.ctx, bodies(1)...); err != nil {
		w.Fatal(err)
	}
	w.proxy.breaks(firsts(2, func(string, string, *http.Request, func() (*http.Response, error)) (*http.Response, error) {
		return nil, errors.New("connection reset by peer")
	}))
	if messages, err := w.Receive(w.ctx, 1); err != nil || len(messages) != 1 {
		w.Errorf("received %v, %v, want the message after two lost connections", messages, err)
	}
}

// A worker that stops while it polls must not take a message with it, which
// the server may hand to its connection afterwards.
func testStopStrandsNothing(w *world) {
	q, err := sqsqueue.Open(w.ctx, w.client, w.name, sqsqueue.Options{Lease: 10 * time.Minute, Wait: 4 * time.Second})
	if err != nil {
		w.Fatal(err)
	}
	ctx, cancel := context.WithCancel(w.ctx)
	time.AfterFunc(500*time.Millisecond, cancel)
	if messages, err := q.Receive(ctx, 10); len(messages) > 0 || !errors.Is(err, context.Canceled) {
		w.Fatalf("received %v, %v", messages, err)
	}
	if err := w.Send(w.ctx, bodies(3)...); err != nil {
		w.Fatal(err)
	}
	if err := q.Close(); err != nil {
		w.Fatal(err)
	}
	got := 0
	for got < 3 {
		messages, err := w.Receive(w.ctx, 10)
		if err != nil || len(messages) == 0 {
			w.Fatalf("received %d messages of 3 at once, %v: the others are stranded", got, err)
		}
		got += len(messages)
	}
}

func testDeadCount(w *world) {
	url, err := w.client.GetQueueUrl(w.ctx, &sqs.GetQueueUrlInput{QueueName: aws.String(w.name + "-dead")})
	if err != nil {
		w.Fatal(err)
	}
	if _, err := w.client.SendMessage(w.ctx, &sqs.SendMessageInput{QueueUrl: url.QueueUrl, MessageBody: aws.String("x")}); err != nil {
		w.Fatal(err)
	}
	for range 2 {
		if s, err := w.Stats(w.ctx); err != nil || s.Dead != 1 {
			w.Errorf("stats are %+v, %v, want 1 dead", s, err)
		}
	}
}
