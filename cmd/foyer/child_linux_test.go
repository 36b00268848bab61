package main_test

import (
	"os/exec"
	"syscall"
)

// endWithTests has the system end a process when the tests are killed, or run into their timeout, and so cannot do it themselves.
func endWithTests(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
