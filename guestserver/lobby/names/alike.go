package names

import (
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Same reports whether two names are the same but for case, form and space.
func Same(a, b string) bool { return fold(a) == fold(b) }

func fold(name string) string {
	return strings.Join(strings.Fields(cases.Fold().String(norm.NFKC.String(name))), " ")
}

// Alike reports whether one name can be taken for the other at a glance.
func Alike(a, b string) bool { return Likeness(a) == Likeness(b) }

// Likeness returns what a name looks like at a glance: names that can be taken for each other have the same.
func Likeness(name string) string { return fold(name) }
