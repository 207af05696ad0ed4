package blobtest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func listClauses() []clause {
	return []clause{
		{"ListEmpty", testListEmpty},
		{"ListInWholeKeyOrder", testListOrder},
		{"ListPrefixIsString", testListPrefix},
		{"ListAfter", testListAfter},
		{"ListAgreesWithSort", testListAgreesWithSort},
		{"ListCutShort", testListCutShort},
		{"ListTwice", testListTwice},
		{"ListWithContextEnded", testListContextEnded},
	}
}

func testListEmpty(t *testing.T, h Harness) {
	s := open(t, h)
	for _, prefix := range []string{"", "a", "a/", "a/b/", "a//", "/", "..", "../", "a/../", "./", "."} {
		s.lists(prefix, "")
		s.lists(prefix, "x")
	}
	s.put("a/b.txt", "there")
	for _, prefix := range []string{"b", "a/b.txt/", "a/b.txt0", "a//", "/a", "../", "a/../", "./a", "a/./"} {
		s.lists(prefix, "")
	}
}

// Folders do not count: "a-b" and "a.txt" sort before "a/x", because "-" and
// "." do before "/".
func testListOrder(t *testing.T, h Harness) {
	s := open(t, h)
	want := []string{
		"A", "a b.txt", "a!/z", "a-b", "a-b/c", "a.txt", "a/-", "a/a/a", "a/a0", "a/b", "a/x", "a0", "a_b", "aa/b", "b/c/d/e", "é", "写真/1",
	}
	if h.NoFolderKeys {
		want = slices.DeleteFunc(want, func(key string) bool { return key == "a-b" })
	}
	shuffled := slices.Clone(want)
	rand.New(rand.NewPCG(7, 7)).Shuffle(len(want), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	s.putAll(shuffled...)
	s.lists("", "", want...)
}

func testListPrefix(t *testing.T, h Harness) {
	s := open(t, h)
	s.putAll("a/b.x", "a/b/c.x", "a/bc.x", "a/bc/d.x", "a/c.x", "ab.x", "b.x")
	s.lists("a/b", "", "a/b.x", "a/b/c.x", "a/bc.x", "a/bc/d.x")
	s.lists("a/b/", "", "a/b/c.x")
	s.lists("a/b/c.x", "", "a/b/c.x")
	s.lists("a/bc", "", "a/bc.x", "a/bc/d.x")
	s.lists("a", "", "a/b.x", "a/b/c.x", "a/bc.x", "a/bc/d.x", "a/c.x", "ab.x")
	s.lists("a/b/c.x/", "")
	s.lists("A", "")
}

func testListAfter(t *testing.T, h Harness) {
	s := open(t, h)
	s.putAll("a/1.x", "a/2.x", "a/2/x.x", "a/3.x", "b/1.x")
	s.lists("", "a/2.x", "a/2/x.x", "a/3.x", "b/1.x")
	s.lists("", "a/2", "a/2.x", "a/2/x.x", "a/3.x", "b/1.x") // need not be a key
	s.lists("", "a/2/", "a/2/x.x", "a/3.x", "b/1.x")
	s.lists("a/", "a/2/x.x", "a/3.x")
	s.lists("a/", "a/3.x")
	s.lists("a/", "b")
	s.lists("b/", "a/2.x", "b/1.x") // before the prefix
	s.lists("", "zzz")
}

// Random keys of few letters make every case of order, prefix and after that
// nobody has thought of.
func testListAgreesWithSort(t *testing.T, h Harness) {
	s := open(t, h)
	r := rand.New(rand.NewPCG(3, 4))
	const letters = "ab-.0%/"
	text := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = letters[r.IntN(len(letters))]
		}
		return string(b)
	}
	var keys []string
	for len(keys) < 150 {
		key := "k" + text(r.IntN(7))
		if strings.HasSuffix(key, "/") || strings.Contains(key, "//") || slices.Contains(strings.Split(key, "/"), ".") ||
			slices.Contains(strings.Split(key, "/"), "..") || h.RefusesKey != nil && h.RefusesKey(key) || clashes(h, keys, key) {
			continue
		}
		keys = append(keys, key)
	}
	s.putAll(keys...)
	slices.Sort(keys)
	keys = slices.Compact(keys)
	s.lists("", "", keys...)
	for range 60 {
		prefix, after := "k"+text(r.IntN(3)), "k"+text(r.IntN(5))
		want := slices.DeleteFunc(withPrefix(keys, prefix), func(key string) bool { return key <= after })
		s.lists(prefix, after, want...)
	}
}

// clashes reports whether the server could not hold key beside the others.
func clashes(h Harness, keys []string, key string) bool {
	return h.NoFolderKeys && slices.ContainsFunc(keys, func(k string) bool {
		return strings.HasPrefix(k, key+"/") || strings.HasPrefix(key, k+"/")
	})
}

func testListCutShort(t *testing.T, h Harness) {
	s := open(t, h)
	var keys []string
	for i := range 30 {
		keys = append(keys, fmt.Sprintf("dir%d/%02d", i/10, i))
	}
	s.putAll(keys...)
	for _, n := range []int{1, 5, 10, 11, 29} {
		var got []string
		for info, err := range s.List(s.ctx, "", "") {
			if err != nil {
				t.Fatal(err)
			}
			if got = append(got, info.Key); len(got) == n {
				break
			}
		}
		if !slices.Equal(got, keys[:n]) {
			t.Errorf("the first %d are %q", n, got)
		}
	}
}

// The sequence that List returns can be ranged over again, and then tells
// what is there by then.
func testListTwice(t *testing.T, h Harness) {
	s := open(t, h)
	s.put("a", "1")
	all := s.List(s.ctx, "", "")
	for _, want := range []int{1, 2} {
		n := 0
		for _, err := range all {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		if n != want {
			t.Errorf("listing yields %d objects, want %d", n, want)
		}
		s.put("b", "2")
	}
}

func testListContextEnded(t *testing.T, h Harness) {
	s := open(t, h)
	s.putAll("a", "b")
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	var errs []error
	for info, err := range s.List(ctx, "", "") {
		if err == nil {
			t.Errorf("list yields %s, want an error only", info.Key)
			continue
		}
		errs = append(errs, err)
	}
	if len(errs) != 1 || !errors.Is(errs[0], context.Canceled) {
		t.Errorf("errors are %v, want the context's, once", errs)
	}
}
