package web

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"

	"github.com/skip2/go-qrcode"

	"foyer/guestserver/meeting"
)

// qrPixels is the width of the PNG: sharp on a projector.
const qrPixels = 720

// qrPNG serves the guest link as a QR code to print or to project.
func (s *site) qrPNG(w http.ResponseWriter, r *http.Request) {
	code, ok := s.qr(w, r)
	if !ok {
		return
	}
	image, err := code.PNG(qrPixels)
	if err != nil {
		s.failed(w, r, meeting.Meeting{}, fmt.Errorf("draw QR code: %w", err))
		return
	}
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write(image)
}

// qrSVG serves the guest link as a QR code of any size.
func (s *site) qrSVG(w http.ResponseWriter, r *http.Request) {
	code, ok := s.qr(w, r)
	if !ok {
		return
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	_, _ = w.Write(drawSVG(code.Bitmap()))
}

// qr returns the QR code of the request's guest link. If there is none it answers the request itself and returns false.
func (s *site) qr(w http.ResponseWriter, r *http.Request) (*qrcode.QRCode, bool) {
	m, ok := s.meetingOf(w, r)
	if !ok {
		return nil, false
	}
	code, err := qrcode.New(s.publicURL(r)+meetingPath(m), qrcode.Medium)
	if err != nil {
		s.failed(w, r, m, fmt.Errorf("make QR code: %w", err))
		return nil, false
	}
	return code, true
}

func (s *site) publicURL(r *http.Request) string {
	if s.PublicURL != "" {
		return strings.TrimRight(s.PublicURL, "/")
	}
	if s.Secure {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// drawSVG draws a square for each dark module, on white: cameras want it so in dark mode, too.
func drawSVG(modules [][]bool) []byte {
	var out bytes.Buffer
	size := len(modules)
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges">`, size, size)
	fmt.Fprintf(&out, `<path fill="#fff" d="M0 0h%dv%dH0z"/><path d="`, size, size)
	for y, row := range modules {
		for x, dark := range row {
			if dark {
				fmt.Fprintf(&out, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	out.WriteString(`"/></svg>`)
	return out.Bytes()
}
