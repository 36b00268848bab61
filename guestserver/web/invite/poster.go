package invite

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"foyer/assets"
)

// Sizes of the poster in millimetres: A4, with a code that a phone reads from across a corridor.
const (
	paperWidth   = 210.0
	paperHeight  = 297.0
	posterMargin = 20.0
	bandHeight   = 22.0
	codeWidth    = 120.0
	codeTop      = 110.0
	// overlap hides the hair lines that printers and screens leave between squares that only touch.
	overlap = 0.03
)

// fontName is what the document calls its font.
const fontName = "letters"

// pointsToMillimetres turns a font's size into the height of its lines.
const pointsToMillimetres = 25.4 / 72

// Poster writes a page to print and to hang up: what the meeting is, and its QR code.
//
// A name with letters that its font lacks is left out, rather than shown as empty boxes; the code and the link still stand there.
func Poster(w io.Writer, texts assets.Texts, i Invitation) error {
	code, err := encode(i.URL)
	if err != nil {
		return err
	}
	code.DisableBorder = true
	letters, err := readLetters()
	if err != nil {
		return err
	}
	p := poster{Fpdf: fpdf.New("P", "mm", "A4", ""), letters: letters}
	p.AddUTF8FontFromBytes(fontName, "", letters.regular)
	p.AddUTF8FontFromBytes(fontName, "B", letters.bold)
	p.SetTitle(i.Meeting, true)
	p.SetLang(texts.Language.String())
	p.SetAutoPageBreak(false, 0)
	p.SetMargins(posterMargin, posterMargin, posterMargin)
	p.AddPage()
	p.head(texts, i)
	p.code(code.Bitmap())
	p.foot(texts, i)
	if err := p.Output(w); err != nil {
		return fmt.Errorf("write poster: %w", err)
	}
	return nil
}

// poster is a page that is being drawn.
type poster struct {
	*fpdf.Fpdf
	letters *letters
}

// head writes what the meeting is and when.
func (p poster) head(texts assets.Texts, i Invitation) {
	p.SetFillColor(0x25, 0x6b, 0x7c)
	p.Rect(0, 0, paperWidth, bandHeight, "F")
	p.SetTextColor(0xff, 0xff, 0xff)
	p.SetY(6)
	p.lines("B", 20, 1, p.letters.known(i.Group))
	p.SetTextColor(0x55, 0x64, 0x6b)
	p.SetY(36)
	p.lines("", 17, 1, texts.Get("guest.join.invited"))
	p.SetTextColor(0x1d, 0x2a, 0x30)
	p.SetY(p.GetY() + 2)
	p.lines("B", 36, 2, cmp.Or(p.letters.known(i.Meeting), texts.Get("guest.poster.meeting")))
	p.SetY(p.GetY() + 3)
	p.lines("", 17, 2, When(texts, i.StartsAt, i.EndsAt))
}

// code draws the QR code.
func (p poster) code(modules [][]bool) {
	left, size := (paperWidth-codeWidth)/2, codeWidth/float64(len(modules))
	p.SetFillColor(0, 0, 0)
	for y, row := range modules {
		for x, dark := range row {
			if dark {
				p.Rect(left+float64(x)*size, codeTop+float64(y)*size, size+overlap, size+overlap, "F")
			}
		}
	}
}

// foot writes how to come in.
func (p poster) foot(texts assets.Texts, i Invitation) {
	p.SetY(codeTop + codeWidth + 7)
	p.lines("", 14, 1, texts.Get("guest.poster.scan"))
	p.lines("B", 18, 2, strings.TrimPrefix(strings.TrimPrefix(i.URL, "https://"), "http://"))
	if i.AccessCode != "" {
		p.lines("B", 14, 1, texts.Get("guest.invite.code", map[string]string{"Code": i.AccessCode}))
	}
	p.SetTextColor(0x55, 0x64, 0x6b)
	p.SetY(paperHeight - 16)
	p.lines("", 11, 1, texts.Get("guest.poster.app"))
}

// lines writes a text in the middle of the page, on at most so many lines: in smaller letters if it is long.
func (p poster) lines(style string, size float64, most int, text string) {
	if text == "" {
		return
	}
	rtl := rightToLeft(text)
	text = p.letters.arabic.joined(text)
	width := paperWidth - 2*posterMargin
	p.SetFont(fontName, style, size)
	broken := p.SplitText(text, width)
	for ; len(broken) > most && size > 8; size -= 0.5 {
		p.SetFont(fontName, style, size)
		broken = p.SplitText(text, width)
	}
	for _, line := range broken {
		p.CellFormat(width, size*pointsToMillimetres*1.3, drawn(strings.TrimSpace(line), rtl), "", 1, "C", false, 0, "")
	}
}
