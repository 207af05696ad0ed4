package job

import (
	"cmp"
	"slices"
)

// Remark is what a photo that is done was taken with although it is not
// quite right. Its JSON form is part of what scripts read.
type Remark struct {
	Index    int      `json:"index"`
	Result   Name     `json:"result"` // the first of its result files
	Warnings []string `json:"warnings"`
}

// Account is what operations did to a photo that is done, by their own words.
// Its JSON form is part of what scripts read.
type Account struct {
	Index  int      `json:"index"`
	Result Name     `json:"result"` // the first of its result files
	Notes  []string `json:"notes"`
}

// remark keeps the warnings and notes of a photo that is done. Of two lines
// for one photo the smaller stays: any rule will do that does not depend on
// the order in which they are seen.
func (f *Fold) remark(r Result) {
	if len(r.Files) == 0 {
		return
	}
	name := r.Files[0].Name
	smaller := func(list, old []string, of Name) bool {
		return cmp.Or(slices.Compare(list, old), cmp.Compare(name, of)) < 0
	}
	if old, known := f.remarks[r.Photo]; len(r.Warnings) > 0 && (!known || smaller(r.Warnings, old.Warnings, old.Result)) {
		f.remarks[r.Photo] = Remark{Index: r.Photo, Result: name, Warnings: r.Warnings}
	}
	if old, known := f.accounts[r.Photo]; len(r.Notes) > 0 && (!known || smaller(r.Notes, old.Notes, old.Result)) {
		f.accounts[r.Photo] = Account{Index: r.Photo, Result: name, Notes: r.Notes}
	}
}

// Remarks returns the warnings of all photos that are done, by ascending
// index.
func (f *Fold) Remarks() []Remark {
	return byIndex(f.remarks, func(r Remark) int { return r.Index })
}

// Accounts returns what operations did to all photos that are done, by
// ascending index.
func (f *Fold) Accounts() []Account {
	return byIndex(f.accounts, func(a Account) int { return a.Index })
}

func byIndex[T any](all map[int]T, index func(T) int) []T {
	list := make([]T, 0, len(all))
	for _, one := range all {
		list = append(list, one)
	}
	slices.SortFunc(list, func(a, b T) int { return index(a) - index(b) })
	return list
}
