package web

import (
	"bytes"
	"image/png"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/skip2/go-qrcode"
)

func TestQRCodeLeadsToTheLink(t *testing.T) {
	for _, c := range []struct {
		name    string
		options Options
		want    string
	}{
		{"public address", Options{PublicURL: "https://meet.example.org/"}, "https://meet.example.org" + link},
		{"address of the request", Options{}, "http://foyer.test" + link},
		{"behind TLS", Options{Secure: true}, "https://foyer.test" + link},
	} {
		t.Run(c.name, func(t *testing.T) {
			handler := newHouse(t).handler(t, c.options)
			code, err := qrcode.New(c.want, qrcode.Medium)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := fetch(t, handler, "/qr.svg", "image/svg+xml"), drawSVG(code.Bitmap()); !bytes.Equal(got, want) {
				t.Errorf("the SVG is\n%s\nwant\n%s", got, want)
			}
			want, err := code.PNG(qrPixels)
			if err != nil {
				t.Fatal(err)
			}
			got := fetch(t, handler, "/qr.png", "image/png")
			if !bytes.Equal(got, want) {
				t.Error("the PNG leads elsewhere")
			}
			if image, err := png.Decode(bytes.NewReader(got)); err != nil || image.Bounds().Dx() != qrPixels {
				t.Errorf("the PNG is %v, %v", image, err)
			}
		})
	}
}

func fetch(t *testing.T, handler http.Handler, path, kind string) []byte {
	t.Helper()
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://foyer.test"+link+path, nil))
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != kind {
		t.Fatalf("%s is %d %s", path, w.Code, w.Header().Get("Content-Type"))
	}
	return w.Body.Bytes()
}
