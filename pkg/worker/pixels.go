package worker

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"slices"

	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/op"
)

// pixels decodes, applies the recipe and encodes. It returns the step that
// an error is in.
func (w *Worker) pixels(ctx context.Context, t *task) (step string, err error) {
	step = "read"
	defer func() {
		if r := recover(); r != nil {
			err = panicked(r)
		}
	}()
	file, err := imageio.Open(t.data, w.Limits)
	if err != nil {
		return step, err
	}
	t.result = job.Result{Photo: t.ref.Photo, Round: t.ref.Round, BytesIn: int64(len(t.data)), Files: make([]job.File, len(t.photo.Results))}
	if err := w.rewrite(ctx, t, file); err != nil {
		return step, err
	}
	pipeline := t.work.pipeline.Only(func(output int) bool { return t.result.Files[output].SHA256 == "" })
	if len(t.outputs) == len(t.photo.Results) {
		w.memory.release(t)
		return step, nil
	}
	o := t.decoding(pipeline, file.Size())
	release, err := w.memory.admitPixels(ctx, pixelMemory(file, pipeline, o)+t.encodeMemory(pipeline, file, o))
	if err != nil {
		return step, err
	}
	defer release()
	photo, err := file.Decode(ctx, o)
	if err != nil {
		return step, err
	}
	photo.Name = string(t.photo.Name)
	w.memory.release(t)
	step = "apply the recipe"
	err = pipeline.Consume(ctx, photo, func(output int, p imageio.Photo) error { return t.encode(ctx, file, output, p) })
	return step, err
}

// pixelMemory estimates, on the safe side, what decoding and operations hold:
// operations have the photo before and after them, and some make it larger.
func pixelMemory(file *imageio.File, pipeline *op.Pipeline, o imageio.DecodeOptions) int64 {
	const pixel = 8 // bytes, at the most
	memory := 2 * file.Memory(o)
	if grown := pipeline.Grown(file.Size()); grown > int64(o.Size.X)*int64(o.Size.Y) {
		memory += pixel * grown
	}
	return memory
}

// rewrite makes those outputs that only move pixels, and are asked to do it
// without loss. Where that cannot be, a warning says so and the output is
// left to be made as others are; so it is where the photo is damaged, if the
// job is tolerant.
func (w *Worker) rewrite(ctx context.Context, t *task, file *imageio.File) error {
	for output := range t.photo.Results {
		o := t.encoding(output)
		moves, notes := t.work.pipeline.Moves(output, file.Size(), file.Grid())
		if len(moves) == 0 || o.Format != imageio.JPEG {
			continue
		}
		release, err := w.memory.admitPixels(ctx, file.RewriteMemory())
		if err != nil {
			return err
		}
		var buf bytes.Buffer
		warnings, err := file.Rewrite(ctx, &buf, moves, o)
		release()
		damaged := t.work.job.Recipe.Tolerant && fault.KindOf(err) == fault.Unreadable
		if damaged || errors.Is(err, imageio.ErrInexact) || errors.Is(err, imageio.ErrColours) {
			t.result.Warnings = appendNew(t.result.Warnings, []string{fmt.Sprintf("not without loss: %v", err)})
			continue
		}
		if err != nil {
			return err
		}
		t.result.Notes = appendNew(t.result.Notes, notes)
		t.result.Warnings = appendNew(t.result.Warnings, warnings)
		t.add(output, buf.Bytes())
	}
	return nil
}

// decoding says how a photo of the given size is to be decoded: as small as
// all outputs together allow.
func (t *task) decoding(pipeline *op.Pipeline, size image.Point) imageio.DecodeOptions {
	o := imageio.DecodeOptions{Tolerant: t.work.job.Recipe.Tolerant, Size: pipeline.Needs(size), HalfChroma: true}
	for output := range t.photo.Results {
		o.HalfChroma = o.HalfChroma && t.encoding(output).HalvesChroma()
	}
	return o
}

// encoding says how a result is to be written.
func (t *task) encoding(output int) imageio.EncodeOptions {
	recipe := t.work.job.Recipe.Outputs[output]
	format := imageio.Format(recipe.Format)
	if format == imageio.Unknown {
		format = imageio.FormatOf(string(t.photo.Results[output]))
	}
	o := imageio.EncodeOptions{
		Format: format, Quality: recipe.Quality, Metadata: recipe.Metadata, ICC: recipe.ICC,
		Chroma: recipe.Chroma, Progressive: recipe.Progressive, Lossless: recipe.Lossless,
	}
	if recipe.Background != "" {
		// A job's recipe has been checked; white stands for what is no colour.
		o.Background, _ = op.ParseColor(recipe.Background)
	}
	return o
}

// encodeMemory is what the most demanding of the outputs takes to be written.
func (t *task) encodeMemory(pipeline *op.Pipeline, file *imageio.File, o imageio.DecodeOptions) int64 {
	pixels := max(pipeline.Grown(file.Size()), int64(o.Size.X)*int64(o.Size.Y))
	var most int64
	for output := range t.photo.Results {
		o, size := t.encoding(output), image.Pt(int(pixels), 1)
		memory := o.Memory(size)
		if file.MayBeTransparent() {
			memory += o.AlphaMemory(size)
		}
		if t.onlyRetouches(output) && o.Format == imageio.JPEG {
			memory = max(memory, file.RewriteMemory())
		}
		most = max(most, memory)
	}
	return most
}

// onlyRetouches reports whether an output differs from the photo in small
// places, if at all, and may have the photo's own quality.
func (t *task) onlyRetouches(output int) bool {
	return t.work.pipeline.Retouches(output) && (t.work.job.Recipe.Outputs[output].AnyQuality || t.encoding(output).Format.IsExact())
}

// encode makes the bytes of one result. What was read with warnings of a
// tolerant job is compressed anew, so that the result has no damage.
func (t *task) encode(ctx context.Context, file *imageio.File, output int, p imageio.Photo) error {
	o := t.encoding(output)
	var buf bytes.Buffer
	if damaged := t.work.job.Recipe.Tolerant && len(p.Warnings) > 0; t.onlyRetouches(output) && !damaged {
		kept, err := file.Retain(ctx, &buf, &p, o)
		if err != nil {
			return fmt.Errorf("encode %s: %w", o.Format, err)
		}
		if kept {
			t.addPhoto(output, buf.Bytes(), p)
			return nil
		}
	}
	p = imageio.Prepare(p, o)
	if err := imageio.EncodeContext(ctx, &buf, p, o); err != nil {
		return fmt.Errorf("encode %s: %w", o.Format, err)
	}
	t.addPhoto(output, buf.Bytes(), p)
	return nil
}

// addPhoto takes a result's bytes, and what the photo that they are made of
// has to say.
func (t *task) addPhoto(output int, data []byte, p imageio.Photo) {
	t.add(output, data)
	t.result.Notes = appendNew(t.result.Notes, p.Notes)
	t.result.Warnings = appendNew(t.result.Warnings, p.Warnings)
}

// add takes a result's bytes, which wait to be stored.
func (t *task) add(output int, data []byte) {
	sum := sha256.Sum256(data)
	file := job.File{Name: t.photo.Results[output], Size: int64(len(data)), SHA256: hex.EncodeToString(sum[:])}
	t.result.Files[output] = file
	t.outputs = append(t.outputs, encoded{output: output, file: file, data: data})
}

// appendNew adds what outputs that share steps have not said already.
func appendNew(list, more []string) []string {
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}
