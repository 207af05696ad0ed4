package figures

import "image"

// View is a place of a photo before and after.
type View struct{ Before, After image.Image }

func (j *judging) views(reds, whites image.Image) {}
