package sqsqueue

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"

	"github.com/photoq/photoq/pkg/fault"
)

// Check looks whether the queue is there and sanely set, and whether these
// credentials may use it. It sends nothing and disturbs no message: what it
// may do is asked with requests that are invalid on purpose, which SQS
// refuses in another way than forbidden ones.
func Check(ctx context.Context, client *sqs.Client, name string) []fault.Finding {
	exists := fault.Finding{Name: "queue exists", Detail: name}
	url, err := resolve(ctx, client, name, few)
	var have attrs
	if err == nil {
		have, err = attributes(ctx, client, url, few)
	}
	if err != nil {
		return []fault.Finding{bad(exists, openFault("look at queue "+name, err))}
	}
	exists.OK, exists.Detail = true, url
	findings := []fault.Finding{exists, checkSettings(name, have)}
	if target := have.redrive().Target; target != "" {
		findings = append(findings, checkDead(ctx, client, target))
	}
	return append(findings, checkPermissions(ctx, client, name, url)...)
}

// bad returns the finding with what went wrong and the fix.
func bad(f fault.Finding, err error) fault.Finding {
	f.OK, f.Detail, f.Fix = false, err.Error(), fault.HintOf(err)
	return f
}

func checkSettings(name string, have attrs) fault.Finding {
	f := fault.Finding{Name: "queue settings", OK: true}
	if have[attrFIFO] == attributeIsTrue {
		f.OK, f.Detail, f.Fix = false, name+" is a FIFO queue", "name a standard queue with --queue"
		return f
	}
	var texts []string
	for _, flaw := range flaws(have) {
		texts = append(texts, flaw.text)
	}
	if len(texts) > 0 {
		f.OK, f.Detail, f.Fix = false, strings.Join(texts, "; "), "run `photoq setup`, which corrects it"
	}
	return f
}

func checkDead(ctx context.Context, client *sqs.Client, arn string) fault.Finding {
	f := fault.Finding{Name: "dead-letter queue", OK: true}
	url, err := resolve(ctx, client, arn)
	var have attrs
	if err == nil {
		have, err = attributes(ctx, client, url)
	}
	if err != nil {
		return bad(f, classify("look at dead-letter queue "+baseName(arn), err))
	}
	f.Detail = fmt.Sprintf("%s, %d messages", baseName(arn), have.waiting())
	return f
}

func checkPermissions(ctx context.Context, client *sqs.Client, name, url string) []fault.Finding {
	noReceipt := aws.String("photoq-doctor")
	probes := []struct {
		permission string
		request    func() error
	}{
		{"sqs:SendMessage", func() error {
			_, err := client.SendMessageBatch(ctx, &sqs.SendMessageBatchInput{QueueUrl: &url, Entries: []types.SendMessageBatchRequestEntry{}})
			return err
		}},
		{"sqs:ReceiveMessage", func() error { return receiveTooMany(ctx, client, url) }},
		{"sqs:ChangeMessageVisibility", func() error {
			_, err := client.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{QueueUrl: &url, ReceiptHandle: noReceipt})
			return err
		}},
		{"sqs:DeleteMessage", func() error {
			_, err := client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &url, ReceiptHandle: noReceipt})
			return err
		}},
	}
	var findings []fault.Finding
	for _, p := range probes {
		f := fault.Finding{Name: "permission " + p.permission, OK: true}
		if err := p.request(); err != nil && !isOwnFault(err) {
			f = bad(f, classify("try "+p.permission+" on queue "+name, err))
		}
		findings = append(findings, f)
	}
	return findings
}

// receiveTooMany asks for more messages than SQS gives at once. A server that
// gives some all the same gets them back.
func receiveTooMany(ctx context.Context, client *sqs.Client, url string) error {
	out, err := client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: &url, MaxNumberOfMessages: 11, VisibilityTimeout: 1})
	if err != nil {
		return err
	}
	for _, m := range out.Messages {
		_, err = client.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{QueueUrl: &url, ReceiptHandle: m.ReceiptHandle})
		if err != nil {
			return err
		}
	}
	return nil
}

// isOwnFault reports whether the server has refused a request as invalid,
// which means that it would have been allowed.
func isOwnFault(err error) bool {
	if kind, _ := diagnose(err); kind != "" {
		return false
	}
	var api smithy.APIError
	return errors.As(err, &api) && !isTransient(err)
}
