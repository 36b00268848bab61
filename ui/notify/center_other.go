//go:build !(linux || freebsd || openbsd || netbsd)

package notify

import "context"

// Center is empty: on this system Fyne's own notifications have to do.
type Center struct{}

// Open returns ErrUnavailable.
func Open(context.Context, string, string) (*Center, error) { return nil, ErrUnavailable }

// Show does nothing.
func (*Center) Show(Notification) {}

// Withdraw does nothing.
func (*Center) Withdraw() {}

// Close does nothing.
func (*Center) Close() {}
