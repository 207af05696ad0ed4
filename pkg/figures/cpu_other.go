//go:build !unix

package figures

import (
	"errors"
	"time"
)

func processorTime() (time.Duration, error) {
	return 0, errors.New("read the processor's time: not known on this system")
}
