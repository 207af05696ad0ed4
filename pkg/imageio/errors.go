package imageio

import (
	"errors"
	"fmt"
	"image/png"
	"io"
	"strconv"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"github.com/photoq/photoq/pkg/fault"
)

func unreadable(format string, args ...any) error {
	return fault.New(fault.Unreadable, fmt.Errorf(format, args...), "")
}

func unsupported(hint, format string, args ...any) error {
	return fault.New(fault.Unsupported, fmt.Errorf(format, args...), hint)
}

// convertHint is what to do about a format or variant that is not read.
const convertHint = "convert it to JPEG, PNG or TIFF first"

// check returns a fault.TooLarge when the file or its picture is over a limit.
func (l Limits) check(h Header) error {
	pixels := int64(h.Width) * int64(h.Height)
	if l.Pixels <= 0 || pixels <= l.Pixels {
		return nil
	}
	return fault.New(fault.TooLarge,
		fmt.Errorf("%d x %d pixels (%s) is over the limit of %s", h.Width, h.Height, megapixels(pixels), megapixels(l.Pixels)),
		"raise it with --max-pixels or the setting limits.pixels")
}

// CheckBytes returns a fault.TooLarge when a file of that size is over the
// limit.
func (l Limits) CheckBytes(size int64) error {
	if l.Bytes <= 0 || size <= l.Bytes {
		return nil
	}
	return fault.New(fault.TooLarge,
		fmt.Errorf("%s is over the limit of %s", megabytes(size), megabytes(l.Bytes)),
		"raise it with --max-bytes or the setting limits.bytes")
}

func megapixels(pixels int64) string { return inMillions(pixels) + " megapixels" }

// megabytes are those of the settings: 1,048,576 bytes.
func megabytes(size int64) string { return inMillions(int64(float64(size)/1.048576)) + " megabytes" }

// inMillions writes n in millions, with one digit after the point where
// there are less than ten, and with commas between thousands.
func inMillions(n int64) string {
	if n < 10_000_000 {
		return strconv.FormatFloat(float64(n)/1e6, 'g', 2, 64)
	}
	digits := strconv.FormatInt((n+500_000)/1_000_000, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// classify gives a decoder's error its kind.
func classify(f Format, err error) error {
	if fault.KindOf(err) != "" {
		return err
	}
	var pngGap png.UnsupportedError
	var tiffGap tiff.UnsupportedError
	switch {
	case errors.As(err, &pngGap), errors.As(err, &tiffGap), errors.Is(err, bmp.ErrUnsupported):
		return fault.New(fault.Unsupported, fmt.Errorf("decode %s: %w", f, err), convertHint)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fault.New(fault.Unreadable, fmt.Errorf("decode %s: the file ends early: %w", f, err), "")
	}
	return fault.New(fault.Unreadable, fmt.Errorf("decode %s: %w", f, err), "")
}
