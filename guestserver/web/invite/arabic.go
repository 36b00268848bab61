package invite

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// lam and alef are drawn as one letter.
const (
	lam       = '\u0644'
	ligatures = '\ufef5' // The first of them; each has the form that stands alone, and the one that joins the letter before.
)

// tatweel is a stroke that joins on both sides.
const tatweel = '\u0640'

// arabicForms are the forms of the letters, in Unicode's order: alone, at the end of a word, at its beginning, and in the middle. Those
// that never join the letter after them have the first two.
type arabicForms map[rune][]rune

// readArabicForms reads the forms that a font has from Unicode's tables, where each of them says which letter it is of.
func readArabicForms(has func(rune) bool) arabicForms {
	forms := arabicForms{tatweel: {tatweel, tatweel, tatweel, tatweel}}
	for _, block := range [][2]rune{{'\ufe80', '\ufef4'}, {'\ufb50', '\ufbff'}} {
		for form := block[0]; form <= block[1]; form++ {
			if letter := []rune(norm.NFKC.String(string(form))); len(letter) == 1 && letter[0] != form && has(form) {
				forms[letter[0]] = append(forms[letter[0]], form)
			}
		}
	}
	return forms
}

// joined returns a text whose Arabic letters have the forms that their neighbours give them.
func (f arabicForms) joined(text string) string {
	letters := []rune(text)
	var out strings.Builder
	before := false // The letter before reaches for this one.
	for i := 0; i < len(letters); i++ {
		forms := f[letters[i]]
		if len(forms) == 0 {
			out.WriteRune(letters[i])
			before = false
			continue
		}
		var next rune
		if i+1 < len(letters) {
			next = letters[i+1]
		}
		at := 0
		if before && len(forms) > 1 {
			at = 1
		}
		if ligature := lamWith(next); letters[i] == lam && ligature != 0 {
			out.WriteRune(ligature + rune(at))
			before = false
			i++
			continue
		}
		if before = len(forms) == 4 && len(f[next]) > 1; before {
			at += 2
		}
		out.WriteRune(forms[at])
	}
	return out.String()
}

// lamWith returns the letter that lam and an alef are drawn as, 0 for any other letter.
func lamWith(letter rune) rune {
	i := strings.IndexRune("\u0622\u0623\u0625\u0627", letter)
	if i < 0 {
		return 0
	}
	return ligatures + rune(i) // Each alef has two bytes, and each ligature two forms.
}
