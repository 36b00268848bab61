package look

import (
	"fmt"
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
	qrcode "github.com/skip2/go-qrcode"
)

// QR shows a text as a QR code: black on white in every theme, with the quiet zone that scanners need. Each module is a whole number of
// the screen's pixels, so it is crisp at every scale.
type QR struct {
	widget.BaseWidget
	raster  *canvas.Raster
	text    string
	modules [][]bool
	// OnTapped, if set, is called when the code is clicked.
	OnTapped func()
}

// NewQR returns an empty code of this size, in Fyne's units.
func NewQR(size float32) *QR {
	q := &QR{}
	q.raster = canvas.NewRaster(q.draw)
	q.raster.SetMinSize(fyne.NewSquareSize(size))
	q.ExtendBaseWidget(q)
	return q
}

// Set shows another text. It fails if the text is too long for a QR code, and then shows white.
func (q *QR) Set(text string) error {
	if text == q.text {
		return nil
	}
	q.text, q.modules = text, nil
	defer q.raster.Refresh()
	if text == "" {
		return nil
	}
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return fmt.Errorf("make QR code: %w", err)
	}
	q.modules = code.Bitmap()
	return nil
}

// Tapped calls OnTapped.
func (q *QR) Tapped(*fyne.PointEvent) {
	if q.OnTapped != nil {
		q.OnTapped()
	}
}

// PNG returns the QR code of a text as a picture, size pixels wide and high.
func PNG(text string, size int) ([]byte, error) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("make QR code: %w", err)
	}
	picture, err := code.PNG(size)
	if err != nil {
		return nil, fmt.Errorf("draw QR code: %w", err)
	}
	return picture, nil
}

// CreateRenderer draws the code.
func (q *QR) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(q.raster) }

// draw paints the code in the middle of w by h pixels.
func (q *QR) draw(w, h int) image.Image {
	palette := color.Palette{color.White, color.Black}
	img := image.NewPaletted(image.Rect(0, 0, w, h), palette)
	n := len(q.modules)
	if n == 0 || min(w, h) < n {
		return img
	}
	side := min(w, h) / n
	left, top := (w-side*n)/2, (h-side*n)/2
	for y := range side * n {
		row := q.modules[y/side]
		line := img.Pix[(top+y)*img.Stride+left:]
		for x := range side * n {
			if row[x/side] {
				line[x] = 1
			}
		}
	}
	return img
}
