package imageio

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/jpeg"
	"github.com/photoq/photoq/pkg/resample"
)

// decodeJPEG decodes at the size that is needed. What is wrong but harms no
// pixel is a warning, also where nothing else would be borne.
func (f *File) decodeJPEG(ctx context.Context, o DecodeOptions) (image.Image, []string, error) {
	avoidable := !o.Tolerant
	m, faults, err := f.decodeAsIs(ctx, o)
	if isHarmless(err) {
		o.Tolerant = true
		m, faults, err = f.decodeAsIs(ctx, o)
		err = cmp.Or(err, firstHarm(faults))
	}
	if err != nil {
		return nil, nil, jpegError(err, avoidable)
	}
	return m, warningsOf(faults), nil
}

func isHarmless(err error) bool {
	var damage *jpeg.Fault
	return errors.As(err, &damage) && damage.Harmless
}

// firstHarm returns the first fault that harms pixels; nil if there is none.
func firstHarm(faults []*jpeg.Fault) error {
	for _, f := range faults {
		if !f.Harmless {
			return f
		}
	}
	return nil
}

// decodeAsIs decodes at the size that is needed, once.
func (f *File) decodeAsIs(ctx context.Context, o DecodeOptions) (image.Image, []*jpeg.Fault, error) {
	size, options := f.reduction(o)
	if size == (image.Point{}) || !streams(f.header.jpeg) {
		m, faults, err := jpeg.Decode(ctx, f.data, options)
		if err == nil && size != (image.Point{}) {
			m = resample.Image(normalize(f.withoutInks(m)), size.X, size.Y)
		}
		return m, faults, err
	}
	d, err := jpeg.NewDecoder(ctx, f.data, options)
	if err != nil {
		return nil, nil, err
	}
	m, err := reduce(d, max(1, options.Scale), size, o.HalfChroma)
	return m, d.Faults(), err
}

// reduction returns the size, as the file stores the picture, that is to come
// out, or zero for all of it; and how to decode for that.
func (f *File) reduction(o DecodeOptions) (image.Point, jpeg.DecodeOptions) {
	options := jpeg.DecodeOptions{Tolerant: o.Tolerant}
	size := f.upright(o.Size)
	size.X, size.Y = min(size.X, f.header.Width), min(size.Y, f.header.Height)
	if size.X <= 0 || size.Y <= 0 || size == image.Pt(f.header.Width, f.header.Height) {
		return image.Point{}, options
	}
	options.Scale = jpegScale(image.Pt(f.header.Width, f.header.Height), size)
	return size, options
}

// jpegScale is the largest denominator that leaves enough to the resampler,
// whose filter is the better one. That is a factor of two; 1/8, which costs
// half of 1/4, may leave less: with 1.5 thumbnails were at most 0.3 dB
// further from the whole picture's, and no more than 0.1 dB than libvips'.
func jpegScale(full, size image.Point) int {
	for scale, leave := 8, 1.5; scale > 1; scale, leave = scale/2, 2 {
		factor := leave * float64(scale)
		if float64(full.X) >= factor*float64(size.X) && float64(full.Y) >= factor*float64(size.Y) {
			return scale
		}
	}
	return 1
}

func warningsOf(faults []*jpeg.Fault) []string {
	var warnings []string
	for _, f := range faults {
		warnings = append(warnings, f.Error())
	}
	return warnings
}

// anewHint is what to do about a JPEG that is not read.
const anewHint = "write it anew with another program, as a plain JPEG"

// jpegError gives an error of the JPEG decoder its kind. With avoidable,
// tolerance might have taken what is damaged.
func jpegError(err error, avoidable bool) error {
	var damage *jpeg.Fault
	var gap jpeg.UnsupportedError
	var limit *jpeg.LimitError
	switch {
	case errors.As(err, &damage):
		if !avoidable {
			return unreadable("decode %w", err)
		}
		return fault.New(fault.Unreadable, fmt.Errorf("decode %w", err), "--tolerant takes damaged photos as far as they go")
	case errors.As(err, &gap):
		return fault.New(fault.Unsupported, fmt.Errorf("decode %w", err), anewHint)
	case errors.As(err, &limit):
		return fault.New(fault.TooLarge, fmt.Errorf("decode %w", err), anewHint)
	}
	return err
}

// jpegMemory estimates what decoding holds: the decoder's own, and the
// picture, twice if it has to be turned.
func (f *File) jpegMemory(o DecodeOptions) int64 {
	size, options := f.reduction(o)
	h := f.header.jpeg
	picture := 3 * int64(size.X) * int64(size.Y)
	if size == (image.Point{}) || !streams(h) {
		picture += h.PictureBytes(options)
	}
	if f.extras.orientation > Upright {
		picture *= 2
	}
	return h.Memory(options) + picture
}
