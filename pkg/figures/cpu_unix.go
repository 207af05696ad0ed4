//go:build unix

package figures

import (
	"fmt"
	"syscall"
	"time"
)

// processorTime is what the process has used so far, of all processors, for
// itself and by the system.
func processorTime() (time.Duration, error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, fmt.Errorf("read the processor's time: %w", err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), nil
}
