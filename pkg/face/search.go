package face

import (
	"context"
	"math"
	"slices"
)

// searcher looks for the faces of one photo after the other.
type searcher struct {
	detector      detector
	mesher        mesher
	picture       *picture
	width, height float64
	known         map[find]*judgement
}

// Scores below which a find is not looked at again: at first sight, where a
// crowd may be and in photos that may be turned, and at the second.
const (
	firstScore  = 0.3
	turnedScore = 0.5
	crowdScore  = 0.6
	secondScore = 0.5
)

// leastSide is the side of the smallest photo, and of the smallest part of
// one, in pixels, in which a face is looked for.
const leastSide = 16

// sameFind is the overlap from which on two finds are one.
const sameFind = 0.3

// search looks at the whole photo and its halves, and at its quarters and
// smaller parts where small faces are likely; if there is no face, at the
// photo turned.
func (s *searcher) search(ctx context.Context) ([]Face, error) {
	long := s.reach()
	whole := Box{0, 0, s.width, s.height}
	tiles := append([]region{s.all(1/0.6, 0), s.all(1, 0)}, grid(whole, long/2, 0)...)
	finds, err := s.scan(ctx, nil, tiles)
	if err != nil {
		return nil, err
	}
	finds, err = s.closer(ctx, finds, long)
	if err != nil {
		return nil, err
	}
	faces, err := s.faces(ctx, finds)
	if err != nil || slices.ContainsFunc(faces, Face.Certain) {
		return faces, err
	}
	turned, err := s.turned(ctx, long)
	faces = slices.DeleteFunc(faces, func(f Face) bool { return among(turned, f.Box) })
	return append(turned, faces...), err
}

// reach is the length that the sizes of tiles are parts of: that of the photo,
// but of a panorama less.
func (s *searcher) reach() float64 {
	const longest, parts = 3, 12
	long, short := max(s.width, s.height), min(s.width, s.height)
	return max(min(long, longest*short), long/parts)
}

// all is the region with the whole photo in it, so many times as large as it
// has to be.
func (s *searcher) all(times, angle float64) region {
	return region{x: s.width / 2, y: s.height / 2, size: times * max(s.width, s.height), angle: angle}
}

// closer adds the finds in small tiles, if there are likely some: because of
// the finds so far, or of what a few tiles show, which lie apart. A portrait
// is hardly a crowd's.
func (s *searcher) closer(ctx context.Context, finds []find, long float64) ([]find, error) {
	whole := Box{0, 0, s.width, s.height}
	portrait := func(f find) bool { return f.score > 0.9 && f.box.Width > long/5 }
	if !s.crowded(finds, long) {
		if slices.ContainsFunc(finds, portrait) {
			return finds, nil
		}
		seen, err := s.scan(ctx, nil, apart(grid(whole, long/5, 0)))
		seen = slices.DeleteFunc(seen, func(f find) bool { return f.score < crowdScore })
		if err != nil || !s.crowded(seen, long) {
			return finds, err
		}
		finds = append(finds, seen...)
	}
	finds, err := s.scan(ctx, finds, grid(whole, long/4, 0))
	if err != nil {
		return nil, err
	}
	return s.scan(ctx, finds, s.crowd(finds, long/4))
}

// apart returns a few of the tiles, all over the photo, none of which touch.
func apart(tiles []region) []region {
	var list []region
	for _, r := range tiles {
		if !slices.ContainsFunc(list, func(q region) bool { return math.Abs(q.x-r.x)+math.Abs(q.y-r.y) < 2.4*r.size }) {
			list = append(list, r)
		}
	}
	return list
}

// turned returns the faces of a photo that is not upright.
func (s *searcher) turned(ctx context.Context, long float64) ([]Face, error) {
	var finds []find
	for quarter := 1; quarter < 4; quarter++ {
		angle := float64(quarter) * math.Pi / 2
		first, err := s.scan(ctx, nil, []region{s.all(1, angle)})
		if err == nil && slices.ContainsFunc(first, func(f find) bool { return f.score >= turnedScore }) {
			first, err = s.scan(ctx, first, grid(Box{0, 0, s.width, s.height}, long/2, angle))
		}
		if err != nil {
			return nil, err
		}
		finds = append(finds, first...)
	}
	finds = slices.DeleteFunc(finds, func(f find) bool { return f.score < turnedScore })
	faces, err := s.faces(ctx, finds)
	return slices.DeleteFunc(faces, func(f Face) bool { return !f.Certain() }), err
}

// scan adds the finds in all tiles.
func (s *searcher) scan(ctx context.Context, finds []find, tiles []region) ([]find, error) {
	for _, r := range tiles {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		finds = append(finds, s.detector.look(s.picture, r, firstScore)...)
	}
	return finds, nil
}

// crowded reports whether there are likely more faces than were found: where
// one is small, others are smaller.
func (s *searcher) crowded(finds []find, long float64) bool {
	for _, f := range merge(slices.Clone(finds), sameFind) {
		if max(f.box.Width, f.box.Height) > long/5 {
			continue
		}
		if f.score > 0.9 || s.promising(f) {
			return true
		}
	}
	return false
}

// crowd returns tiles for the smallest faces of a crowd, where there is one:
// those of some size are found in tiles of five times that, and people who
// stand together have heads of much the same size.
func (s *searcher) crowd(finds []find, size float64) []region {
	const many, times, most = 5, 5, 60
	var around Box
	var widths []float64
	for _, f := range merge(slices.Clone(finds), sameFind) {
		if f.score < crowdScore || f.box.Width > size/times {
			continue
		}
		b := Box{f.box.X - f.box.Width, f.box.Y - f.box.Height, 3 * f.box.Width, 3 * f.box.Height}
		if widths = append(widths, f.box.Width); len(widths) > 1 {
			b = b.union(around)
		}
		around = b
	}
	if len(widths) < many {
		return nil
	}
	slices.Sort(widths)
	for least := times * widths[len(widths)/4]; least < 0.8*size; least *= 1.1 {
		if tiles := grid(around, least, 0); len(tiles) <= most {
			return tiles
		}
	}
	return nil
}

// grid covers a part of the photo with tiles of that size, which overlap by
// half or more.
func grid(part Box, size, angle float64) []region {
	if size < leastSide {
		return nil
	}
	across, down := steps(part.Width, size), steps(part.Height, size)
	var tiles []region
	for y := range down {
		for x := range across {
			tiles = append(tiles, region{
				x: part.X + place(part.Width, size, x, across), y: part.Y + place(part.Height, size, y, down), size: size, angle: angle,
			})
		}
	}
	return tiles
}

// steps is how many tiles are laid along a side.
func steps(side, size float64) int {
	if side <= size {
		return 1
	}
	return 1 + int(math.Ceil((side-size)/(size/2)-0.01))
}

// place is the middle of the i-th of count tiles along a side.
func place(side, size float64, i, count int) float64 {
	if count == 1 {
		return side / 2
	}
	return size/2 + (side-size)*float64(i)/float64(count-1)
}
