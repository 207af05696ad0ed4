package sqsqueue

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/queue"
)

// fault wraps the error of a request with the action and the queue, and gives
// it the kind and hint that fit.
func (q *Queue) fault(action string, err error) error {
	return classify(action+" queue "+q.name, err)
}

// openFault is classify for when a queue is opened: a server that cannot be
// reached now is of no use at all.
func openFault(what string, err error) error {
	err = classify(what, err)
	var f *fault.Error
	if errors.As(err, &f) && f.Kind == "" {
		return fault.New(fault.Unusable, err, f.Hint)
	}
	return err
}

func classify(what string, err error) error {
	wrapped := fmt.Errorf("%s: %w", what, shorten(err))
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return wrapped
	}
	if kind, hint := diagnose(err); hint != "" {
		return fault.New(kind, wrapped, hint)
	}
	return wrapped
}

// brief is an SDK's error in fewer words.
type brief struct {
	text string
	err  error
}

func (b *brief) Error() string { return b.text }
func (b *brief) Unwrap() error { return b.err }

// shorten leaves out the ids and repetitions that the SDK puts around what
// the server or the network has said.
func shorten(err error) error {
	var api smithy.APIError
	var sent *url.Error
	switch {
	case errors.As(err, &api) && api.ErrorMessage() != "":
		return &brief{bareCode(api.ErrorCode()) + ": " + api.ErrorMessage(), err}
	case errors.As(err, &sent):
		return &brief{sent.Error(), err}
	}
	return err
}

// diagnose returns the kind of an error and what to do about it. The kind is
// "" for what may pass, the hint "" where there is nothing to advise.
func diagnose(err error) (kind fault.Kind, hint string) {
	if err == nil {
		return "", ""
	}
	if code := errorCode(err); code != "" {
		return diagnoseCode(code)
	}
	text := err.Error()
	var sent *url.Error
	switch {
	case strings.Contains(text, "get identity") || strings.Contains(text, "get credentials"):
		// The SDK has no type for this one.
		return fault.Unusable, "no AWS credentials found: set --profile, log in with `aws sso login`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
	case strings.Contains(text, "Missing Region") || strings.Contains(text, "missing AWS region"):
		return fault.Unusable, "set --region, AWS_REGION or the profile's region"
	case errors.As(err, &sent):
		return "", "nothing answers at " + hostOf(sent.URL) + ": check the network, --region and --endpoint-url"
	}
	return "", ""
}

// diagnoseCode does it for an error that the server has returned.
func diagnoseCode(code string) (kind fault.Kind, hint string) {
	switch code {
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
	case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired":
		return fault.Unusable, "the credentials have expired: log in again, as with `aws sso login`"
	case "InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId", "SignatureDoesNotMatch",
		"InvalidSignatureException", "IncompleteSignature", "MissingAuthenticationToken", "InvalidSecurity":
		return fault.Unusable, "the server does not accept these credentials: check --profile and the AWS_ variables"
	}
	return "", ""
}

func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return raw
	}
	return u.Scheme + "://" + u.Host
}

// errorCode returns the server's code without the namespace that the older
// protocol puts before it, or "".
func errorCode(err error) string {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return ""
	}
	return bareCode(api.ErrorCode())
}

func bareCode(code string) string { return code[strings.LastIndexAny(code, ".#")+1:] }

// isTransient reports whether the same request may succeed a little later.
func isTransient(err error) bool {
	return retry.IsErrorRetryables(retry.DefaultRetryables).IsErrorRetryable(err) == aws.TrueTernary
}

// mayPass reports whether an entry that was refused out of a batch may
// succeed a little later.
func mayPass(f types.BatchResultErrorEntry) bool {
	code, text := bareCode(aws.ToString(f.Code)), aws.ToString(f.Message)
	if isStale(code, text) {
		return false
	}
	_, throttled := retry.DefaultThrottleErrorCodes[code]
	_, passing := retry.DefaultRetryableErrorCodes[code]
	return !f.SenderFault || throttled || passing || code == "KmsThrottled" || groupRefused(f)
}

// entryError is the error of an entry that was refused for good.
func entryError(f types.BatchResultErrorEntry) error {
	code, text := bareCode(aws.ToString(f.Code)), aws.ToString(f.Message)
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
