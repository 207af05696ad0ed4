package awsapi

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/aws/smithy-go"

	"github.com/photoq/photoq/pkg/fault"
)

// Diagnosis returns the kind of a service's error and what to do about it.
// The kind is "" for what may pass, the hint "" where there is nothing to
// advise.
type Diagnosis func(err error) (kind fault.Kind, hint string)

// Wrap returns err with what was being done, in short words, and with the
// kind and the hint that Diagnose finds.
func Wrap(what string, err error, service Diagnosis) error {
	wrapped := fmt.Errorf("%s: %w", what, shorten(err))
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return wrapped
	}
	if kind, hint := Diagnose(err, service); hint != "" {
		return fault.New(kind, wrapped, hint)
	}
	return wrapped
}

// AtOpen makes an error that may pass one of the kind fault.Unusable: when a
// queue or a store is opened, a server that cannot be reached now is of no
// use at all.
func AtOpen(err error) error {
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == "" {
		return fault.New(fault.Unusable, err, f.Hint)
	}
	return err
}

// Diagnose knows what all services say, and asks the service's own diagnosis
// about the rest.
func Diagnose(err error, service Diagnosis) (kind fault.Kind, hint string) {
	if err == nil {
		return "", ""
	}
	if kind, hint := diagnoseCode(Code(err)); hint != "" {
		return kind, hint
	}
	if kind, hint := service(err); hint != "" {
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
	case Code(err) == "" && errors.As(err, &sent):
		return "", "nothing answers at " + hostOf(sent.URL) + ": check the network, --region and --endpoint-url"
	}
	return "", ""
}

// diagnoseCode knows what all services say of credentials and clocks.
func diagnoseCode(code string) (kind fault.Kind, hint string) {
	switch code {
	case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired":
		return fault.Unusable, "the credentials have expired: log in again, as with `aws sso login`"
	case "InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken",
		"InvalidSignatureException", "IncompleteSignature", "MissingAuthenticationToken", "InvalidSecurity":
		return fault.Unusable, "the server does not accept these credentials: check --profile and the AWS_ variables"
	case "RequestTimeTooSkewed":
		return fault.Unusable, "this machine's clock is wrong: set it, for example with chrony"
	}
	return "", ""
}

// Code returns the server's code without the namespace that an older
// protocol puts before it; "" where no server has answered.
func Code(err error) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return Bare(api.ErrorCode())
	}
	return ""
}

// Bare is a code without its namespace.
func Bare(code string) string { return code[strings.LastIndexAny(code, ".#")+1:] }

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
	if api, ok := errors.AsType[smithy.APIError](err); ok && api.ErrorMessage() != "" {
		return &brief{Bare(api.ErrorCode()) + ": " + api.ErrorMessage(), err}
	}
	if sent, ok := errors.AsType[*url.Error](err); ok {
		return &brief{sent.Error(), err}
	}
	return err
}

func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return raw
	}
	return u.Scheme + "://" + u.Host
}
