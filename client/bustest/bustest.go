// Package bustest gives tests a D-Bus session bus of their own. Only tests import it.
package bustest

import (
	"bufio"
	"os/exec"
	"strings"
	"testing"
)

// Start starts a session bus that ends with the test, and makes it the one that the process finds. With -short the test is skipped.
func Start(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("needs a session bus")
	}
	cmd := exec.CommandContext(t.Context(), "dbus-daemon", "--session", "--nofork", "--print-address")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("%v; scripts/install-deps test installs what the tests need", err)
	}
	t.Cleanup(func() { _ = cmd.Wait() }) // The test's context has ended it.
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(address))
}
