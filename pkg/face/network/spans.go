package network

import "slices"

// spans hands out room: the first that is free and large enough, or new room
// at the end.
type spans struct {
	free []span // in order, none touching the next
	end  int
}

type span struct{ at, size int }

func (s *spans) take(size int) int {
	for i, f := range s.free {
		if f.size < size {
			continue
		}
		s.free[i] = span{f.at + size, f.size - size}
		if f.size == size {
			s.free = slices.Delete(s.free, i, i+1)
		}
		return f.at
	}
	if n := len(s.free); n > 0 && s.free[n-1].at+s.free[n-1].size == s.end {
		at := s.free[n-1].at // the last gap grows
		s.free = s.free[:n-1]
		s.end = at + size
		return at
	}
	s.end += size
	return s.end - size
}

func (s *spans) give(at, size int) {
	i, _ := slices.BinarySearchFunc(s.free, at, func(f span, at int) int { return f.at - at })
	s.free = slices.Insert(s.free, i, span{at, size})
	if i+1 < len(s.free) && at+size == s.free[i+1].at {
		s.free[i].size += s.free[i+1].size
		s.free = slices.Delete(s.free, i+1, i+2)
	}
	if i > 0 && s.free[i-1].at+s.free[i-1].size == at {
		s.free[i-1].size += s.free[i].size
		s.free = slices.Delete(s.free, i, i+1)
	}
}
