package invite

import (
	"embed"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

// The poster's fonts have the letters of Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic and Georgian. Chinese, Japanese and Korean
// alone would be as large as the whole program.
//
//go:embed fonts/*.ttf
var fonts embed.FS

// letters are those that the poster's fonts have.
type letters struct {
	regular, bold []byte
	font          *sfnt.Font
	buffer        sfnt.Buffer
	arabic        arabicForms
}

func readLetters() (*letters, error) {
	l := &letters{}
	var err error
	if l.regular, err = fonts.ReadFile("fonts/DejaVuSansCondensed.ttf"); err != nil {
		return nil, fmt.Errorf("read font: %w", err)
	}
	if l.bold, err = fonts.ReadFile("fonts/DejaVuSansCondensed-Bold.ttf"); err != nil {
		return nil, fmt.Errorf("read font: %w", err)
	}
	if l.font, err = sfnt.Parse(l.regular); err != nil {
		return nil, fmt.Errorf("read font: %w", err)
	}
	l.arabic = readArabicForms(l.has)
	return l, nil
}

// known returns a text as far as it can be drawn: without the signs and marks that the fonts lack, such as emoji. It is empty if they
// lack a letter, since half a name is none.
func (l *letters) known(text string) string {
	var known strings.Builder
	for _, r := range norm.NFC.String(text) {
		switch {
		case unicode.IsSpace(r):
			known.WriteByte(' ')
		case unicode.In(r, unicode.Mn, unicode.Cf):
			// Nothing places points over letters here. Hebrew and Arabic names are read without, too.
		case l.has(r):
			known.WriteRune(r)
		case unicode.In(r, unicode.L, unicode.N, unicode.M):
			return ""
		}
	}
	return strings.Join(strings.Fields(known.String()), " ")
}

func (l *letters) has(r rune) bool {
	index, err := l.font.GlyphIndex(&l.buffer, r)
	return err == nil && index != 0
}
