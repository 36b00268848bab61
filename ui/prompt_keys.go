package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"foyer/client/desk"
)

// The keyboard acts only after a pause. Not every system lets a window come without the keyboard: under Wayland some give it to a new
// window whatever that wishes. Whoever is just typing elsewhere when a guest knocks must not let the guest in by an "a". Nor may a held
// key work through the list.
const (
	pauseAfterShow = 800 * time.Millisecond
	pauseAfterKey  = 250 * time.Millisecond
)

// typed acts on a key: A and D decide on the marked guest, with Shift on everyone, Escape puts the prompt away. Escape waits for the pause,
// too: whoever has just left a slide show by it has not seen the guest. In a folded prompt nobody is seen, and so nothing is decided.
func (p *prompt) typed(e *fyne.KeyEvent) {
	if p.window.Canvas().Overlays().Top() != nil {
		return // A question is open, and has the keys.
	}
	switch e.Name {
	case desktop.KeyShiftLeft, desktop.KeyShiftRight:
		return
	case fyne.KeyUp:
		p.choose(p.list.marked - 1)
		return
	case fyne.KeyDown:
		p.choose(p.list.marked + 1)
		return
	}
	now := p.u.Now()
	still := !now.Before(p.silentUntil)
	p.silentUntil = later(p.silentUntil, now.Add(pauseAfterKey))
	if !still {
		return
	}
	switch e.Name {
	case fyne.KeyA:
		p.key(desk.Allow)
	case fyne.KeyD:
		p.key(desk.Deny)
	case fyne.KeyU:
		p.word.takeBack()
	case fyne.KeyReturn, fyne.KeyEnter:
		p.answer()
	case fyne.KeyEscape:
		p.dismiss()
	}
}

func (p *prompt) key(verdict desk.Verdict) {
	if p.folded {
		return
	}
	if p.u.modifiers()&fyne.KeyModifierShift != 0 {
		p.everyone(verdict)
		return
	}
	if i := p.list.marked; i >= 0 && i < len(p.list.knocks) {
		p.u.decideGuest(p.list.knocks[i], verdict)
	}
}

// answer gives the marked guest the answer that the moderator chose for the return key.
func (p *prompt) answer() {
	i := p.list.marked
	if p.folded || p.u.preferences.Return == "" || i < 0 || i >= len(p.list.knocks) {
		return
	}
	p.u.decideGuest(p.list.knocks[i], desk.Verdict(p.u.preferences.Return))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
