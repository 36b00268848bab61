//go:build !windows

package applink

// Register does nothing: on this system a package says which links the app opens.
func Register() error { return nil }
