package fileblob

import (
	"path"
	"strings"
	"unicode/utf8"
)

// File systems allow 255 bytes for a name. Pieces of a key's element stay
// below, with room for one more character and a mark.
const longName = 240

// The marks at the end of names. None can be mistaken for a part of the key,
// whose own "%" are all written "%25".
const (
	markOdd    = "%"  // an object that does not look like a file, or a folder that does
	markMore   = "%+" // a folder with the rest of an element
	markFolder = "%-" // a folder whose piece of an element would be no name: "", "." or ".."
)

// tempDir holds what is being written. As the name of no element is spelled
// with "%t", it is in no key's way.
const tempDir = ".%tmp"

type kind int

const (
	object kind = iota
	folder
	more // the folder with the rest of a long element
)

// objectPath returns where the object under key is, relative to the store.
func objectPath(key string) string {
	dir, last := cutLast(key)
	return path.Join(folderPath(dir), elementPath(last, object))
}

// folderPath returns where the objects are whose keys begin with dir, which
// is empty or ends in a slash.
func folderPath(dir string) string {
	var b strings.Builder
	for dir != "" {
		element, rest, _ := strings.Cut(dir, "/")
		b.WriteString(elementPath(element, folder))
		b.WriteByte('/')
		dir = rest
	}
	return strings.TrimSuffix(b.String(), "/")
}

// cutLast splits a key, or the beginning of one, after its last slash.
func cutLast(key string) (dir, last string) {
	i := strings.LastIndexByte(key, '/') + 1
	return key[:i], key[i:]
}

// elementPath spells one element of a key: usually a name, several when it is
// long.
func elementPath(e string, k kind) string {
	var b strings.Builder
	for {
		n, long := cutLong(e)
		if !long {
			break
		}
		b.WriteString(spell(e[:n], more))
		b.WriteByte('/')
		e = e[n:]
	}
	b.WriteString(spell(e, k))
	return b.String()
}

// cutLong returns after how many bytes an element is broken, if it is. That
// depends on nothing but these bytes, so all elements that begin with
// them are in the one folder for the rest, and a sorted folder stays a
// sorted range of keys. Characters are kept whole, since macOS insists on UTF-8.
func cutLong(e string) (n int, long bool) {
	length := 0
	for i, r := range e {
		size := utf8.RuneLen(r)
		length += size
		if r == '%' {
			length += len("25")
		}
		if length >= longName {
			return i + size, true
		}
	}
	return 0, false
}

// spell returns the name of a piece of an element.
func spell(piece string, k kind) string {
	name := strings.ReplaceAll(piece, "%", "%25")
	switch {
	case k == more:
		return name + markMore
	case k == folder && (piece == "" || piece == "." || piece == ".."):
		return name + markFolder
	case looksLikeFile(piece) != (k == object):
		return name + markOdd
	}
	return name
}

// read is the reverse of spell; ok is whether the name is one that spell
// makes.
func read(name string, isDir bool) (piece string, k kind, ok bool) {
	rest := name
	if !isDir {
		rest = strings.TrimSuffix(name, markOdd)
	} else if before, found := strings.CutSuffix(name, markMore); found {
		rest, k = before, more
	} else {
		k = folder
		if before, found := strings.CutSuffix(name, markFolder); found {
			rest = before
		} else {
			rest = strings.TrimSuffix(name, markOdd)
		}
	}
	piece = strings.ReplaceAll(rest, "%25", "%")
	n, long := cutLong(piece)
	fits := long == (k == more) && (!long || n == len(piece))
	return piece, k, fits && utf8.ValidString(piece) && spell(piece, k) == name
}

// looksLikeFile reports whether a name ends as the names of files do. Dates
// and versions ("2026.05.01", "v1.0"), which name folders, do not.
func looksLikeFile(name string) bool {
	i := strings.LastIndexByte(name, '.')
	ext := name[i+1:]
	if i < 1 || ext == "" || len(ext) > 8 {
		return false
	}
	letters := false
	for _, c := range []byte(ext) {
		switch {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			letters = true
		case c < '0' || c > '9':
			return false
		}
	}
	return letters
}
