//go:build !windows

package instance

// letRaise does nothing: only Windows asks for a permission.
func letRaise() {}
