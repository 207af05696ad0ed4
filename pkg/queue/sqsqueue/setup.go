package sqsqueue

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/photoq/photoq/pkg/awsapi"
	"github.com/photoq/photoq/pkg/fault"
)

// SetupOptions say how to set up.
type SetupOptions struct {
	Lease  time.Duration // the default visibility timeout; 0 means 2 minutes
	DryRun bool          // change nothing, only report
}

// Setup creates the queue and its dead-letter queue NAME-dead where they are
// missing, and corrects what would keep photoq from working on those that are
// there. Anything else about them is left. It returns what it did, or with
// DryRun would do, one sentence each; none means that all was right already.
// After an error it may be run again.
func Setup(ctx context.Context, client *sqs.Client, name string, o SetupOptions) (actions []string, err error) {
	opened, err := Options{Lease: o.Lease}.normal()
	if err != nil {
		return nil, fmt.Errorf("set up queue %s: %w", name, err)
	}
	s := &setup{client: client, name: name, lease: opened.Lease, dry: o.DryRun}
	if err := s.run(ctx); err != nil {
		return s.actions, openFault("set up queue "+name, err)
	}
	return s.actions, nil
}

// setup is one run of Setup.
type setup struct {
	client  *sqs.Client
	name    string
	lease   time.Duration
	dry     bool
	actions []string
}

func (s *setup) run(ctx context.Context) error {
	url, have, err := s.find(ctx, s.name)
	if err != nil {
		return err
	}
	if have[attrFIFO] == attributeIsTrue {
		return fault.New(fault.Unusable, errors.New("it is a FIFO queue"), "name a standard queue with --queue")
	}
	deadURL, deadARN, err := "", have.redrive().Target, error(nil)
	if deadARN == "" {
		if deadURL, deadARN, err = s.ensureDead(ctx); err != nil {
			return err
		}
	}
	want := mainSettings(s.lease, deadARN)
	if url != "" {
		if err := s.correct(ctx, url, have, want); err != nil {
			return err
		}
	} else if url, err = s.create(ctx, baseName(s.name), want, "with dead letters going to "+baseName(s.name)+"-dead"); err != nil {
		return err
	}
	if deadURL == "" || s.dry {
		return nil
	}
	return s.allow(ctx, url, deadURL)
}

// find returns the queue's URL and attributes, or "" when it does not exist.
func (s *setup) find(ctx context.Context, name string) (string, attrs, error) {
	url, err := resolve(ctx, s.client, name, few)
	if err == nil {
		var have attrs
		if have, err = attributes(ctx, s.client, url); err == nil {
			return url, have, nil
		}
	}
	if kind, _ := diagnose(err); kind == fault.NotFound && awsapi.Code(err) != "InvalidAddress" {
		return "", nil, nil
	}
	return "", nil, err
}

// ensureDead returns the dead-letter queue's ARN, which in a dry run may not
// be known, and its URL where it was created just now.
func (s *setup) ensureDead(ctx context.Context) (url, arn string, err error) {
	name := baseName(s.name) + "-dead"
	found, have, err := s.find(ctx, name)
	if err != nil || found != "" {
		return "", have[attrARN], err
	}
	url, err = s.create(ctx, name, deadSettings(), "for messages that are given up, kept for 14 days")
	if err != nil || s.dry {
		return url, "", err
	}
	have, err = s.await(ctx, url)
	return url, have[attrARN], err
}

// create makes a queue. A server that does not know about encryption gets no
// second chance to say so.
func (s *setup) create(ctx context.Context, name string, want attrs, about string) (url string, err error) {
	if s.did("create", "created", "queue "+name+" "+about) {
		return "", nil
	}
	out, err := s.client.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: &name, Attributes: want})
	if code := awsapi.Code(err); code == "InvalidAttributeName" || code == "UnknownAttribute" {
		want = maps.Clone(want)
		delete(want, attrEncryption)
		out, err = s.client.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: &name, Attributes: want})
	}
	if err != nil {
		s.actions = s.actions[:len(s.actions)-1]
		return "", fmt.Errorf("create %s: %w", name, err)
	}
	return aws.ToString(out.QueueUrl), nil
}

// await returns the attributes of a queue that was created just now; SQS may
// need a second until it knows it.
func (s *setup) await(ctx context.Context, url string) (attrs, error) {
	for try := 1; ; try++ {
		have, err := attributes(ctx, s.client, url)
		if kind, _ := diagnose(err); kind != fault.NotFound || try == awsapi.MaxAttempts {
			return have, err
		}
		if err := pause(ctx, try+2); err != nil {
			return nil, err
		}
	}
}

// correct sets the attributes of a queue that are no good.
func (s *setup) correct(ctx context.Context, url string, have, want attrs) error {
	change := make(attrs)
	for _, f := range flaws(have) {
		value := want[f.attribute]
		if f.attribute == attrRedrive && have.redrive().Target != "" {
			value = redriveTo(have.redrive().Target)
		}
		change[f.attribute] = value
		s.did("correct", "corrected", fmt.Sprintf("queue %s: %s; %s set to %s", s.name, f.text, f.attribute, value))
	}
	if len(change) == 0 || s.dry {
		return nil
	}
	_, err := s.client.SetQueueAttributes(ctx, &sqs.SetQueueAttributesInput{QueueUrl: &url, Attributes: change})
	if err != nil {
		return fmt.Errorf("correct %s: %w", s.name, err)
	}
	return nil
}

// allow makes the new dead-letter queue serve this queue only. A server that
// does not know of such a policy lets any queue use it, which does no harm.
func (s *setup) allow(ctx context.Context, url, deadURL string) error {
	have, err := s.await(ctx, url)
	if err != nil {
		return err
	}
	_, err = s.client.SetQueueAttributes(ctx, &sqs.SetQueueAttributesInput{
		QueueUrl: &deadURL, Attributes: attrs{attrAllow: allowOnly(have[attrARN])},
	})
	switch awsapi.Code(err) {
	case "InvalidAttributeName", "UnknownAttribute", "InvalidAttributeValue":
		return nil
	}
	return err
}

// did notes an action and reports whether to leave it at that.
func (s *setup) did(would, done, what string) (dry bool) {
	verb := done
	if s.dry {
		verb = "would " + would
	}
	s.actions = append(s.actions, verb+" "+what)
	return s.dry
}
