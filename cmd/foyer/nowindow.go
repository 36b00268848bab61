//go:build !cgo

package main

import (
	"context"
	"errors"
	"io"
)

// openWindow says that this build serves only.
func openWindow(context.Context, *settings, io.Writer) error {
	return errors.New("this build has no window, it is for servers: start it with --serve (foyer --serve --demo to try it)")
}
