package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/photoq/photoq/pkg/fault"
)

func TestTheNearestCandidateIsTheOneThatWasMeant(t *testing.T) {
	names := []string{"resize", "crop", "thumbnail", "flip", "rotate", "recolor"}
	for name, want := range map[string]string{
		"resise": "resize", "reszie": "resize", "resizee": "resize", "esize": "resize", "corp": "crop", "thumbnails": "thumbnail",
		"rotat": "rotate", "recolour": "recolor", "resize": "resize", "flop": "flip",
		"sharpen": "", "xyz": "", "": "", "re": "", "p": "",
	} {
		if got := fault.Nearest(name, names); got != want {
			t.Errorf("%q is nearest to %q, want %q", name, got, want)
		}
	}
	if got := fault.Nearest("a", nil); got != "" {
		t.Errorf("of no candidates, %q is the nearest", got)
	}
	if got := fault.DidYouMean("corp", names); got != `; did you mean "crop"?` {
		t.Errorf("the question is %q", got)
	}
	if got := fault.DidYouMean("sharpen", names); got != "" {
		t.Errorf("the question is %q, want none", got)
	}
}

func TestKindsAndHintsAreFoundInTheTreeOutermostFirst(t *testing.T) {
	plain := errors.New("plain")
	bare := fault.New(fault.Storage, plain, "")
	hinted := fault.New(fault.NotFound, plain, "look elsewhere")
	for what, c := range map[string]struct {
		err  error
		kind fault.Kind
		hint string
	}{
		"nil":                         {nil, "", ""},
		"plain":                       {plain, "", ""},
		"with a hint":                 {hinted, fault.NotFound, "look elsewhere"},
		"without a hint":              {bare, fault.Storage, ""},
		"wrapped":                     {fmt.Errorf("open: %w", hinted), fault.NotFound, "look elsewhere"},
		"the outer kind, inner hint":  {fault.New(fault.Storage, fmt.Errorf("x: %w", hinted), ""), fault.Storage, "look elsewhere"},
		"the outer hint":              {fault.New(fault.Storage, hinted, "try again"), fault.Storage, "try again"},
		"joined":                      {errors.Join(plain, hinted), fault.NotFound, "look elsewhere"},
		"joined, a later hint":        {errors.Join(bare, hinted), fault.Storage, "look elsewhere"},
		"wrapped twice with one verb": {fmt.Errorf("%w: %w", plain, hinted), fault.NotFound, "look elsewhere"},
	} {
		if got := fault.KindOf(c.err); got != c.kind {
			t.Errorf("%s: the kind is %q, want %q", what, got, c.kind)
		}
		if got := fault.HintOf(c.err); got != c.hint {
			t.Errorf("%s: the hint is %q, want %q", what, got, c.hint)
		}
	}
	if !errors.Is(fmt.Errorf("x: %w", hinted), plain) || hinted.Error() != "plain" {
		t.Errorf("the error inside is lost, or the hint is in the message %q", hinted)
	}
}

func TestOnlyWhatMustFailAgainIsPermanent(t *testing.T) {
	for kind, want := range map[fault.Kind]bool{
		fault.Unreadable: true, fault.Unsupported: true, fault.TooLarge: true, fault.Operation: true, fault.Cancelled: true,
		fault.Storage: false, fault.Unusable: false, fault.NotFound: false, fault.Usage: false, "": false,
	} {
		if kind.Permanent() != want {
			t.Errorf("%q is permanent: %v, want %v", kind, kind.Permanent(), want)
		}
	}
}
