package imageio

import "github.com/photoq/photoq/pkg/heif"

// retainAVIF returns an AVIF with the same coded pictures and other metadata;
// nil for one that is not made as those are that photoq writes: in one piece,
// of 8 bits, as it is stored.
func retainAVIF(f *heif.File, x extras, o EncodeOptions) []byte {
	if o.Chroma != "" && o.Chroma != ChromaAuto || f.Main.Colour == nil || len(f.Main.Changes) > 0 || f.Premultiplied {
		return nil
	}
	main, ok := codedPiece(f.Main)
	if !ok {
		return nil
	}
	s := heif.Still{Size: f.Main.Size, Main: main, Colour: *f.Main.Colour, EXIF: x.EXIF, XMP: x.XMP}
	if f.Alpha != nil {
		alpha, ok := codedPiece(f.Alpha)
		if !ok || f.Alpha.Size != f.Main.Size || len(f.Alpha.Changes) > 0 || alpha.Channels != 1 {
			return nil
		}
		s.Alpha = &alpha
	}
	if x.icc != nil {
		s.ICC = f.Main.ICC
	}
	file, err := heif.WriteAVIF(s)
	if err != nil {
		return nil
	}
	return file
}

// codedPiece returns a picture that is coded in AV1, in one piece and of 8
// bits (AV1 Codec ISO Media File Format Binding, section 2.3.3).
func codedPiece(p *heif.Picture) (heif.Coded, bool) {
	const deep, grey = 1 << 6, 1 << 4 // in the third byte of av1C
	if p.Codec != "av01" || p.Tiles() != 1 || p.Columns != 1 || p.Tile != p.Size || len(p.Config) < 4 || p.Config[2]&deep != 0 {
		return heif.Coded{}, false
	}
	data, err := p.Data(0)
	if err != nil {
		return heif.Coded{}, false
	}
	c := heif.Coded{Config: p.Config, Data: data, Channels: 3}
	if p.Config[2]&grey != 0 {
		c.Channels = 1
	}
	return c, true
}
