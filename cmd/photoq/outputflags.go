package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
)

// outputFlags say how results are written.
type outputFlags struct {
	format, metadata, icc string
	chroma, background    string
	quality               int
	progressive, lossless bool
}

func (o *outputFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.format, "format", "", "format of the results: "+strings.Join(imageio.Writable(), ", ")+" (default: as the photo)")
	f.IntVar(&o.quality, "quality", 85, "quality of JPEG, WebP and AVIF, 1 to 100; if it is not given, photos that are only retouched keep theirs")
	f.StringVar(&o.chroma, "chroma", "auto", "colour resolution of JPEG and AVIF: auto (420, from quality 90 as the photo), 420, 422 or 444")
	f.BoolVar(&o.progressive, "progressive", false, "write JPEG in several scans, from coarse to fine")
	f.BoolVar(&o.lossless, "lossless", false, "write WebP without loss")
	f.StringVar(&o.background, "background", "white", "colour behind transparent pixels in JPEG")
	f.StringVar(&o.metadata, "metadata", "keep", "keep (date, camera, copyright), all or none")
	f.StringVar(&o.icc, "icc", "keep", "colour profile: keep, or srgb to convert the colours and leave it out")
}

// any reports whether one of the flags is given.
func (o *outputFlags) any(cmd *cobra.Command) bool {
	for _, name := range []string{"format", "quality", "chroma", "progressive", "lossless", "background", "metadata", "icc"} {
		if cmd.Flags().Changed(name) {
			return true
		}
	}
	return false
}

// apply sets what is given.
func (o *outputFlags) apply(cmd *cobra.Command, out *job.Output) {
	for _, text := range []struct {
		flag, value string
		to          *string
	}{
		{"format", o.format, &out.Format},
		{"chroma", o.chroma, &out.Chroma},
		{"background", o.background, &out.Background},
		{"metadata", o.metadata, &out.Metadata},
		{"icc", o.icc, &out.ICC},
	} {
		if cmd.Flags().Changed(text.flag) {
			*text.to = text.value
		}
	}
	if out.Format == "jpg" {
		out.Format = "jpeg"
	}
	if cmd.Flags().Changed("quality") {
		out.Quality, out.AnyQuality = o.quality, false
	}
	if cmd.Flags().Changed("progressive") {
		out.Progressive = o.progressive
	}
	if cmd.Flags().Changed("lossless") {
		out.Lossless = o.lossless
	}
}
