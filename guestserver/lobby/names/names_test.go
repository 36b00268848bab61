package names_test

import (
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"foyer/guestserver/lobby/names"
)

func TestNamesAreCleaned(t *testing.T) {
	for _, c := range []struct {
		name, in, want string
		err            error
	}{
		{"plain", "Ana", "Ana", nil},
		{"space around and within", "  Ana \t  María\n", "Ana María", nil},
		{"accents in two ways are one", "Jose\u0301", "José", nil},
		{"control characters", "A\x00n\x1b[31ma\u0085", "An[31ma", nil},
		{"text direction turned around", "\u202eanA\u202c \u2066x\u2069", "anA x", nil},
		{"zero width space", "Zo\u200bë", "Zoë", nil},
		{"joiners that Persian needs", "می\u200cخواهم", "می\u200cخواهم", nil},
		{"family of emoji", "👩\u200d👧", "👩\u200d👧", nil},
		{"right to left", "יעל", "יעל", nil},
		{"broken UTF-8", "An\xffa", "Ana", nil},
		{"empty", "", "", names.ErrEmpty},
		{"only space", " \t\u00a0", "", names.ErrEmpty},
		{"only invisible", "\u200b\u202e\u200d", "", names.ErrEmpty},
		{"marks that scripts need", "שָּׁ֑", "שָּׁ֑", nil},
		{"tower of marks", "Ana" + strings.Repeat("\u030d", 40) + "L", "Ana" + strings.Repeat("\u030d", 5) + "L", nil},
		{"tower with a joiner in it", "Q" + strings.Repeat("\u030d", 5) + "\u200d\u030di", "Q" + strings.Repeat("\u030d", 5) + "\u200di", nil},
		{"only fillers", "\u3164\u2800\u115f\u1160\uffa0\ufffc", "", names.ErrEmpty},
		{"joiners around", "\u200d\u200dAna\u200d \u200c", "Ana", nil},
		{"just fits", strings.Repeat("a", names.Max), strings.Repeat("a", names.Max), nil},
		{"too long", strings.Repeat("a", 200), "", names.ErrTooLong},
		{"endless", strings.Repeat(" ", 1<<20) + "a", "", names.ErrTooLong},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := names.Clean(c.in)
			if got != c.want || !errors.Is(err, c.err) {
				t.Errorf("Clean(%q) = %q, %v; want %q, %v", c.in, got, err, c.want, c.err)
			}
		})
	}
}

func FuzzClean(f *testing.F) {
	f.Add("Ana")
	f.Add("\u202e A\u0301\x00 \xff")
	f.Fuzz(func(t *testing.T, in string) {
		name, err := names.Clean(in)
		if err != nil {
			return
		}
		if name == "" || len(name) > names.Max || !utf8.ValidString(name) || strings.TrimSpace(name) != name {
			t.Errorf("Clean(%q) = %q", in, name)
		}
		for _, r := range name {
			if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
				t.Errorf("Clean(%q) = %q, which has %U", in, name, r)
			}
		}
		if again, err := names.Clean(name); again != name || err != nil {
			t.Errorf("Clean(%q) = %q, %v; want it unchanged", name, again, err)
		}
	})
}

func TestLegibleNames(t *testing.T) {
	for name, want := range map[string]bool{
		"Choir": true, "מקהלה\u200f (א)": true, "🎉🎉": true, "می\u200cخواهم": true, "C++": true,
		"": false, " ": false, "\u200b": false, "\u3164": false, "a\rb": false, "a\nb": false, "a\tb": false, "a\x00": false, "a\u2028b": false,
		"a\u202eb": false, "a\u2066b": false, "a\xff": false,
	} {
		if got := names.Legible(name); got != want {
			t.Errorf("Legible(%q) = %t", name, got)
		}
	}
}
