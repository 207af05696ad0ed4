package worker

import "container/list"

// recent holds the values that were asked for last, up to a number of them.
type recent[K comparable, V any] struct {
	limit int
	order *list.List // of keys, the most recent first
	items map[K]*item[V]
	// ousted, where it is set, is told the key of each value that has to go
	// because there are too many.
	ousted func(K)
}

type item[V any] struct {
	value V
	place *list.Element
}

func newRecent[K comparable, V any](limit int) recent[K, V] {
	return recent[K, V]{limit: limit, order: list.New(), items: map[K]*item[V]{}}
}

// get returns the value under the key, made if it is not there.
func (r *recent[K, V]) get(key K, make func() V) V {
	if i, ok := r.items[key]; ok {
		r.order.MoveToFront(i.place)
		return i.value
	}
	i := &item[V]{value: make(), place: r.order.PushFront(key)}
	r.items[key] = i
	if r.order.Len() > r.limit {
		oldest := r.order.Remove(r.order.Back()).(K)
		delete(r.items, oldest)
		if r.ousted != nil {
			r.ousted(oldest)
		}
	}
	return i.value
}

// has reports whether there is a value under the key.
func (r *recent[K, V]) has(key K) bool {
	_, ok := r.items[key]
	return ok
}

// drop forgets what is under the key.
func (r *recent[K, V]) drop(key K) {
	if i, ok := r.items[key]; ok {
		r.order.Remove(i.place)
		delete(r.items, key)
	}
}
