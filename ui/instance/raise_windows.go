package instance

import "golang.org/x/sys/windows"

// letRaise lets the first app come to the front: Windows allows that only to the program that the user has just started, which is this one,
// and to those that it names. Where it does not work, the first app's button in the taskbar flashes.
func letRaise() {
	const anyProcess = ^uintptr(0)
	allow := windows.NewLazySystemDLL("user32.dll").NewProc("AllowSetForegroundWindow")
	if allow.Find() == nil {
		_, _, _ = allow.Call(anyProcess)
	}
}
