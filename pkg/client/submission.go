package client

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/photoq/photoq/pkg/blob"
	"github.com/photoq/photoq/pkg/fault"
	"github.com/photoq/photoq/pkg/job"
	"github.com/photoq/photoq/pkg/queue"
)

// submission is one Submit under way.
type submission struct {
	*Client
	plan    Plan
	options SubmitOptions
	job     job.Job
	// from is the first segment that is not stored. An earlier submit may
	// have left some of its originals.
	from     int
	failures []job.Failure
}

func (s *submission) run(ctx context.Context) error {
	s.reporter().Total(int64(len(s.plan.Photos)), s.plan.Bytes())
	if err := s.storeAssets(ctx); err != nil {
		return err
	}
	done, err := s.storedSegments(ctx)
	if err != nil {
		return err
	}
	if done > 0 {
		// The interruption may have come before all messages of the last
		// segment were sent. Sending some twice does no harm.
		if err := s.resendLast(ctx, done-1); err != nil {
			return err
		}
	}
	s.from = done
	if err := s.rest(ctx); err != nil {
		return err
	}
	if err := s.stillThere(ctx); err != nil {
		return err
	}
	s.job.Sealed, s.job.Photos, s.job.Bytes = true, len(s.plan.Photos), s.plan.Bytes()
	return s.putJob(ctx, s.job, blob.PutOptions{})
}

func (s *submission) segments() int {
	return (len(s.plan.Photos) + job.SegmentPhotos - 1) / job.SegmentPhotos
}

func (s *submission) storedSegments(ctx context.Context) (int, error) {
	n := 0
	for info, err := range s.Store.List(ctx, job.PhotosPrefix(s.job.ID), "") {
		if err != nil {
			return 0, fmt.Errorf("list the manifest of job %s: %w", s.job.ID, err)
		}
		if info.Key != job.SegmentKey(s.job.ID, n) {
			return 0, fmt.Errorf("list the manifest of job %s: segment %d is missing", s.job.ID, n)
		}
		n++
	}
	return min(n, s.segments()), nil
}

func (s *submission) resendLast(ctx context.Context, n int) error {
	photos, err := s.Segment(ctx, s.job.ID, n)
	if err != nil {
		return err
	}
	for i := range n * job.SegmentPhotos {
		s.reporter().Add(1, max(0, s.plan.Photos[i].Size))
	}
	for _, photo := range photos {
		s.reporter().Add(1, max(0, photo.Size))
	}
	return s.announce(ctx, photos)
}

// segment is a stretch of photos that are stored.
type segment struct {
	number int
	photos []job.Photo
	failed []job.Result
}

// rest stores and announces the segments that are missing. While one is
// announced, the next is already uploaded.
func (s *submission) rest(ctx context.Context) error {
	stored := make(chan segment)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		defer close(stored)
		for n := s.from; n < s.segments(); n++ {
			photos, failed, err := s.upload(ctx, n)
			if err != nil {
				return err
			}
			select {
			case stored <- segment{n, photos, failed}:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	g.Go(func() error {
		for seg := range stored {
			if err := s.publish(ctx, seg); err != nil {
				return err
			}
		}
		return nil
	})
	return g.Wait()
}

// stillThere returns an error when the job was cancelled or removed while it
// was being submitted.
func (s *submission) stillThere(ctx context.Context) error {
	marker, err := s.cancellation(ctx, s.job.ID)
	if err != nil {
		return err
	}
	if marker != nil {
		return fault.New(fault.Cancelled, fmt.Errorf("submit job %s: it was cancelled meanwhile", s.job.ID), "photoq rm "+string(s.job.ID)+" removes what is there of it")
	}
	_, err = s.Job(ctx, s.job.ID)
	if fault.KindOf(err) == fault.NotFound {
		return fault.New(fault.Cancelled, fmt.Errorf("submit job %s: it was removed meanwhile", s.job.ID), "photoq rm "+string(s.job.ID)+" removes what was stored since")
	}
	return err
}

// publish stores a segment and, before it, what failed in it; then it sends
// its messages.
func (s *submission) publish(ctx context.Context, seg segment) error {
	id := s.job.ID
	if err := s.stillThere(ctx); err != nil {
		return err
	}
	if err := s.recordFailures(ctx, seg.failed); err != nil {
		return err
	}
	data, err := job.EncodePhotos(seg.photos)
	if err != nil {
		return err
	}
	if err := s.put(ctx, job.SegmentKey(id, seg.number), data, blob.PutOptions{ContentType: "application/gzip"}); err != nil {
		return fmt.Errorf("store the manifest of job %s: %w", id, err)
	}
	return s.announce(ctx, seg.photos)
}

// announce queues the photos, but for those whose bytes are nowhere: they
// are on record as failed.
func (s *submission) announce(ctx context.Context, photos []job.Photo) error {
	indexes := make([]int, 0, len(photos))
	for _, p := range photos {
		if p.SHA256 != "" || p.At != "" {
			indexes = append(indexes, p.Index)
		}
	}
	return s.send(ctx, s.job.ID, 0, indexes)
}

// send queues messages for photos of a job. What a queue refuses once is
// sent once more before it becomes an error.
func (c *Client) send(ctx context.Context, id job.ID, round int, photos []int) error {
	bodies := make([]queue.Body, len(photos))
	for i, photo := range photos {
		bodies[i] = queue.Body{Group: string(id), Data: job.Message{Job: id, Photo: photo, Round: round}.Encode()}
	}
	for attempt := 0; len(bodies) > 0; attempt++ {
		err := c.Queue.Send(ctx, bodies...)
		if err == nil {
			return nil
		}
		if attempt == sendAttempts || ctx.Err() != nil || fault.KindOf(err) != "" {
			return fmt.Errorf("queue the photos of job %s: %w", id, err)
		}
		if part, ok := errors.AsType[*queue.BatchError](err); ok {
			bodies = pick(bodies, part.Indexes())
		}
		if err := sleep(ctx, backoff(attempt)); err != nil {
			return err
		}
	}
	return nil
}

func pick(bodies []queue.Body, indexes []int) []queue.Body {
	picked := make([]queue.Body, 0, len(indexes))
	for _, i := range indexes {
		picked = append(picked, bodies[i])
	}
	return picked
}
