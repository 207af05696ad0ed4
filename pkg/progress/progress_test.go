package progress_test

import (
	"errors"
	"testing"

	"github.com/photoq/photoq/pkg/progress"
)

func TestNobodyIsTold(t *testing.T) {
	var r progress.Reporter = progress.None{}
	r.Total(1, 2)
	r.Add(1, 2)
	r.Fail("a.jpg", errors.New("x"))
}
