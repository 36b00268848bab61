package look

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// contrast is the contrast of two colours as WCAG 2 defines it, between 1 and 21.
func contrast(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(c color.Color) float64 {
	linear := func(v uint32) float64 {
		f := float64(v) / 0xffff
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	r, g, b, _ := c.RGBA()
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func TestTextCanBeReadInLightAndDark(t *testing.T) {
	for name, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
		for _, pair := range [][2]fyne.ThemeColorName{
			{theme.ColorNameForegroundOnSuccess, theme.ColorNameSuccess},
			{theme.ColorNameForegroundOnError, theme.ColorNameError},
			{theme.ColorNameForegroundOnPrimary, theme.ColorNamePrimary},
			{theme.ColorNameForeground, theme.ColorNameBackground},
			{theme.ColorNameForeground, ColorCard},
			{theme.ColorNameForeground, ColorNotice},
			{theme.ColorNameForeground, ColorMark},
			{theme.ColorNameForeground, theme.ColorNameButton},
			{theme.ColorNameForeground, theme.ColorNameSelection},
			{theme.ColorNamePlaceHolder, ColorCard},
			{theme.ColorNamePlaceHolder, ColorMark},
			{theme.ColorNamePlaceHolder, theme.ColorNameSelection},
			{theme.ColorNamePlaceHolder, theme.ColorNameInputBackground},
			{theme.ColorNameDisabled, theme.ColorNameDisabledButton},
			{theme.ColorNameError, ColorCard},
			{theme.ColorNameError, ColorNotice},
			{theme.ColorNameError, theme.ColorNameBackground},
		} {
			got := contrast(Theme{}.Color(pair[0], variant), Theme{}.Color(pair[1], variant))
			if got < 4.5 {
				t.Errorf("%s: %s on %s has a contrast of %.2f, want 4.5", name, pair[0], pair[1], got)
			}
		}
	}
}

func TestQRCodeIsCrispWithAQuietZone(t *testing.T) {
	test.NewTempApp(t)
	q := NewQR(188)
	if err := q.Set("https://foyer.example.org/b/parents-k7m-2pq-x9d"); err != nil {
		t.Fatal(err)
	}
	n := len(q.modules)
	for _, size := range []int{n, 188, 188 * 2, 333} {
		img := q.draw(size, size)
		side := size / n
		margin := (size - side*n) / 2
		for i := range size {
			for border := range margin + 4*side {
				if img.At(border, i) != color.White || img.At(i, size-1-border) != color.White {
					t.Fatalf("at %d pixels there is black in the quiet zone", size)
				}
			}
		}
		if at := margin + 4*side; img.At(at, at) != color.Black {
			t.Errorf("at %d pixels the first module is not black", size)
		}
	}
}

func TestTooLongTextShowsNoCode(t *testing.T) {
	test.NewTempApp(t)
	q := NewQR(188)
	if err := q.Set(string(make([]byte, 5000))); err == nil {
		t.Error("5000 bytes fit a QR code")
	}
	if img := q.draw(10, 10); img.At(5, 5) != color.White {
		t.Error("it is not white")
	}
}

func TestColumnsAreEquallyWideAndApart(t *testing.T) {
	a, b, hidden := canvas.NewRectangle(nil), canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	a.SetMinSize(fyne.NewSize(100, 50))
	b.SetMinSize(fyne.NewSize(60, 80))
	hidden.Hide()
	columns := container.New(Columns(20), a, hidden, b)
	if got, want := columns.MinSize(), fyne.NewSize(220, 80); got != want {
		t.Errorf("the columns need %v, want %v", got, want)
	}
	columns.Resize(fyne.NewSize(420, 90))
	if a.Size() != fyne.NewSize(200, 90) || b.Size() != a.Size() || b.Position() != fyne.NewPos(220, 0) {
		t.Errorf("they are %v and %v, the second at %v", a.Size(), b.Size(), b.Position())
	}
}
