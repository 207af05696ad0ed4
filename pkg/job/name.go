package job

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Name is a file's name or slash-separated path, byte for byte as the file
// system has it: not always UTF-8. In JSON it is a string; one that JSON
// cannot hold is "base64:" and its bytes in base64.
type Name string

const base64Mark = "base64:"

// MarshalJSON encodes the name without losing a byte.
func (n Name) MarshalJSON() ([]byte, error) {
	s := string(n)
	if !utf8.ValidString(s) || strings.HasPrefix(s, base64Mark) {
		s = base64Mark + base64.StdEncoding.EncodeToString([]byte(s))
	}
	return json.Marshal(s)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (n *Name) UnmarshalJSON(data []byte) error {
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	if coded, ok := strings.CutPrefix(s, base64Mark); ok {
		raw, err := base64.StdEncoding.DecodeString(coded)
		if err != nil {
			return fmt.Errorf("name %q: %w", s, err)
		}
		s = string(raw)
	}
	*n = Name(s)
	return nil
}

// String returns the name in a form that is safe to print: control
// characters, direction marks and bytes that are not UTF-8 are escaped as in
// a Go string.
func (n Name) String() string {
	quoted := strconv.Quote(string(n))
	plain := quoted[1 : len(quoted)-1]
	return strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(plain)
}

// CheckLocal returns an error unless the name is a relative path that stays
// below the folder it is joined to.
func (n Name) CheckLocal() error {
	s := string(n)
	if s == "" || s == "." || strings.IndexByte(s, 0) >= 0 || !filepath.IsLocal(filepath.FromSlash(s)) || path.Clean(s) != s {
		return fmt.Errorf("path %q leads out of its folder", s)
	}
	return nil
}
