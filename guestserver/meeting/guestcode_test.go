package meeting

import (
	"regexp"
	"strings"
	"testing"
)

var codeForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*(-[2-9a-hjkmnp-z]{3}){3}$`)

func TestGuestCodesCanBeReadOutAndAreNeverTheSame(t *testing.T) {
	seen := map[string]bool{}
	letters := map[rune]int{}
	for range 10_000 {
		code, err := newGuestCode("Chorprobe")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(code, "chorprobe-") || !codeForm.MatchString(code) {
			t.Fatalf("guest code %q, want chorprobe-xxx-xxx-xxx", code)
		}
		if seen[code] {
			t.Fatalf("guest code %q came twice", code)
		}
		seen[code] = true
		for _, r := range strings.TrimPrefix(code, "chorprobe-") {
			letters[r]++
		}
	}
	// 90,000 letters: each of the 31 about 2,900 times, with a standard deviation of 53.
	for _, r := range codeLetters {
		if letters[r] < 2400 || letters[r] > 3400 {
			t.Errorf("%c came %d times of 90,000, want all letters alike", r, letters[r])
		}
	}
}

func TestSlugIsTheSayablePartOfAName(t *testing.T) {
	for name, want := range map[string]string{
		"Chor":                                 "chor",
		"Our meeting":                          "our-meeting",
		"Größe, Übung & Spaß":                  "groesse-uebung", // "spass" would be too much.
		"ÄÖÜ":                                  "aeoeue",
		"A\u0308rzte":                          "aerzte", // An umlaut in two characters.
		"Café São Paulo":                       "cafe-sao-paulo",
		"İstanbul":                             "istanbul",
		"2. Klasse 4b":                         "2-klasse-4b",
		"  --Team//Rot--  ":                    "team-rot",
		"🎉 Party 🎉":                            "party",
		"🎉🎉":                                   "meet",
		"اجتماع":                               "meet",
		"اجتماع Berlin":                        "berlin",
		"会议 2":                                 "2",
		"":                                     "meet",
		"---":                                  "meet",
		"Donaudampfschifffahrtsgesellschaft":   "donaudampfschiff",
		"Mitgliederversammlung des Vereins":    "mitgliederversam",
		"The annual general meeting of 2026":   "the-annual",
		"../../etc/passwd?x=1#y":               "etc-passwd-x-1-y",
		"x" + strings.Repeat(" very long", 99): "x-very-long-very",
	} {
		if got := slug(name); got != want {
			t.Errorf("slug(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestGuestCodeIsFoundHoweverItIsTyped(t *testing.T) {
	const code = "our-meeting-a2b-c3d-e4f"
	for _, typed := range []string{
		code, "OUR-MEETING-A2B-C3D-E4F", "our meeting a2b c3d e4f", "ourmeetinga2bc3de4f", " our-meeting-a2b-c3d-e4f\r\n",
		"Our‑Meeting–a2b—c3d‐e4f", "our-meeting-a2b-c3d-e4f.", "\u200bour_meeting/a2b\u00a0c3d\tE4F",
	} {
		if GuestKey(typed) != GuestKey(code) {
			t.Errorf("GuestKey(%q) = %q, want %q", typed, GuestKey(typed), GuestKey(code))
		}
	}
	for _, typed := range []string{"chor-2010-ll-a2b-c3d-e4f", "chor 2o1o II A2B C3D E4F", "ch0r-2oio-1l-a2b-c3d-e4f"} {
		if written := "chor-2010-il-a2b-c3d-e4f"; GuestKey(typed) != GuestKey(written) {
			t.Errorf("GuestKey(%q) = %q, want %q", typed, GuestKey(typed), GuestKey(written))
		}
	}
	for _, other := range []string{"", "our-meeting-a2b-c3d-e4", "our-meeting-a2b-c3d-e4g", "óur-meeting-a2b-c3d-e4f"} {
		if GuestKey(other) == GuestKey(code) {
			t.Errorf("GuestKey(%q) is the key of %q", other, code)
		}
	}
}

func FuzzGuestKey(f *testing.F) {
	f.Add("our-meeting-a2b-c3d-e4f")
	f.Add("Größe \xff İKſ\x00")
	f.Fuzz(func(t *testing.T, code string) {
		key := GuestKey(code)
		if strings.Trim(key, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			t.Errorf("GuestKey(%q) = %q, which has more than letters and digits", code, key)
		}
		if again := GuestKey(key); again != key {
			t.Errorf("GuestKey(%q) = %q, want it unchanged", key, again)
		}
		if loud := GuestKey(" " + strings.Join(strings.Split(strings.ToUpper(key), ""), "-")); loud != key {
			t.Errorf("with capitals and dashes GuestKey(%q) = %q, want %q", code, loud, key)
		}
	})
}

func FuzzSlug(f *testing.F) {
	f.Add("Größe, Übung & Spaß")
	f.Add("🎉 \xff A\u0308 ---")
	form := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	f.Fuzz(func(t *testing.T, name string) {
		s := slug(name)
		if len(s) > maxSlug || !form.MatchString(s) {
			t.Errorf("slug(%q) = %q", name, s)
		}
		if again := slug(strings.ReplaceAll(s, "-", " ")); again != s {
			t.Errorf("slug(%q) = %q, want it unchanged", s, again)
		}
	})
}
