//go:build cgo && (linux || freebsd || openbsd || netbsd)

package screen

// #cgo LDFLAGS: -lX11
// #include <X11/Xlib.h>
// #include <X11/Xatom.h>
//
// // foyer_refuse_focus says that no click or key made the window, so that window managers do not give it the keyboard when it is mapped
// // (freedesktop's Extended Window Manager Hints, _NET_WM_USER_TIME).
// static void foyer_refuse_focus(void *display, unsigned long window) {
//     unsigned long never = 0;
//     Atom name = XInternAtom((Display *)display, "_NET_WM_USER_TIME", False);
//     XChangeProperty((Display *)display, window, name, XA_CARDINAL, 32, PropModeReplace, (unsigned char *)&never, 1);
// }
//
// static int foyer_place(void *display, unsigned long window, int *x, int *y) {
//     Window child;
//     return XTranslateCoordinates((Display *)display, window, DefaultRootWindow((Display *)display), 0, 0, x, y, &child);
// }
import "C"

import (
	"unsafe"

	"fyne.io/fyne/v2/driver"
	"github.com/go-gl/glfw/v3.4/glfw"
)

func refuseFocus(handle any) {
	if w, ok := handle.(driver.X11WindowContext); ok && w.WindowHandle != 0 {
		C.foyer_refuse_focus(unsafe.Pointer(glfw.GetX11Display()), C.ulong(w.WindowHandle))
	}
}

func place(handle any) (x, y int, ok bool) {
	w, ok := handle.(driver.X11WindowContext)
	if !ok || w.WindowHandle == 0 {
		return 0, 0, false
	}
	var left, top C.int
	ok = C.foyer_place(unsafe.Pointer(glfw.GetX11Display()), C.ulong(w.WindowHandle), &left, &top) != 0
	return int(left), int(top), ok
}
