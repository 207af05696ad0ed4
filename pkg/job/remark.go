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

// remark keeps the warnings of a photo that is done. Of two lines for one
// photo the smaller stays: any rule will do that does not depend on the order
// in which they are seen.
func (f *Fold) remark(r Result) {
	if len(r.Warnings) == 0 || len(r.Files) == 0 {
		return
	}
	old, known := f.remarks[r.Photo]
	if !known || cmp.Or(slices.Compare(r.Warnings, old.Warnings), cmp.Compare(r.Files[0].Name, old.Result)) < 0 {
		f.remarks[r.Photo] = Remark{Index: r.Photo, Result: r.Files[0].Name, Warnings: r.Warnings}
	}
}

// Remarks returns the warnings of all photos that are done, by ascending
// index.
func (f *Fold) Remarks() []Remark {
	list := make([]Remark, 0, len(f.remarks))
	for _, r := range f.remarks {
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b Remark) int { return a.Index - b.Index })
	return list
}
