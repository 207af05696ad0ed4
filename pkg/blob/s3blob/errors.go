package s3blob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/photoq/photoq/pkg/fault"
)

// openFault is classify for when a store is opened: a server that cannot be
// reached now is of no use at all.
func openFault(what string, err error) error {
	err = classify(what, err)
	var f *fault.Error
	if errors.As(err, &f) && f.Kind == "" {
		return fault.New(fault.Unusable, err, f.Hint)
	}
	return err
}

// classify wraps the error of a request with what was done, and gives it the
// kind and hint that fit. A missing key is fs.ErrNotExist.
func classify(what string, err error) error {
	if isMissing(err) {
		return fmt.Errorf("%s: %w", what, &missing{err})
	}
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
		return &brief{api.ErrorCode() + ": " + api.ErrorMessage(), err}
	case errors.As(err, &sent):
		return &brief{sent.Error(), err}
	}
	return err
}

// missing is fs.ErrNotExist in short words, and the server's error in its tree.
type missing struct{ err error }

func (m *missing) Error() string   { return "no such object" }
func (m *missing) Unwrap() []error { return []error{fs.ErrNotExist, m.err} }

func isMissing(err error) bool {
	switch errorCode(err) {
	case "NoSuchKey", "NotFound":
		return true
	}
	return false
}

// refusal is what the server has said of one part of a request.
type refusal struct{ code, text string }

func (r *refusal) Error() string                 { return r.code + ": " + r.text }
func (r *refusal) ErrorCode() string             { return r.code }
func (r *refusal) ErrorMessage() string          { return r.text }
func (r *refusal) ErrorFault() smithy.ErrorFault { return smithy.FaultUnknown }

// diagnose returns the kind of an error and what to do about it. The kind is
// "" for what may pass, the hint "" where there is nothing to advise.
func diagnose(err error) (kind fault.Kind, hint string) {
	if err == nil {
		return "", ""
	}
	if kind, hint := diagnoseCode(errorCode(err), statusOf(err)); hint != "" {
		return kind, hint
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
func diagnoseCode(code string, status int) (kind fault.Kind, hint string) {
	switch code {
	case "NoSuchBucket":
		return fault.NotFound, "run `photoq setup` to create it, or check --bucket, --region and --endpoint-url"
	case "BucketAlreadyExists":
		return fault.Unusable, "somebody else has a bucket of this name: choose another with --bucket"
	case "PermanentRedirect", "MovedPermanently", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException":
		return fault.Unusable, "the bucket is in another region: set --region to that one"
	case "InvalidBucketName":
		return fault.Unusable, "bucket names have 3 to 63 lower-case letters, digits, dots and hyphens: check --bucket"
	case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired":
		return fault.Unusable, "the credentials have expired: log in again, as with `aws sso login`"
	case "InvalidAccessKeyId", "InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "InvalidToken":
		return fault.Unusable, "the server does not accept these credentials: check --profile and the AWS_ variables"
	case "RequestTimeTooSkewed":
		return fault.Unusable, "this machine's clock is wrong: set it, for example with chrony"
	case "QuotaExceeded", "InsufficientStorage", "XMinioStorageFull":
		return fault.Unusable, "the store is full: remove jobs with `photoq rm`, or make room"
	case "KMS.DisabledException", "KMS.NotFoundException", "KMS.KMSInvalidStateException":
		return fault.Unusable, "the bucket is encrypted with a key that cannot be used: check the key"
	}
	switch {
	case code == "AccessDenied" || code == "AllAccessDisabled" || code == "Forbidden" || status == 403:
		return fault.Unusable, "these credentials may not do that, or the bucket is somebody else's: `photoq doctor` shows what is missing"
	case status == 301:
		return fault.Unusable, "the bucket is in another region: set --region to that one"
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

// errorCode returns the server's code, or "".
func errorCode(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}

// statusOf returns the HTTP status of the answer that the error is, or 0.
func statusOf(err error) int {
	var response *smithyhttp.ResponseError
	if errors.As(err, &response) {
		return response.HTTPStatusCode()
	}
	return 0
}

// isPassingCode reports whether what has this code may succeed a little later.
func isPassingCode(code string) bool {
	if code == "InternalError" || code == "ServiceUnavailable" || code == "OperationAborted" {
		return true
	}
	_, throttled := retry.DefaultThrottleErrorCodes[code]
	_, passing := retry.DefaultRetryableErrorCodes[code]
	return throttled || passing
}
