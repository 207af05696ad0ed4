package imageio

import (
	"errors"
	"image"
	"testing"
)

func TestAMemoFindsOnce(t *testing.T) {
	var m Memo
	n := 0
	find := func() (any, error) {
		n++
		if n == 1 {
			return nil, errors.New("not now")
		}
		return n, nil
	}
	if _, err := m.Recall("a", find); err == nil {
		t.Error("the error is lost")
	}
	for range 2 {
		if v, err := m.Recall("a", find); v != 2 || err != nil {
			t.Errorf("Recall = %v, %v", v, err)
		}
	}
	if v, _ := m.Recall("b", find); v != 3 {
		t.Errorf("another name recalls %v", v)
	}
	if v, _ := (*Memo)(nil).Recall("a", find); v != 4 {
		t.Errorf("no memo recalls %v", v)
	}
}

func TestWhatWasFoundHoldsForThePictureItWasFoundIn(t *testing.T) {
	p := Photo{Image: image.NewGray(image.Rect(0, 0, 8, 8)), Memo: &Memo{}}
	reduced := p
	reduced.Full = image.Pt(80, 80)
	if p.Retouched(image.NewGray(image.Rect(0, 0, 8, 8))).Memo != p.Memo {
		t.Error("retouching forgets")
	}
	for name, after := range map[string]Photo{
		"WithImage": p.WithImage(p.Image), "Cut": p.Cut(image.Rect(1, 1, 5, 5)), "Turn": p.Turn(Rotate180),
		"Scaled": p.Scaled(image.Rect(0, 0, 8, 8), 4, 4), "a cut put off": reduced.Cut(image.Rect(1, 1, 50, 50)),
	} {
		if after.Memo == p.Memo || after.Memo == nil {
			t.Errorf("%s: the photo has the memo %p of %p", name, after.Memo, p.Memo)
		}
	}
}
