// Package notify shows notifications of the system that can be answered, replaced and taken back. It speaks freedesktop's Desktop
// Notifications over D-Bus, as the desktops of Linux and the BSDs do, and on Windows has PowerShell show them; macOS has no such thing that
// Go reaches plainly, and Open says so.
package notify

import "errors"

// ErrUnavailable says that this system shows no notifications that could be answered.
var ErrUnavailable = errors.New("there is nothing that shows notifications")

// Notification is what is shown.
type Notification struct {
	Title, Body string
	// Actions are the buttons, if the system shows any.
	Actions []Action
	// Chosen, if set, is called with the key of the action that was chosen, or with Clicked when the notification itself was clicked. It
	// runs in a goroutine of the center's, or in that of Answer, and must not block.
	Chosen func(key string)
}

// Action is one button of a notification.
type Action struct {
	// Key is told when it is chosen: a word of small letters. "default" is taken.
	Key   string
	Label string
}

// Clicked is the key that is told when a notification itself was clicked.
const Clicked = "default"
