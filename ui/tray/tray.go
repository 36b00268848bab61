// Package tray is the app's icon in the system's tray: it shows how many wait, and brings the windows back. Whether the desktop has a tray
// is for package trayhost to say; an icon without one does no harm. Only package ui enters.
package tray

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"log/slog"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/software"

	"foyer/assets"
)

const (
	// side is that of the icon, in pixels.
	side = 64
	// maxShown is the largest number that the badge has room for.
	maxShown = 99
)

// Actions are what the menu does.
type Actions struct {
	// Show shows the main window, Prompt who waits.
	Show, Prompt func()
	// Quiet turns do-not-disturb on or off.
	Quiet func()
	Quit  func()
}

// Tray is the icon with its menu. It belongs to Fyne's goroutine.
type Tray struct {
	app   desktop.App
	menu  *fyne.Menu
	quiet *fyne.MenuItem
	shown int
}

// New puts the icon into the tray. Fyne wants that before the app runs.
func New(app desktop.App, texts assets.Texts, actions Actions) *Tray {
	t := &Tray{app: app}
	t.quiet = fyne.NewMenuItem(texts.Get("app.tray.quiet"), actions.Quiet)
	quit := fyne.NewMenuItem(texts.Get("app.tray.quit"), actions.Quit)
	quit.IsQuit = true
	// "Show" comes first: on GNOME a click on the icon only opens the menu.
	t.menu = fyne.NewMenu(texts.Get("app.name"), fyne.NewMenuItem(texts.Get("app.tray.show"), actions.Show),
		fyne.NewMenuItem(texts.Get("app.tray.prompt"), actions.Prompt), fyne.NewMenuItemSeparator(), t.quiet,
		fyne.NewMenuItemSeparator(), quit)
	app.SetSystemTrayMenu(t.menu)
	t.setIcon(0)
	return t
}

// Show shows how many wait, and whether do-not-disturb is on.
func (t *Tray) Show(waiting int, quiet bool) {
	if waiting = min(waiting, maxShown+1); waiting != t.shown {
		t.setIcon(waiting)
	}
	if t.quiet.Checked != quiet {
		t.quiet.Checked = quiet
		t.app.SetSystemTrayMenu(t.menu)
	}
}

func (t *Tray) setIcon(waiting int) {
	t.shown = waiting
	icon, err := Icon(waiting)
	if err != nil {
		slog.Error("draw the icon of the tray", "error", err)
		return
	}
	t.app.SetSystemTrayIcon(fyne.NewStaticResource(fmt.Sprintf("tray-%d.png", waiting), icon))
}

// Icon returns the app's icon with a badge that says how many wait, as a PNG; at 0 there is none.
func Icon(waiting int) ([]byte, error) {
	picture, err := png.Decode(bytes.NewReader(assets.Icon()))
	if err != nil {
		return nil, fmt.Errorf("read the icon: %w", err)
	}
	var file bytes.Buffer
	if err := png.Encode(&file, draw(picture, waiting)); err != nil {
		return nil, fmt.Errorf("write the icon: %w", err)
	}
	return file.Bytes(), nil
}

func draw(icon image.Image, waiting int) image.Image {
	base := canvas.NewImageFromImage(icon)
	base.Resize(fyne.NewSquareSize(side))
	content := []fyne.CanvasObject{base}
	if waiting > 0 {
		content = append(content, badge(waiting)...)
	}
	c := software.NewTransparentCanvas()
	c.SetPadded(false)
	c.SetContent(&fyne.Container{Objects: content})
	c.Resize(fyne.NewSquareSize(side))
	return c.Capture()
}

// badge is a red disc at the lower right with a number.
func badge(waiting int) []fyne.CanvasObject {
	number := strconv.Itoa(waiting)
	if waiting > maxShown {
		number = strconv.Itoa(maxShown) + "+"
	}
	const height = 38
	width := float32(height)
	text := canvas.NewText(number, color.White)
	text.TextStyle.Bold = true
	text.TextSize = 28
	text.Alignment = fyne.TextAlignCenter
	if len(number) > 2 {
		text.TextSize = 22
		width = side
	}
	disc := canvas.NewRectangle(color.NRGBA{R: 0xc6, G: 0x28, B: 0x28, A: 0xff})
	disc.CornerRadius = height / 2
	disc.Resize(fyne.NewSize(width, height))
	disc.Move(fyne.NewPos(side-width, side-height))
	text.Resize(fyne.NewSize(width, height))
	text.Move(disc.Position())
	return []fyne.CanvasObject{disc, text}
}
