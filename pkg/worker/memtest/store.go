package memtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/photoq/photoq/pkg/blob"
)

// Store is a store in memory. The zero value is empty. Its fields are set
// before it is used.
type Store struct {
	// AnyKey takes keys that package blob rules out, as S3 does.
	AnyKey bool
	// Gate, where it is set, is called before each call with its name, like
	// "put", and its key. It may wait. With an error the call fails, without
	// effect.
	Gate func(call, key string) error
	// After is like Gate, but called when the call has had its effect.
	After func(call, key string) error

	mu      sync.Mutex
	objects map[string]object
}

type object struct {
	data []byte
	at   time.Time
}

var _ blob.Store = (*Store)(nil)

func (s *Store) call(ctx context.Context, name, key string, effect func() error) error {
	if s.Gate != nil {
		if err := s.Gate(name, key); err != nil {
			return fmt.Errorf("%s %s: %w", name, key, err)
		}
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%s %s: %w", name, key, err)
	}
	if err := effect(); err != nil {
		return fmt.Errorf("%s %s: %w", name, key, err)
	}
	if s.After != nil {
		if err := s.After(name, key); err != nil {
			return fmt.Errorf("%s %s: %w", name, key, err)
		}
	}
	return nil
}

func (s *Store) check(key string) error {
	if s.AnyKey {
		return nil
	}
	return blob.CheckKey(key)
}

// Put implements [blob.Store].
func (s *Store) Put(ctx context.Context, key string, body io.ReadSeeker, o blob.PutOptions) error {
	return s.call(ctx, "put", key, func() error {
		if err := s.check(key); err != nil {
			return err
		}
		data, err := io.ReadAll(body)
		if err != nil {
			return err
		}
		if sum := sha256.Sum256(data); o.SHA256 != "" && o.SHA256 != hex.EncodeToString(sum[:]) {
			return blob.ErrChanged
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, taken := s.objects[key]; taken && o.IfAbsent {
			return blob.ErrExists
		}
		if s.objects == nil {
			s.objects = map[string]object{}
		}
		s.objects[key] = object{data, time.Now()}
		return nil
	})
}

// Get implements [blob.Store].
func (s *Store) Get(ctx context.Context, key string) (r io.ReadCloser, info blob.Info, err error) {
	err = s.call(ctx, "get", key, func() error {
		if err := s.check(key); err != nil {
			return err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		o, ok := s.objects[key]
		if !ok {
			return fs.ErrNotExist
		}
		r, info = io.NopCloser(bytes.NewReader(o.data)), blob.Info{Key: key, Size: int64(len(o.data)), Modified: o.at}
		return nil
	})
	if err != nil {
		return nil, blob.Info{}, err
	}
	return r, info, nil
}

// List implements [blob.Store].
func (s *Store) List(ctx context.Context, prefix, after string) iter.Seq2[blob.Info, error] {
	return func(yield func(blob.Info, error) bool) {
		var list []blob.Info
		err := s.call(ctx, "list", prefix, func() error {
			s.mu.Lock()
			defer s.mu.Unlock()
			for _, key := range slices.Sorted(maps.Keys(s.objects)) {
				if strings.HasPrefix(key, prefix) && key > after {
					list = append(list, blob.Info{Key: key, Size: int64(len(s.objects[key].data)), Modified: s.objects[key].at})
				}
			}
			return nil
		})
		if err != nil {
			yield(blob.Info{}, err)
			return
		}
		for _, info := range list {
			if err := ctx.Err(); err != nil {
				yield(blob.Info{}, fmt.Errorf("list %s: %w", prefix, err))
				return
			}
			if !yield(info, nil) {
				return
			}
		}
	}
}

// Delete implements [blob.Store].
func (s *Store) Delete(ctx context.Context, keys ...string) error {
	return s.call(ctx, "delete", strings.Join(keys, " "), func() error {
		for _, key := range keys {
			if err := s.check(key); err != nil {
				return err
			}
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, key := range keys {
			delete(s.objects, key)
		}
		return nil
	})
}

// Keys returns the keys that begin with prefix, sorted.
func (s *Store) Keys(prefix string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var keys []string
	for key := range s.objects {
		if strings.HasPrefix(key, prefix) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// Bytes returns an object's bytes, nil when there is none.
func (s *Store) Bytes(key string) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.objects[key].data
}

// Set makes an object, whatever the gates say.
func (s *Store) Set(key string, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.objects == nil {
		s.objects = map[string]object{}
	}
	s.objects[key] = object{data, time.Now()}
}
