package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// check is a checkbox that leaves the keys it has no use for to its window.
type check struct {
	widget.Check
	typed func(*fyne.KeyEvent)
}

func newCheck(text string, typed func(*fyne.KeyEvent)) *check {
	c := &check{Check: widget.Check{Text: text}, typed: typed}
	c.ExtendBaseWidget(c)
	return c
}

// TypedKey passes every key on but space, which ticks the box as a typed rune.
func (c *check) TypedKey(e *fyne.KeyEvent) {
	if e.Name != fyne.KeySpace {
		c.typed(e)
	}
}
