package job

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strings"
	"unicode/utf8"
)

// Asset names a file that a recipe needs besides the photos, like a
// watermark's picture, by what is in it. In a stored recipe it stands where
// people wrote a path.
type Asset struct {
	SHA256 string // of its bytes, 64 hexadecimal digits
	Name   string // the file's, as keys bear it; for people
}

// assetScheme begins an asset's text.
const assetScheme = "asset:"

// NewAsset returns what names a file of that path and content.
func NewAsset(file string, data []byte) Asset {
	sum := sha256.Sum256(data)
	return Asset{SHA256: hex.EncodeToString(sum[:]), Name: escapeElement(path.Base(file), 100)}
}

// String writes the asset as ParseAsset reads it: asset:<sha256>-<name>.
func (a Asset) String() string { return assetScheme + a.SHA256 + "-" + a.Name }

// ParseAsset reads what String wrote, and reports whether text is that. What
// it accepts makes a key inside of the job's folder.
func ParseAsset(text string) (Asset, bool) {
	rest, ok := strings.CutPrefix(text, assetScheme)
	if !ok || len(rest) < 66 || rest[64] != '-' {
		return Asset{}, false
	}
	a := Asset{SHA256: rest[:64], Name: rest[65:]}
	if strings.Trim(a.SHA256, "0123456789abcdef") != "" || len(a.Name) > 100 || !utf8.ValidString(a.Name) {
		return Asset{}, false
	}
	bad := strings.ContainsFunc(a.Name, func(r rune) bool { return r < 0x20 || r == 0x7f || r == '/' || r == '\\' })
	return a, !bad && a.Name != "." && a.Name != ".."
}

// Holds reports whether data is the asset's content.
func (a Asset) Holds(data []byte) bool {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]) == a.SHA256
}
