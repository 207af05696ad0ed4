package sqsqueue

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/photoq/photoq/pkg/awsapi"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/queue"
)

// fault wraps the error of a request with the action and the queue, and gives
// it the kind and hint that fit.
func (q *Queue) fault(action string, err error) error {
	return classify(action+" queue "+q.name, err)
}

func classify(what string, err error) error { return awsapi.Wrap(what, err, diagnoseSQS) }

// openFault is classify for when a queue is opened.
func openFault(what string, err error) error { return awsapi.AtOpen(classify(what, err)) }

// diagnose returns the kind of an error and what to do about it.
func diagnose(err error) (kind fault.Kind, hint string) { return awsapi.Diagnose(err, diagnoseSQS) }

// diagnoseSQS knows what only SQS says.
func diagnoseSQS(err error) (kind fault.Kind, hint string) {
	switch awsapi.Code(err) {
	case "QueueDoesNotExist", "NonExistentQueue":
		return fault.NotFound, "run `photoq setup` to create it, or check --queue, --region and --endpoint-url"
	case "InvalidAddress":
		return fault.NotFound, "check the queue's URL, --region and --endpoint-url"
	case "QueueDeletedRecently":
		return "", "SQS wants a minute between deleting a queue and creating it again: wait, and run it once more"
	case "AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation":
		return fault.Unusable, "these credentials may not do that: `photoq doctor` shows which SQS permissions are missing"
	case "KmsAccessDenied", "KmsDisabled", "KmsInvalidState", "KmsNotFound", "KmsOptInRequired":
		return fault.Unusable, "the queue is encrypted with a key that these credentials cannot use: allow kms:Decrypt and kms:GenerateDataKey on it"
	}
	return "", ""
}

// isTransient reports whether the same request may succeed a little later.
func isTransient(err error) bool {
	return retry.IsErrorRetryables(retry.DefaultRetryables).IsErrorRetryable(err) == aws.TrueTernary
}

// mayPass reports whether an entry that was refused out of a batch may
// succeed a little later.
func mayPass(f types.BatchResultErrorEntry) bool {
	code, text := awsapi.Bare(aws.ToString(f.Code)), aws.ToString(f.Message)
	if isStale(code, text) {
		return false
	}
	_, throttled := retry.DefaultThrottleErrorCodes[code]
	_, passing := retry.DefaultRetryableErrorCodes[code]
	return !f.SenderFault || throttled || passing || code == "KmsThrottled" || groupRefused(f)
}

// entryError is the error of an entry that was refused for good.
func entryError(f types.BatchResultErrorEntry) error {
	code, text := awsapi.Bare(aws.ToString(f.Code)), aws.ToString(f.Message)
	if isStale(code, text) {
		return fmt.Errorf("%w: %s: %s", queue.ErrStale, code, text)
	}
	return fmt.Errorf("%s: %s", code, text)
}

// isStale reports whether a refusal means that the lease has been lost. SQS
// has several words for it.
func isStale(code, text string) bool {
	switch code {
	case "ReceiptHandleIsInvalid", "MessageNotInflight":
		return true
	case "InvalidParameterValue":
		text = strings.ToLower(strings.ReplaceAll(text, " ", ""))
		return strings.Contains(text, "receipthandle")
	}
	return false
}
