package tray

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"foyer/assets"
)

// fakeTray is a tray that keeps what it is given.
type fakeTray struct {
	menus int
	menu  *fyne.Menu
	icon  fyne.Resource
}

func (f *fakeTray) SetSystemTrayMenu(m *fyne.Menu)       { f.menu = m; f.menus++ }
func (f *fakeTray) SetSystemTrayIcon(icon fyne.Resource) { f.icon = icon }
func (f *fakeTray) SetSystemTrayWindow(fyne.Window)      {}

func TestTrayShowsHowManyWait(t *testing.T) {
	test.NewTempApp(t)
	catalogue, err := assets.Load()
	if err != nil {
		t.Fatal(err)
	}
	f, done := &fakeTray{}, ""
	tray := New(f, catalogue.For("en"), Actions{
		Show: func() { done += "show " }, Prompt: func() { done += "prompt " }, Quiet: func() { done += "quiet " },
		Quit: func() { done += "quit " },
	})
	seen := map[string]bool{}
	for _, n := range []int{0, 1, 7, 42, 100} {
		tray.Show(n, false)
		if icon := string(f.icon.Content()); seen[icon] {
			t.Errorf("%d looks like another number", n)
		} else {
			seen[icon] = true
		}
		keep(t, f.icon)
	}
	before := f.icon
	tray.Show(5000, false)
	if f.icon != before {
		t.Error("beyond 99 the icon is drawn anew")
	}
	menus := f.menus
	tray.Show(5000, true)
	tray.Show(5000, true)
	if f.menus != menus+1 || !tray.quiet.Checked {
		t.Errorf("do-not-disturb made %d menus, checked: %v", f.menus-menus, tray.quiet.Checked)
	}
	for _, item := range f.menu.Items {
		if item.Action != nil {
			item.Action()
		}
	}
	if done != "show prompt quiet quit " {
		t.Errorf("the menu did %q", done)
	}
}

// keep checks an icon, and keeps it below $FOYER_PICTURES if that is set.
func keep(t *testing.T, icon fyne.Resource) {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(icon.Content()))
	if err != nil {
		t.Fatal(err)
	}
	if size := picture.Bounds().Size(); size.X != side || size.Y != side {
		t.Errorf("%s is %v", icon.Name(), size)
	}
	if folder := os.Getenv("FOYER_PICTURES"); folder != "" {
		if err := os.WriteFile(filepath.Join(folder, icon.Name()), icon.Content(), 0o600); err != nil {
			t.Error(err)
		}
	}
}
