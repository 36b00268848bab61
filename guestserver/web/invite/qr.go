package invite

import (
	"bytes"
	"fmt"

	"github.com/skip2/go-qrcode"
)

// qrPixels is the width of the PNG: sharp on a projector.
const qrPixels = 720

// PNG draws a guest link as a QR code to print or to project.
func PNG(url string) ([]byte, error) {
	code, err := encode(url)
	if err != nil {
		return nil, err
	}
	image, err := code.PNG(qrPixels)
	if err != nil {
		return nil, fmt.Errorf("draw QR code: %w", err)
	}
	return image, nil
}

// SVG draws a guest link as a QR code of any size: a square for each dark module, on white, since cameras want it so in dark mode, too.
func SVG(url string) ([]byte, error) {
	code, err := encode(url)
	if err != nil {
		return nil, err
	}
	modules := code.Bitmap()
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
	return out.Bytes(), nil
}

func encode(url string) (*qrcode.QRCode, error) {
	code, err := qrcode.New(url, qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("make QR code: %w", err)
	}
	return code, nil
}
