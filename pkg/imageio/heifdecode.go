package imageio

import (
	"context"
	"errors"
	"fmt"
	"image"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/heif"
	"github.com/photoq/photoq/pkg/heif/codec"
	"github.com/photoq/photoq/pkg/wasm"
)

// samples are the planes of a coded picture as they were decoded. Samples of
// more than 8 bits take two bytes, the lower one first.
type samples struct {
	codec.Frame
	width, height int
	planes        []plane
}

// decodeHEIF decodes the photo of a container, and its transparency.
func (f *File) decodeHEIF(ctx context.Context, o DecodeOptions) (image.Image, []string, error) {
	file := f.header.heif
	main, warnings, err := decodePicture(ctx, file.Main, o.Tolerant)
	if err != nil {
		return nil, nil, heifError(f.header.Format, err)
	}
	var alpha *samples
	if file.Alpha != nil {
		if alpha, _, err = decodePicture(ctx, file.Alpha, o.Tolerant); err != nil {
			return nil, nil, heifError(f.header.Format, err)
		}
		if alpha.width != main.width || alpha.height != main.height {
			alpha = nil
			warnings = append(warnings, "transparency ignored: it has another size than the picture")
		}
	}
	if c := file.Main.Colour; c != nil {
		main.FullRange, main.Matrix = c.FullRange, c.Matrix
	}
	m, err := main.image(alpha, file.Premultiplied)
	if err != nil {
		return nil, nil, heifError(f.header.Format, err)
	}
	if f.header.frame != m.Bounds() {
		m = Crop(normalize(m), f.header.frame)
	}
	return m, warnings, nil
}

// decodePicture decodes all tiles of a picture into planes.
func decodePicture(ctx context.Context, p *heif.Picture, tolerant bool) (*samples, []string, error) {
	d, err := codec.Open(ctx, codec.Kind(p.Codec), int64(p.Tile.X)*int64(p.Tile.Y), p.Bits)
	if err != nil {
		return nil, nil, err
	}
	defer d.Close()
	s := &samples{width: p.Size.X, height: p.Size.Y}
	damaged := 0
	for tile := range p.Tiles() {
		if err := s.decodeTile(ctx, d, p, tile); err != nil {
			return nil, nil, err
		}
		if s.Damaged {
			damaged++
		}
	}
	switch {
	case damaged == 0:
		return s, nil, nil
	case !tolerant:
		return nil, nil, fault.New(fault.Unreadable, fmt.Errorf("%w: %d of %d tiles", codec.ErrDamaged, damaged, p.Tiles()),
			"--tolerant takes damaged photos as far as they go")
	}
	return s, []string{fmt.Sprintf("the picture is damaged: %d of %d tiles", damaged, p.Tiles())}, nil
}

// decodeTile decodes a tile and puts it into its place.
func (s *samples) decodeTile(ctx context.Context, d *codec.Decoder, p *heif.Picture, tile int) error {
	data, err := p.Data(tile)
	if err != nil {
		return err
	}
	frame, err := d.Decode(ctx, p.Config, data)
	if err != nil {
		return err
	}
	// A single picture may be larger than its container says, never smaller.
	if frame.Width < p.Tile.X || frame.Height < p.Tile.Y {
		return fmt.Errorf("%w: %d x %d pixels where %d x %d should be", codec.ErrDamaged, frame.Width, frame.Height, p.Tile.X, p.Tile.Y)
	}
	if s.planes == nil {
		s.allocate(frame)
	} else if frame.Chroma != s.Chroma || frame.Bits != s.Bits {
		return fmt.Errorf("%w: its tiles do not fit together", codec.ErrDamaged)
	}
	s.Damaged = frame.Damaged
	at := image.Pt(tile%p.Columns*p.Tile.X, tile/p.Columns*p.Tile.Y)
	if at.X >= s.width || at.Y >= s.height {
		return nil
	}
	bytes := s.sampleBytes()
	for i, to := range s.planes {
		sx, sy := s.subsampling(i)
		x, y := at.X/sx, at.Y/sy
		w, h := min(to.width-x, (p.Tile.X+sx-1)/sx), min(to.height-y, (p.Tile.Y+sy-1)/sy)
		if err := d.Copy(frame, i, to.pix[y*to.stride+x*bytes:], to.stride, w, h); err != nil {
			return err
		}
	}
	return nil
}

func (s *samples) allocate(frame codec.Frame) {
	s.Frame = frame
	for i := range frame.Planes() {
		sx, sy := s.subsampling(i)
		p := plane{width: (s.width + sx - 1) / sx, height: (s.height + sy - 1) / sy}
		p.stride = p.width * s.sampleBytes()
		p.pix = make([]byte, p.stride*p.height)
		s.planes = append(s.planes, p)
	}
}

func (s *samples) sampleBytes() int {
	if s.Bits > 8 {
		return 2
	}
	return 1
}

// subsampling is how many pixels a sample of a plane covers.
func (s *samples) subsampling(plane int) (x, y int) {
	if plane == 0 {
		return 1, 1
	}
	switch s.Chroma {
	case 1:
		return 2, 2
	case 2:
		return 2, 1
	}
	return 1, 1
}

// heifError gives an error of a codec its kind.
func heifError(f Format, err error) error {
	switch {
	case fault.KindOf(err) != "":
		return err
	case errors.Is(err, errors.ErrUnsupported):
		return unsupported(convertHint, "decode %s: %w", f, err)
	case errors.Is(err, wasm.ErrMemory):
		return unreadable("decode %s: the picture is not the one that its header describes: %w", f, err)
	}
	return err
}
