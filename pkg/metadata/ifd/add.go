package ifd

import (
	"cmp"
	"slices"
)

// AddFirst returns a structure whose first directory has these entries
// besides its own, and instead of those with the same tags. The directory moves
// to the end; all else stays at its offset. The data of b is not changed.
func (b Block) AddFirst(added ...Entry) []byte {
	start := b.Order.Uint32(b.Data[4:])
	entries := slices.DeleteFunc(b.First(), func(e Entry) bool {
		_, replaced := Find(added, e.Tag)
		return replaced
	})
	out := append(slices.Clone(b.Data), make([]byte, len(b.Data)%2)...)
	next := []byte{0, 0, 0, 0}
	if link, ok := b.Link(start); ok {
		next = b.Data[link : link+4]
	}
	var beyond []int // where the entries of added stand in out, in order of the directory
	b.Order.PutUint32(out[4:], uint32(len(out)))
	all := append(entries, added...)
	slices.SortStableFunc(all, func(x, y Entry) int { return cmp.Compare(x.Tag, y.Tag) })
	out = b.Order.AppendUint16(out, uint16(len(all)))
	for _, e := range all {
		if _, is := Find(added, e.Tag); !is {
			out = append(out, b.Data[e.At:e.At+12]...)
			continue
		}
		beyond = append(beyond, len(out))
		out = b.appendHead(out, e)
	}
	out = append(out, next...)
	for _, at := range beyond {
		e, _ := Find(added, b.Order.Uint16(out[at:]))
		out = b.appendValue(out, at, e)
	}
	return out
}

// appendHead appends an entry with its value, if that fits in.
func (b Block) appendHead(out []byte, e Entry) []byte {
	out = b.Order.AppendUint16(out, e.Tag)
	out = b.Order.AppendUint16(out, e.Kind)
	out = b.Order.AppendUint32(out, e.Count)
	if len(e.Value) > 4 {
		return append(out, 0, 0, 0, 0)
	}
	return append(append(out, e.Value...), make([]byte, 4-len(e.Value))...)
}

// appendValue appends a value that does not fit into its entry at an offset.
func (b Block) appendValue(out []byte, at int, e Entry) []byte {
	if len(e.Value) <= 4 {
		return out
	}
	b.Order.PutUint32(out[at+8:], uint32(len(out)))
	out = append(out, e.Value...)
	return append(out, make([]byte, len(out)%2)...)
}
