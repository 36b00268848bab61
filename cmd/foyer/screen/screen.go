//go:build cgo

// Package screen does with windows what Fyne has no way to: it shows one without the keyboard, and knows where windows and monitors are.
// It asks GLFW, which Fyne draws with, and the system. Only cmd/foyer enters; everything runs on Fyne's goroutine, once the app runs.
package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// Screen is the moderator's screen.
type Screen struct{}

// WorkArea returns the part of the first monitor that panels leave free, in the system's own units; all zero if that is not known.
func (Screen) WorkArea() (x, y, width, height int) {
	monitor := glfw.GetPrimaryMonitor()
	if monitor == nil {
		return 0, 0, 0, 0
	}
	return monitor.GetWorkarea()
}

// Visible says whether a point is on a monitor, in the system's own units.
func (Screen) Visible(x, y int) bool {
	for _, m := range glfw.GetMonitors() {
		left, top, width, height := m.GetWorkarea()
		if x >= left && x < left+width && y >= top && y < top+height {
			return true
		}
	}
	return false
}

// Place returns where a window's content begins, in the system's own units. Ok is false if that is not known: under Wayland, on macOS, and
// before the window is shown.
func (Screen) Place(w fyne.Window) (x, y int, ok bool) {
	native(w, func(handle any) { x, y, ok = place(handle) })
	return x, y, ok
}

// ShowUnfocused shows a window and leaves the keyboard where it is. Under Wayland the system alone decides.
//
// Fyne makes the system's window within its first Show, so there is no moment of ours between making and mapping, but for one: Fyne reads the
// icon in between. So the wish is told when the icon is read.
func (Screen) ShowUnfocused(w fyne.Window) {
	glfw.WindowHint(glfw.FocusOnShow, glfw.False)
	defer glfw.WindowHint(glfw.FocusOnShow, glfw.True)
	wish := func() { native(w, refuseFocus) }
	w.SetIcon(watchedIcon{w.Icon(), wish})
	w.Show()
	if icon, ok := w.Icon().(watchedIcon); ok {
		w.SetIcon(icon.Resource)
	}
}

// watchedIcon is an icon that tells when it is read.
type watchedIcon struct {
	fyne.Resource
	read func()
}

// Content returns the icon's data.
func (i watchedIcon) Content() []byte {
	i.read()
	return i.Resource.Content()
}

// native calls f with the system's handle of a window.
func native(w fyne.Window, f func(handle any)) {
	if w, ok := w.(driver.NativeWindow); ok {
		w.RunNative(f)
	}
}
