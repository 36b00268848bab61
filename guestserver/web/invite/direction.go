package invite

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/bidi"
)

// Marks that are invisible, and have a direction.
const (
	leftToRightMark = "\u200e"
	rightToLeftMark = "\u200f"
)

// rightToLeft reports whether a text is read from right to left: its first letter says so.
func rightToLeft(text string) bool {
	for _, r := range text {
		properties, _ := bidi.LookupRune(r)
		switch properties.Class() {
		case bidi.L:
			return false
		case bidi.R, bidi.AL:
			return true
		}
	}
	return false
}

// drawn returns the letters of a line in the order in which they are drawn, from left to right (Unicode's annex 9). A line is
// read as the text that it is of, from right to left or from left to right.
func drawn(line string, rtl bool) string {
	pieces := piecesOf(line, rtl)
	for i := 0; i < len(pieces); i++ {
		turned := i
		for turned < len(pieces) && pieces[turned].turns {
			turned++
		}
		slices.Reverse(pieces[i:turned])
		i = turned
	}
	var out strings.Builder
	for _, p := range pieces {
		out.WriteString(p.text)
	}
	return out.String()
}

// piece is a part of a line, as it is drawn.
type piece struct {
	text string
	// turns says that it stands in an order from right to left among its neighbours that turn as well.
	turns bool
}

// piecesOf cuts a line where its direction changes.
func piecesOf(line string, rtl bool) []piece {
	mark := leftToRightMark
	if rtl {
		mark = rightToLeftMark
	}
	var p bidi.Paragraph
	if _, err := p.SetString(mark + line); err != nil {
		return []piece{{line, false}}
	}
	order, err := p.Order()
	if err != nil {
		return []piece{{line, false}}
	}
	var pieces []piece
	for i := range order.NumRuns() {
		run := order.Run(i)
		text := run.String()
		if i == 0 {
			text = strings.TrimPrefix(text, mark)
		}
		if run.Direction() == bidi.RightToLeft {
			pieces = append(pieces, piece{bidi.ReverseString(text), true})
			continue
		}
		if i > 0 { // A number after letters that turn is one of theirs.
			rest := strings.TrimLeftFunc(text, unicode.IsDigit)
			pieces = append(pieces, piece{text[:len(text)-len(rest)], true})
			text = rest
		}
		if text == "" {
			continue // So that what is on both sides of the number stays together.
		}
		pieces = append(pieces, piece{text, rtl})
	}
	return pieces
}
