//go:build !(linux || freebsd || openbsd || netbsd || windows)

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

// Answer returns the links: none is an answer here.
func (*Center) Answer(links []string) (others []string, answered bool) { return links, false }

// Close does nothing.
func (*Center) Close() {}
