package invite

import "testing"

// TestLinesAreDrawnFromLeftToRight writes what is drawn with Hebrew letters, as they look from left to right.
func TestLinesAreDrawnFromLeftToRight(t *testing.T) {
	for line, want := range map[string]string{
		"":                      "",
		"Choir 12 (a)":          "Choir 12 (a)",
		"אבג":                   "גבא",
		"אבג דהו":               "והד גבא",
		"אבג 12":                "12 גבא",
		"אבג Choir דהו":         "והד Choir גבא",
		"אבג (דהו)":             "(והד) גבא",
		"Choir אבג":             "Choir גבא",
		"Choir אבג 12 Uhr":      "Choir 12 גבא Uhr",
		"Choir אבג 12 דהו, Uhr": "Choir והד 12 גבא, Uhr",
		"12 אבג":                "גבא 12",
	} {
		if got := drawn(line, rightToLeft(line)); got != want {
			t.Errorf("%q is drawn %q, want %q", line, got, want)
		}
	}
	if got, want := drawn("Choir אבג", true), "גבא Choir"; got != want {
		t.Errorf("the second line of a text from right to left is drawn %q, want %q", got, want)
	}
}

func TestArabicLettersAreJoined(t *testing.T) {
	l, err := readLetters()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"Choir":   "Choir",
		"ب":       "\ufe8f",
		"ببب":     "\ufe91\ufe92\ufe90",
		"باب":     "\ufe91\ufe8e\ufe8f", // Alef joins no letter after it.
		"ب ب":     "\ufe8f \ufe8f",
		"لا":      "\ufefb",
		"بلا":     "\ufe91\ufefc",
		"سلام":    "\ufeb3\ufefc\ufee1",
		"لأ":      "\ufef7",
		"بء":      "\ufe8f\ufe80", // Hamza joins nothing, and keeps the letter before from reaching out.
		"بـ":      "\ufe91\u0640",
		"پچگ":     "\ufb58\ufb7d\ufb93",
		"ب1":      "\ufe8f1",
		"الكورال": "\ufe8d\ufedf\ufedc\ufeee\ufead\ufe8d\ufedd",
	} {
		if got := l.arabic.joined(text); got != want {
			t.Errorf("%q is joined as %+q, want %+q", text, got, want)
		}
	}
}

// FuzzName takes any name: what is drawn has letters of the font alone, and loses none of them.
func FuzzName(f *testing.F) {
	for _, name := range []string{"Choir", "אבג 12 (a)", "Choir بروفة الكورال", "合唱团", "🎵", "\u0644\u0627"} {
		f.Add(name)
	}
	l, err := readLetters()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, name string) {
		joined := l.arabic.joined(l.known(name))
		out := drawn(joined, rightToLeft(name))
		if len([]rune(out)) != len([]rune(joined)) {
			t.Errorf("%+q is drawn as %+q", joined, out)
		}
		for _, r := range out {
			if !l.has(r) {
				t.Errorf("%+q is drawn with %+q, which the font lacks", name, r)
			}
		}
	})
}
