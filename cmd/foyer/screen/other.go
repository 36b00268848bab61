//go:build cgo && !(linux || freebsd || openbsd || netbsd || windows)

package screen

// refuseFocus does nothing: GLFW was told.
func refuseFocus(any) {}

func place(any) (x, y int, ok bool) { return 0, 0, false }
