package linkcard

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"foyer/ui/look"
)

// pngSize is the size of a saved QR code in pixels: enough for a page of A4.
const pngSize = 1200

// save asks where to, and writes the QR code there.
func (c *Card) save() {
	url := c.link.URL
	d := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		if err != nil {
			c.Failed(err)
			return
		}
		if file != nil {
			go c.write(file, url)
		}
	}, c.Window)
	d.SetFileName(fileName(c.link.Meeting))
	d.SetFilter(storage.NewExtensionFileFilter([]string{".png"}))
	d.Show()
}

// write writes the QR code of a link. It may take its time.
func (c *Card) write(file io.WriteCloser, url string) {
	picture, err := look.PNG(url, pngSize)
	if err == nil {
		_, err = file.Write(picture)
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		c.Do(func() { c.Failed(fmt.Errorf("save QR code: %w", err)) })
	}
}

// fileName returns a name that every file system takes.
func fileName(meeting string) string {
	safe := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return '-'
	}, meeting)
	name := strings.Trim(safe, "-")
	if runes := []rune(name); len(runes) > 40 {
		name = string(runes[:40])
	}
	if name == "" {
		name = "foyer"
	}
	return name + ".png"
}
