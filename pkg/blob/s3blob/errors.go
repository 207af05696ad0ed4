package s3blob

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/photoq/photoq/pkg/awsapi"
	"github.com/photoq/photoq/pkg/fault"
)

// openFault is classify for when a store is opened.
func openFault(what string, err error) error { return awsapi.AtOpen(classify(what, err)) }

// classify wraps the error of a request with what was done, and gives it the
// kind and hint that fit. A missing key is fs.ErrNotExist.
func classify(what string, err error) error {
	if isMissing(err) {
		return fmt.Errorf("%s: %w", what, &missing{err})
	}
	return awsapi.Wrap(what, err, diagnose)
}

// missing is fs.ErrNotExist in short words, and the server's error in its tree.
type missing struct{ err error }

func (m *missing) Error() string   { return "no such object" }
func (m *missing) Unwrap() []error { return []error{fs.ErrNotExist, m.err} }

func isMissing(err error) bool {
	switch awsapi.Code(err) {
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

// diagnose knows what only S3 says.
func diagnose(err error) (kind fault.Kind, hint string) {
	code, status := awsapi.Code(err), statusOf(err)
	switch code {
	case "NoSuchBucket":
		return fault.NotFound, "run `photoq setup` to create it, or check --bucket, --region and --endpoint-url"
	case "BucketAlreadyExists":
		return fault.Unusable, "somebody else has a bucket of this name: choose another with --bucket"
	case "PermanentRedirect", "MovedPermanently", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException":
		return fault.Unusable, "the bucket is in another region: set --region to that one"
	case "InvalidBucketName":
		return fault.Unusable, "bucket names have 3 to 63 lower-case letters, digits, dots and hyphens: check --bucket"
	case "QuotaExceeded", "InsufficientStorage", "XMinioStorageFull":
		return fault.Unusable, "the store is full: remove jobs with `photoq rm`, or make room"
	case "DisabledException", "NotFoundException", "KMSInvalidStateException":
		return fault.Unusable, "the bucket is encrypted with a key that cannot be used: check the key"
	case "AccessDenied", "AllAccessDisabled", "Forbidden":
		status = 403
	}
	switch status {
	case 403:
		return fault.Unusable, "these credentials may not do that, or the bucket is somebody else's: `photoq doctor` shows what is missing"
	case 301:
		return fault.Unusable, "the bucket is in another region: set --region to that one"
	}
	return "", ""
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
