package builtin

import (
	"context"
	"errors"
	"image"
	"image/draw"
	"sync"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/paint"
	"github.com/photoq/photoq/pkg/resample"
)

// maxLogo is how many pixels a watermark's picture may have. It is held for
// as long as the job is worked on.
const maxLogo = 25_000_000

// The bounds of the sizes of a logo that are held.
const (
	keepSizes  = 8
	keepPixels = 16_000_000
)

// logo is a picture that is put on photos, and the sizes that it was needed
// at last: photos of one camera need it at one size.
type logo struct {
	image *image.NRGBA // in sRGB
	grey  bool         // it has no colours

	mu    sync.Mutex
	sizes []*image.NRGBA // the last one that was used is the last
}

// decodeLogo reads a picture in any format.
func decodeLogo(ctx context.Context, data []byte) (*logo, error) {
	photo, err := imageio.Decode(ctx, data, imageio.DecodeOptions{Limits: imageio.Limits{Pixels: maxLogo}})
	if fault.KindOf(err) == fault.TooLarge {
		return nil, fault.New(fault.TooLarge, err, "use a smaller picture; it becomes a part of the photo anyway")
	}
	if err != nil {
		return nil, err
	}
	l := &logo{image: toNRGBA(photo.ToSRGB().Image), grey: true}
	visible := false
	for at := 0; at < len(l.image.Pix); at += 4 {
		c := l.image.Pix[at : at+4 : at+4]
		visible = visible || c[3] > 0
		l.grey = l.grey && (c[3] == 0 || c[0] == c[1] && c[1] == c[2])
	}
	if !visible {
		return nil, errors.New("the picture is transparent everywhere")
	}
	return l, nil
}

// toNRGBA returns a copy of a picture. Colours that are transparent in part
// stay what they are, where they were not multiplied.
func toNRGBA(m image.Image) *image.NRGBA {
	if own, ok := paint.Copy(m).(*image.NRGBA); ok {
		return own
	}
	dst := image.NewNRGBA(m.Bounds())
	draw.Draw(dst, dst.Rect, m, dst.Rect.Min, draw.Src)
	return dst
}

// within returns the size of the logo when its longer side is that long.
func (l *logo) within(side int) image.Point { return image.Pt(fit(l.image.Rect.Size(), side, side)) }

// at returns the logo at a size, which is computed once for all photos that
// need it so. It must not be written to.
func (l *logo) at(size image.Point) *image.NRGBA {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, m := range l.sizes {
		if m.Rect.Size() == size {
			l.sizes = append(append(l.sizes[:i:i], l.sizes[i+1:]...), m)
			return m
		}
	}
	scaled, ok := resample.Image(l.image, size.X, size.Y).(*image.NRGBA)
	if !ok { // cannot happen: the type stays
		scaled = l.image
	}
	l.sizes = append(l.sizes, scaled)
	pixels := 0
	for i := len(l.sizes) - 1; i >= 0; i-- {
		pixels += l.sizes[i].Rect.Dx() * l.sizes[i].Rect.Dy()
		if n := len(l.sizes) - i; n > 1 && (n > keepSizes || pixels > keepPixels) {
			l.sizes = append([]*image.NRGBA(nil), l.sizes[i+1:]...)
			break
		}
	}
	return scaled
}
