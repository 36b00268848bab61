package names

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Same reports whether two names are the same but for case, compatible forms of letters, and space.
func Same(a, b string) bool { return fold(a) == fold(b) }

func fold(name string) string {
	return strings.Join(strings.Fields(cases.Fold().String(norm.NFKC.String(name))), " ")
}

// Likeness returns what a name looks like at a glance: names that can be taken for each other have the same. Case, accents, invisible
// characters, punctuation and the order of words do not count, letters that look like others count as these, and a word that only
// claims a role does not count beside others.
func Likeness(name string) string {
	var plain strings.Builder
	for _, r := range norm.NFKD.String(cases.Fold().String(norm.NFKC.String(name))) {
		switch {
		case unicode.Is(unicode.Mn, r), joiner(r):
		case lookalikes[r] != "":
			plain.WriteString(lookalikes[r])
		case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsSymbol(r):
			plain.WriteRune(r)
		default:
			plain.WriteByte(' ')
		}
	}
	words := strings.Fields(pairs.Replace(plain.String()))
	if named := slices.DeleteFunc(slices.Clone(words), claimsRole); len(named) > 0 {
		words = named
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}

// pairs are letters that look like one when they stand together.
var pairs = strings.NewReplacer("rn", "m", "vv", "w")

// lookalikes has for a letter, in lower case and without accents, the letters that it looks like: Cyrillic, Greek and others for Latin, and
// digits and signs for letters. Of i, j, l and their like all are l.
var lookalikes = map[rune]string{
	'а': "a", 'в': "b", 'с': "c", 'ԁ': "d", 'е': "e", 'ғ': "f", 'ԍ': "g", 'һ': "h", 'н': "h", 'і': "l", 'ї': "l", 'ј': "l", 'к': "k",
	'ӏ': "l", 'м': "m", 'п': "n", 'о': "o", 'р': "p", 'ԛ': "q", 'г': "r", 'ѕ': "s", 'т': "t", 'ц': "u", 'ѵ': "v", 'ԝ': "w", 'х': "x",
	'у': "y", 'ү': "y", 'ь': "b", 'ё': "e", 'з': "3",
	'α': "a", 'β': "b", 'ϲ': "c", 'σ': "o", 'ε': "e", 'η': "n", 'ι': "l", 'κ': "k", 'μ': "u", 'ν': "v", 'ο': "o", 'ρ': "p", 'τ': "t",
	'υ': "u", 'χ': "x", 'γ': "y", 'ζ': "z", 'ω': "w",
	'օ': "o", 'ս': "u", 'հ': "h", 'ո': "n", 'ց': "g",
	'ı': "l", 'i': "l", 'j': "l", '1': "l", '|': "l", '!': "l", 'ǀ': "l", '0': "o", '5': "s", '$': "s", '@': "a", 'ɑ': "a", 'ɡ': "g",
	'ø': "o", 'ł': "l", 'đ': "d", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'ƒ': "f", 'ʀ': "r", 'ꜱ': "s", 'ɴ': "n", 'ʏ': "y", 'ʜ': "h", 'ʟ': "l",
	'ɪ': "l", 'ᴀ': "a", 'ʙ': "b", 'ᴄ': "c", 'ᴅ': "d", 'ᴇ': "e", 'ᴊ': "l", 'ᴋ': "k", 'ᴍ': "m", 'ᴏ': "o", 'ᴘ': "p", 'ᴛ': "t", 'ᴜ': "u",
	'ᴠ': "v", 'ᴡ': "w", 'ᴢ': "z",
}

// claimsRole reports whether a word, as Likeness spells it, claims a role in the meeting in English or German.
func claimsRole(word string) bool {
	switch word {
	case "moderator", "moderatorln", "moderatlon", "mod", "host", "cohost", "admln", "admlnlstrator", "organlser", "organlzer", "leltung",
		"lelter", "lelterln", "gastgeber", "gastgeberln", "teacher", "lehrer", "lehrerln":
		return true
	}
	return false
}
