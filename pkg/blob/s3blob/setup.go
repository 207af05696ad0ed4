package s3blob

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/photoq/photoq/pkg/awsapi"
)

// defaultRegion is the one that has no name as a location.
const defaultRegion = "us-east-1"

// abortDays is when S3 removes the parts of an upload that nobody completes.
const abortDays = 7

// SetupOptions say how to set up.
type SetupOptions struct {
	DryRun bool // change nothing, only report
}

// Setup creates the bucket in the client's region where it is missing, closed
// to the public, and adds a lifecycle rule that removes what broken-off
// uploads under the prefix have left, beside any rules that are there. An
// existing bucket is otherwise left as it is. It returns what it did, or with
// DryRun would do, one sentence each; none means that all was right already.
// What a compatible server does not know is skipped. After an error it may be
// run again.
func Setup(ctx context.Context, client *s3.Client, bucket, prefix string, o SetupOptions) (actions []string, err error) {
	s := &setup{client: client, bucket: bucket, prefix: normalPrefix(prefix), dry: o.DryRun}
	if err := s.run(ctx); err != nil {
		return s.actions, openFault("set up bucket "+bucket, err)
	}
	return s.actions, nil
}

// setup is one run of Setup.
type setup struct {
	client  *s3.Client
	bucket  string
	prefix  string
	dry     bool
	actions []string
}

func (s *setup) run(ctx context.Context) error {
	_, err := (&Store{client: s.client, bucket: s.bucket, prefix: s.prefix}).look(ctx)
	switch {
	case awsapi.Code(err) == "NoSuchBucket":
		if err := s.create(ctx); err != nil {
			return err
		}
		if s.dry {
			s.did("block", "", "public access to it")
			s.did("add", "", s.ruleText())
			return nil
		}
		if err := s.close(ctx); err != nil {
			return err
		}
	case err != nil:
		return err
	}
	return s.cleanUp(ctx)
}

func (s *setup) create(ctx context.Context) error {
	region := s.client.Options().Region
	if s.dry {
		s.did("create", "", "bucket "+s.bucket+" in "+region)
		return nil
	}
	in := &s3.CreateBucketInput{Bucket: &s.bucket}
	if region != defaultRegion {
		in.CreateBucketConfiguration = &types.CreateBucketConfiguration{LocationConstraint: types.BucketLocationConstraint(region)}
	}
	_, err := s.client.CreateBucket(ctx, in)
	var mine *types.BucketAlreadyOwnedByYou
	if errors.As(err, &mine) {
		return nil // somebody has just done it
	}
	if err != nil {
		return fmt.Errorf("create: %w", err)
	}
	s.did("", "created", "bucket "+s.bucket+" in "+region)
	return nil
}

// close blocks public access to the new bucket. Amazon does so by itself
// nowadays; an account's defaults may differ.
func (s *setup) close(ctx context.Context) error {
	yes := aws.Bool(true)
	_, err := s.client.PutPublicAccessBlock(ctx, &s3.PutPublicAccessBlockInput{
		Bucket: &s.bucket,
		PublicAccessBlockConfiguration: &types.PublicAccessBlockConfiguration{
			BlockPublicAcls: yes, BlockPublicPolicy: yes, IgnorePublicAcls: yes, RestrictPublicBuckets: yes,
		},
	})
	switch {
	case isUnknown(err):
		s.did("", "skipped", "blocking public access, which this server does not know")
		return nil
	case err != nil:
		return fmt.Errorf("block public access: %w", err)
	}
	s.did("", "blocked", "public access to it")
	return nil
}

func (s *setup) ruleText() string {
	return fmt.Sprintf("a lifecycle rule that removes broken-off uploads under %q after %d days", s.prefix, abortDays)
}

// cleanUp adds the lifecycle rule where none does its work yet.
func (s *setup) cleanUp(ctx context.Context) error {
	have, err := s.client.GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{Bucket: &s.bucket})
	switch {
	case awsapi.Code(err) == "NoSuchLifecycleConfiguration":
		have = &s3.GetBucketLifecycleConfigurationOutput{}
	case isUnknown(err):
		return nil
	case err != nil:
		return fmt.Errorf("read the lifecycle rules: %w", err)
	}
	for _, rule := range have.Rules {
		if s.covers(rule) {
			return nil
		}
	}
	if s.dry {
		s.did("add", "", s.ruleText())
		return nil
	}
	// The configuration is replaced as a whole, so everything goes back.
	_, err = s.client.PutBucketLifecycleConfiguration(ctx, &s3.PutBucketLifecycleConfigurationInput{
		Bucket:                             &s.bucket,
		LifecycleConfiguration:             &types.BucketLifecycleConfiguration{Rules: append(have.Rules, s.rule())},
		TransitionDefaultMinimumObjectSize: types.TransitionDefaultMinimumObjectSize(have.TransitionDefaultMinimumObjectSize),
	})
	if isUnknown(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("add a lifecycle rule: %w", err)
	}
	s.did("", "added", s.ruleText())
	return nil
}

func (s *setup) rule() types.LifecycleRule {
	return types.LifecycleRule{
		ID:                             aws.String("photoq: remove broken-off uploads"),
		Status:                         types.ExpirationStatusEnabled,
		Filter:                         &types.LifecycleRuleFilter{Prefix: &s.prefix},
		AbortIncompleteMultipartUpload: &types.AbortIncompleteMultipartUpload{DaysAfterInitiation: aws.Int32(abortDays)},
	}
}

// covers reports whether the rule removes broken-off uploads under the
// prefix, whenever it does.
func (s *setup) covers(rule types.LifecycleRule) bool {
	if rule.Status != types.ExpirationStatusEnabled || rule.AbortIncompleteMultipartUpload == nil {
		return false
	}
	//lint:ignore SA1019 older rules have their prefix here, and must not be doubled
	prefix := rule.Prefix
	if f := rule.Filter; f != nil {
		if f.And != nil || f.Tag != nil || f.ObjectSizeGreaterThan != nil || f.ObjectSizeLessThan != nil {
			return false
		}
		prefix = f.Prefix
	}
	return strings.HasPrefix(s.prefix, aws.ToString(prefix))
}

// did notes an action.
func (s *setup) did(would, done, what string) {
	verb := done
	if s.dry {
		verb = "would " + would
	}
	s.actions = append(s.actions, verb+" "+what)
}
