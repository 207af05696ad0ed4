package servertest

import (
	"os/exec"
	"syscall"
)

// dieWithParent has the kernel end the server when the test binary ends
// without having cleaned up, as after a panic or a timeout.
func dieWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
