// Package figures measures the face operations: it runs them over folders of
// photos of which is known what they show, and says how many red eyes were
// mended, teeth whitened and faces found, and what was changed that should not
// have been, each fault with its file and place.
package figures

import "image"

// Figures are sums over photos.
type Figures struct {
	Photos  int              `json:"photos"`
	RedEyes RedEyes          `json:"redeye"`
	Teeth   Teeth            `json:"teeth"`
	Faces   Faces            `json:"faces"`
	Crops   map[string]Crops `json:"crops"` // by the step that cuts
}

func (f *Figures) add(o Figures) {
	f.Photos += o.Photos
	f.RedEyes.add(o.RedEyes)
	f.Teeth.add(o.Teeth)
	f.Faces.add(o.Faces)
	for name, c := range o.Crops {
		sum := f.Crops[name]
		sum.add(c)
		f.Crops[name] = sum
	}
}

// Fault is something that is not as it should be.
type Fault struct {
	Photo    string `json:"photo"` // folder and name
	What     string `json:"what"`
	X        int    `json:"x"` // the place, in pixels of the upright photo
	Y        int    `json:"y"`
	Width    int    `json:"w"`
	Height   int    `json:"h"`
	Expected string `json:"expected"`
	Detail   string `json:"detail"`
}

// Result is what came of a photo.
type Result struct {
	Photo   string
	Figures Figures
	Faults  []Fault
	Views   []View // for the sheet, if they are wanted
}

// Report is what came of all photos.
type Report struct {
	Folders []FolderFigures `json:"folders"`
	Total   Figures         `json:"total"`
	CPU     *CPU            `json:"cpu,omitempty"`
	Faults  []Fault         `json:"faults"`
	Views   []View          `json:"-"`
}

// FolderFigures are the sums over a folder.
type FolderFigures struct {
	Folder string `json:"folder"`
	Figures
}

func newFigures() Figures { return Figures{Crops: map[string]Crops{}} }

// fault takes down what is wrong, and where.
func (j *judging) fault(what string, at image.Rectangle, expected, detail string) {
	j.result.Faults = append(j.result.Faults, Fault{
		Photo: j.result.Photo, What: what, X: at.Min.X, Y: at.Min.Y, Width: at.Dx(), Height: at.Dy(), Expected: expected, Detail: detail,
	})
}
