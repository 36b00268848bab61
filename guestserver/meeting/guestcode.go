package meeting

import (
	"crypto/rand"
	"math/big"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const (
	// codeLetters are letters and digits that nobody mixes up on the phone: no i, l, o, 0, 1.
	codeLetters = "23456789abcdefghjkmnpqrstuvwxyz"
	// codeLength gives 44 random bits, four hundred years of a thousand guesses a second for one meeting.
	codeLength = 9
	// maxSlug is how many characters of the meeting's name stand before them.
	maxSlug = 16
)

// newGuestCode returns a guest code slug-xxx-xxx-xxx for a meeting of this name.
func newGuestCode(name string) (string, error) {
	code := make([]byte, 0, maxSlug+codeLength+3)
	code = append(code, slug(name)...)
	for i := range codeLength {
		if i%3 == 0 {
			code = append(code, '-')
		}
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(codeLetters))))
		if err != nil {
			return "", err
		}
		code = append(code, codeLetters[n.Int64()])
	}
	return string(code), nil
}

// GuestKey returns what a guest code is looked up by, so that it is found when typed with capitals, with spaces or without dashes, and when
// 0 was read as o, or 1 or i as l. The random letters have none of these; the name before them may.
func GuestKey(code string) string {
	return strings.Map(func(r rune) rune {
		switch r = unicode.ToLower(r); {
		case r == '0':
			return 'o'
		case r == '1', r == 'i':
			return 'l'
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			return r
		}
		return -1
	}, code)
}

// slug returns the part of a name that is easy to say: whole words in lower-case letters and digits, at most maxSlug characters.
func slug(name string) string {
	words := strings.FieldsFunc(plain(name), func(r rune) bool { return r == ' ' })
	slug := ""
	for _, w := range words {
		if len(slug)+1+len(w) > maxSlug && slug != "" {
			break
		}
		slug = strings.Trim(slug+"-"+w, "-")
	}
	if slug == "" {
		return "meet"
	}
	return strings.Trim(slug[:min(len(slug), maxSlug)], "-")
}

// plain spells a name in lower-case ASCII letters, digits and spaces.
func plain(name string) string {
	german := strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss")
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case unicode.Is(unicode.Mn, r):
			return -1
		}
		return ' '
	}, norm.NFD.String(german.Replace(strings.ToLower(norm.NFC.String(name)))))
}
