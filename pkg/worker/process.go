package worker

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/photoq/photoq/pkg/imageio"
	"github.com/photoq/photoq/pkg/job"
)

// process turns a photo's bytes into its results, in memory.
func (w *Worker) process(t *task) bool {
	defer w.memory.release(t)
	if w.stop.draining().Err() != nil {
		w.giveBack(t)
		return false
	}
	if !w.keeper.has(t.message.Receipt) {
		w.abandon(t)
		return false
	}
	ctx := w.stop.working()
	// The photo may have waited its turn for a while.
	fresh, err := w.jobs.work(ctx, t.ref.Job)
	switch {
	case err == nil:
		t.work = fresh
	case errors.Is(err, errGone):
		w.drop(t, err.Error())
		return false
	}
	if why := t.obsolete(); why != "" {
		w.drop(t, why)
		return false
	}
	start := time.Now()
	step, err := w.pixels(ctx, t)
	if err == nil {
		t.stored, err = w.memory.admitResults(ctx, t.result.BytesOut())
	}
	switch {
	case err == nil:
		t.result.Millis = time.Since(start).Milliseconds()
		return true
	case ctx.Err() != nil:
		w.giveBack(t)
	default:
		w.trouble(t, step, err)
	}
	return false
}

// pixels decodes, applies the recipe and encodes. It returns the step that
// an error is in.
func (w *Worker) pixels(ctx context.Context, t *task) (step string, err error) {
	step = "read"
	defer func() {
		if r := recover(); r != nil {
			err = panicked(r)
		}
	}()
	header, err := imageio.ReadHeader(t.data, w.Limits)
	if err != nil {
		return step, err
	}
	// Twice: operations hold the photo before and after them.
	release, err := w.memory.admitPixels(ctx, 2*header.Memory)
	if err != nil {
		return step, err
	}
	defer release()
	photo, err := imageio.Decode(ctx, t.data, imageio.DecodeOptions{Limits: w.Limits, Tolerant: t.work.job.Recipe.Tolerant})
	if err != nil {
		return step, err
	}
	t.result = job.Result{Photo: t.ref.Photo, Round: t.ref.Round, BytesIn: int64(len(t.data)), Files: make([]job.File, len(t.photo.Results))}
	w.memory.release(t)
	step = "apply the recipe"
	err = t.work.pipeline.Run(ctx, photo, func(output int, p imageio.Photo) error { return t.encode(output, p) })
	return step, err
}

// encode makes the bytes of one result.
func (t *task) encode(output int, p imageio.Photo) error {
	recipe, name := t.work.job.Recipe.Outputs[output], t.photo.Results[output]
	format := imageio.Format(recipe.Format)
	if format == imageio.Unknown {
		format = imageio.FormatOf(string(name))
	}
	var buf bytes.Buffer
	if err := imageio.Encode(&buf, p, imageio.EncodeOptions{Format: format, Quality: recipe.Quality, Metadata: recipe.Metadata}); err != nil {
		return fmt.Errorf("encode %s: %w", format, err)
	}
	sum := sha256.Sum256(buf.Bytes())
	file := job.File{Name: name, Size: int64(buf.Len()), SHA256: hex.EncodeToString(sum[:])}
	t.result.Files[output] = file
	t.outputs = append(t.outputs, encoded{output: output, file: file, data: buf.Bytes()})
	t.result.Notes = appendNew(t.result.Notes, p.Notes)
	t.result.Warnings = appendNew(t.result.Warnings, p.Warnings)
	return nil
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
