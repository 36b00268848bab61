//go:build cgo

package screen

import (
	"unsafe"

	"fyne.io/fyne/v2/driver"
	"golang.org/x/sys/windows"
)

// refuseFocus does nothing: Windows heeds what GLFW was told.
func refuseFocus(any) {}

func place(handle any) (x, y int, ok bool) {
	w, ok := handle.(driver.WindowsWindowContext)
	if !ok || w.HWND == 0 {
		return 0, 0, false
	}
	var origin struct{ x, y int32 }
	toScreen := windows.NewLazySystemDLL("user32.dll").NewProc("ClientToScreen")
	done, _, _ := toScreen.Call(w.HWND, uintptr(unsafe.Pointer(&origin)))
	return int(origin.x), int(origin.y), done != 0
}
