package sqsqueue_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/photoq/photoq/pkg/backend/servertest"
	kind "github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/queue/sqsqueue"
)

func TestSetup(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(testing.TB) servertest.Server{"moto": servertest.Moto, "ElasticMQ": servertest.ElasticMQ} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := start(t)
			client := sqsqueue.NewClient(server.Config(), server.Endpoint)
			t.Run("Twice", func(t *testing.T) { testSetupTwice(t, client) })
			t.Run("CorrectsWhatIsWrong", func(t *testing.T) { testSetupCorrects(t, client) })
			t.Run("Check", func(t *testing.T) { testCheck(t, client) })
			t.Run("OpenByURL", func(t *testing.T) { testOpenByURL(t, client) })
		})
	}
}

func testSetupTwice(t *testing.T, client *sqs.Client) {
	ctx := context.Background()
	dry, err := sqsqueue.Setup(ctx, client, "twice", sqsqueue.SetupOptions{DryRun: true})
	if err != nil || len(dry) != 2 || !strings.HasPrefix(dry[0], "would create queue twice-dead") {
		t.Fatalf("dry run: %q, %v", dry, err)
	}
	if _, err := sqsqueue.Open(ctx, client, "twice", sqsqueue.Options{}); kind.KindOf(err) != kind.NotFound || kind.HintOf(err) == "" {
		t.Fatalf("after a dry run: %v, want that there is no queue", err)
	}
	did, err := sqsqueue.Setup(ctx, client, "twice", sqsqueue.SetupOptions{Lease: 5 * time.Minute})
	if err != nil || len(did) != 2 || !strings.HasPrefix(did[1], "created queue twice ") {
		t.Fatalf("set up: %q, %v", did, err)
	}
	for _, dryRun := range []bool{false, true} {
		if again, err := sqsqueue.Setup(ctx, client, "twice", sqsqueue.SetupOptions{DryRun: dryRun}); err != nil || len(again) != 0 {
			t.Errorf("again: %q, %v, want nothing to do", again, err)
		}
	}
	if got := read(t, client, "twice")["VisibilityTimeout"]; got != "300" {
		t.Errorf("the visibility timeout is %s, want what was asked for first", got)
	}
}

func testSetupCorrects(t *testing.T, client *sqs.Client) {
	ctx := context.Background()
	if _, err := client.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String("graves")}); err != nil {
		t.Fatal(err)
	}
	arn := read(t, client, "graves")["QueueArn"]
	_, err := client.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String("hasty"), Attributes: map[string]string{
		"VisibilityTimeout": "5", "DelaySeconds": "7", "RedrivePolicy": `{"deadLetterTargetArn":"` + arn + `","maxReceiveCount":"3"}`,
	}})
	if err != nil {
		t.Fatal(err)
	}
	did, err := sqsqueue.Setup(ctx, client, "hasty", sqsqueue.SetupOptions{})
	if err != nil || len(did) < 2 {
		t.Fatalf("set up: %q, %v, want visibility and maxReceiveCount corrected", did, err)
	}
	a := read(t, client, "hasty")
	if a["VisibilityTimeout"] != "120" || a["DelaySeconds"] != "7" ||
		!strings.Contains(a["RedrivePolicy"], "100") || !strings.Contains(a["RedrivePolicy"], arn) {
		t.Errorf("attributes are %v, want only the wrong ones changed", a)
	}
	if again, err := sqsqueue.Setup(ctx, client, "hasty", sqsqueue.SetupOptions{}); err != nil || len(again) != 0 {
		t.Errorf("again: %q, %v, want nothing to do", again, err)
	}
}

func read(t *testing.T, client *sqs.Client, name string) map[string]string {
	t.Helper()
	ctx := context.Background()
	url, err := client.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: &name})
	if err != nil {
		t.Fatal(err)
	}
	out, err := client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: url.QueueUrl, AttributeNames: []types.QueueAttributeName{"All"}})
	if err != nil {
		t.Fatal(err)
	}
	return out.Attributes
}

func testCheck(t *testing.T, client *sqs.Client) {
	ctx := context.Background()
	q := openNew(t, client, "checked", sqsqueue.Options{Lease: time.Minute, Wait: time.Second})
	if err := q.Send(ctx, bodies(3)...); err != nil {
		t.Fatal(err)
	}
	findings := sqsqueue.Check(ctx, client, "checked")
	if len(findings) != 7 {
		t.Errorf("%d findings, want 7: %+v", len(findings), findings)
	}
	for _, f := range findings {
		if !f.OK {
			t.Errorf("%+v", f)
		}
	}
	messages, err := q.Receive(ctx, 10)
	if err != nil || len(messages) != 3 || messages[0].Attempts != 1 {
		t.Errorf("after the check, received %+v, %v, want 3 that nobody has touched", messages, err)
	}
	if findings := sqsqueue.Check(ctx, client, "no-such-queue"); len(findings) != 1 || findings[0].OK || findings[0].Fix == "" {
		t.Errorf("check of a missing queue: %+v", findings)
	}
}

func testOpenByURL(t *testing.T, client *sqs.Client) {
	ctx := context.Background()
	openNew(t, client, "by-url", sqsqueue.Options{})
	url, err := client.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: aws.String("by-url")})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]kind.Kind{
		*url.QueueUrl: "", read(t, client, "by-url")["QueueArn"]: "", *url.QueueUrl + "-not": kind.NotFound,
	} {
		if _, err := sqsqueue.Open(ctx, client, name, sqsqueue.Options{}); kind.KindOf(err) != want || (err == nil) != (want == "") {
			t.Errorf("open %s: %v, want kind %q", name, err, want)
		}
	}
}

func TestOpenUnreachable(t *testing.T) {
	t.Parallel()
	server := servertest.Server{Endpoint: "http://127.0.0.1:1", Region: "us-east-1", AccessKey: "a", SecretKey: "b"}
	_, err := sqsqueue.Open(context.Background(), sqsqueue.NewClient(server.Config(), server.Endpoint), "q", sqsqueue.Options{})
	if kind.KindOf(err) != kind.Unusable || !strings.Contains(kind.HintOf(err), server.Endpoint) {
		t.Errorf("open: %v, kind %q, hint %q", err, kind.KindOf(err), kind.HintOf(err))
	}
	cfg := server.Config()
	cfg.Credentials = nil
	_, err = sqsqueue.Open(context.Background(), sqsqueue.NewClient(cfg, server.Endpoint), "q", sqsqueue.Options{})
	if err == nil {
		t.Errorf("open without credentials succeeded")
	}
}
