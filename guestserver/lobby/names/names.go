// Package names knows what a guest may be called, and which names can be taken for each other.
package names

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Max is the longest name of a guest, in bytes, as OpenTalk has it.
const Max = 100

// maxMarks is how many marks may stand on a letter: some scripts need four. Dozens would be drawn over the lines around the name.
const maxMarks = 5

// Errors of Clean.
var (
	ErrEmpty   = errors.New("the name is empty")
	ErrTooLong = errors.New("the name is too long")
)

// Clean returns the name as moderators will see it: normalised, on one line, without characters that control a terminal, turn the direction
// of the text around it, or are drawn far beyond its line. It returns ErrEmpty if nothing visible is left and ErrTooLong if that is longer
// than Max.
func Clean(name string) (string, error) {
	if len(name) > 64*Max {
		return "", ErrTooLong
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && !joiner(r), unicode.Is(unicode.Co, r), blank(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	name = strings.Join(strings.Fields(fewMarks(norm.NFC.String(name))), " ")
	name = strings.TrimFunc(name, func(r rune) bool { return joiner(r) || r == ' ' })
	if !visible(name) {
		return "", ErrEmpty
	}
	if len(name) > Max {
		return "", ErrTooLong
	}
	return name, nil
}

// fewMarks returns a name without the marks that are too many on a letter.
func fewMarks(name string) string {
	marks := 0
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me):
			if marks++; marks > maxMarks {
				return -1
			}
		case !joiner(r):
			marks = 0
		}
		return r
	}, name)
}

// Legible reports whether something can be called this as it is typed: something of it is visible, it is on one line, and it neither
// controls a terminal or a file's form nor turns the direction of the text around it. Guests are not asked: see Clean.
func Legible(name string) bool {
	return utf8.ValidString(name) && visible(name) && !strings.ContainsFunc(name, func(r rune) bool {
		return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp) || turns(r)
	})
}

// turns reports whether r turns the direction of the text after it around. The marks of a direction, which Arabic and Hebrew may need, do not.
func turns(r rune) bool { return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' }

// joiner reports whether r joins letters or emoji, which some scripts need.
func joiner(r rune) bool { return r == '\u200c' || r == '\u200d' }

// blank reports whether r is a letter or symbol by its class, but shows nothing: fillers of Hangul and Braille, and the place of an
// object.
func blank(r rune) bool {
	switch r {
	case '\u115f', '\u1160', '\u3164', '\uffa0', '\u2800', '\ufffc':
		return true
	}
	return false
}

func visible(name string) bool {
	for _, r := range name {
		if r != utf8.RuneError && !blank(r) && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsSymbol(r) || unicode.IsPunct(r)) {
			return true
		}
	}
	return false
}
