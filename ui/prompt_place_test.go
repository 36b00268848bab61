package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// monitors are two side by side, each 1000 wide, of which the second may be gone.
type monitors struct {
	unknownScreen
	window *movable
	gone   bool
}

func (m *monitors) WorkArea() (x, y, width, height int) { return 0, 0, 1000, 700 }
func (m *monitors) Visible(x, _ int) bool               { return x < 1000 || x < 2000 && !m.gone }
func (m *monitors) Place(fyne.Window) (x, y int, ok bool) {
	return m.window.left, m.window.top + 26, true // There is a title bar above it.
}

// movable is a window that knows where it is, on monitors of any scale.
type movable struct {
	fyne.Window
	scale     float32
	left, top int
}

func (w *movable) Canvas() fyne.Canvas         { return scaled{w.Window.Canvas(), &w.scale} }
func (w *movable) RequestPosition(x, y int)    { w.left, w.top = x, y }
func (w *movable) RequestAlwaysOnTop()         {}
func (w *movable) RequestFullScreenSecondary() {}

var _ desktop.Window = (*movable)(nil)

// scaled is a canvas of a window's scale.
type scaled struct {
	fyne.Canvas
	scale *float32
}

func (c scaled) Scale() float32 { return *c.scale }

// comesTo has the window come to a monitor of another scale, where Fyne makes it too small.
func (w *movable) comesTo(scale float32) {
	w.scale = scale
	w.Window.Resize(fyne.NewSize(1, 1))
	w.Content().Refresh()
}

// playWithMonitors plays a story in which the prompt's window is one that can be moved.
func playWithMonitors(t *testing.T, story func(*stage, *monitors)) {
	t.Helper()
	d, a := quiet()
	m := &monitors{}
	play(t, Options{Screen: m}, d, a, func(s *stage) {
		m.window = &movable{Window: s.prompt.window, scale: 1}
		s.prompt.window = m.window
		s.prompt.window.Content().(*fyne.Container).Layout.(*scaleWatch).canvas = m.window.Canvas()
		story(s, m)
	})
}

// wantPrompt checks where the prompt is, and that it has its size.
func (s *stage) wantPrompt(w *movable, left, top int) {
	s.t.Helper()
	s.settle()
	if w.left != left || w.top != top {
		s.t.Errorf("the prompt is at %d,%d, want %d,%d", w.left, w.top, left, top)
	}
	if size := w.Canvas().Size(); size != s.prompt.size {
		s.t.Errorf("the prompt is %v large, want %v", size, s.prompt.size)
	}
}

func TestPromptFindsItsCornerWhenTheScaleIsKnownLate(t *testing.T) {
	playWithMonitors(t, func(s *stage, m *monitors) {
		s.knock(parents, bo)
		s.wantPrompt(m.window, 424, 44)
		m.window.comesTo(1.5)
		s.wantPrompt(m.window, 136, 66)
	})
}

func TestPromptStaysWhereTheModeratorMovedIt(t *testing.T) {
	playWithMonitors(t, func(s *stage, m *monitors) {
		s.knock(parents, bo)
		m.window.left, m.window.top = 1200, 300
		m.window.comesTo(1.5)
		s.wantPrompt(m.window, 1200, 300)
		s.knock(parents, cy)
		s.wantPrompt(m.window, 1200, 300)
	})
}

func TestPromptComesBackWhenItsMonitorIsGone(t *testing.T) {
	playWithMonitors(t, func(s *stage, m *monitors) {
		s.knock(parents, bo)
		m.window.left, m.window.top = 1200, 300
		m.gone = true
		s.knock(parents, cy)
		s.wantPrompt(m.window, 424, 44)
	})
}

func TestMainWindowKeepsItsSizeOnAMonitorOfAnotherScale(t *testing.T) {
	d, a := quiet()
	play(t, Options{}, d, a, func(s *stage) {
		size := s.main.window.Canvas().Size()
		w := &movable{Window: s.main.window, scale: 1}
		s.main.window.Content().(*fyne.Container).Layout.(*scaleWatch).canvas = w.Canvas()
		w.scale = 2
		w.Content().Refresh()
		w.Window.Resize(fyne.NewSize(10, 10))
		s.settle()
		if now := s.main.window.Canvas().Size(); now != size {
			t.Errorf("the window is %v large, want %v", now, size)
		}
	})
}
