package names_test

import (
	"testing"

	"foyer/guestserver/lobby/names"
)

func TestNamesThatCanBeTakenForEachOther(t *testing.T) {
	for _, c := range []struct {
		name, a, b string
		alike      bool
	}{
		{"the same", "Ben Müller", "Ben Müller", true},
		{"case", "BEN MÜLLER", "ben müller", true},
		{"accents left out", "Ben Muller", "Ben Müller", true},
		{"accent in another form", "Rene\u0301", "René", true},
		{"Cyrillic letters", "Веn Мüllег", "Ben Müller", true},
		{"Greek letters", "Βεn", "Ben", true},
		{"capital i for small l", "BiII", "Bill", true},
		{"digits for letters", "B0b 5mith", "Bob Smith", true},
		{"two letters for one", "Tirn", "Tim", true},
		{"two letters for another", "Ovven", "Owen", true},
		{"invisible joiner", "B\u200den", "Ben", true},
		{"fullwidth letters", "Ｂｅｎ", "Ben", true},
		{"mathematical letters", "𝐁𝐞𝐧", "Ben", true},
		{"small capitals", "Bᴇɴ", "Ben", true},
		{"family name first", "Müller, Ben", "Ben Müller", true},
		{"dots and dashes", "Ben-Müller.", "Ben Müller", true},
		{"a claimed role", "Ben (Moderator)", "Ben", true},
		{"a claimed role in German", "Leitung: Ben", "Ben", true},
		{"nothing but a role", "Moderator", "Host", false},
		{"someone else", "Ana", "Ben", false},
		{"another family name", "Ben Maier", "Ben Müller", false},
		{"no Latin at all", "Анна", "Алла", false},
		{"emoji", "👩", "👨", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if a, b := names.Likeness(c.a), names.Likeness(c.b); (a == b) != c.alike {
				t.Errorf("%q looks like %q, and %q like %q", c.a, a, c.b, b)
			}
		})
	}
}

func TestSameNameInAnotherForm(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"Ana López", "ANA  LÓPEZ", true},
		{"Straße", "STRASSE", true},
		{"Ana Lopez", "Ana López", false},
		{"Ben", "Веn", false},
	} {
		if got := names.Same(c.a, c.b); got != c.same {
			t.Errorf("Same(%q, %q) = %t", c.a, c.b, got)
		}
	}
}

func FuzzLikeness(f *testing.F) {
	f.Add("Ben (Host)")
	f.Add("Веn\u200d Мüllег, 5")
	f.Fuzz(func(t *testing.T, name string) {
		likeness := names.Likeness(name)
		if again := names.Likeness(likeness); again != likeness {
			t.Errorf("%q looks like %q, which looks like %q", name, likeness, again)
		}
	})
}
