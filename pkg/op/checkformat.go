package op

import (
	"fmt"
	"slices"
	"strings"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
)

// Chromas lists the values of an output's chroma.
func Chromas() []string {
	return []string{imageio.ChromaAuto, imageio.Chroma420, imageio.Chroma422, imageio.Chroma444}
}

// checkFormat returns what is wrong with the settings that only some formats
// have. Where an output takes the format of each photo, they are for those
// photos whose format has them.
func checkFormat(out job.Output) []error {
	var faults []error
	add := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if out.Chroma != "" && !slices.Contains(Chromas(), out.Chroma) {
		add("chroma %q is not one of %s%s", out.Chroma, strings.Join(Chromas(), ", "), fault.DidYouMean(out.Chroma, Chromas()))
	}
	if out.Background != "" {
		c, err := ParseColor(out.Background)
		if err != nil {
			add("background %q: %w", out.Background, err)
		} else if c.A != 255 {
			add("background %q must not be transparent", out.Background)
		}
	}
	f := imageio.Format(out.Format)
	if !f.CanWrite() {
		return faults
	}
	for _, only := range []struct {
		key   string
		given bool
		of    []imageio.Format
	}{
		{"chroma", out.Chroma != "" && out.Chroma != imageio.ChromaAuto, []imageio.Format{imageio.JPEG, imageio.AVIF}},
		{"progressive", out.Progressive, []imageio.Format{imageio.JPEG}},
		{"background", out.Background != "", []imageio.Format{imageio.JPEG}},
		{"lossless", out.Lossless, []imageio.Format{imageio.WebP, imageio.PNG, imageio.TIFF}},
	} {
		if only.given && !slices.Contains(only.of, f) {
			add("%s is a setting of %s, not of %s", only.key, only.of[0], f)
		}
	}
	return faults
}
