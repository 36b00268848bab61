package invite

import (
	"bytes"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"golang.org/x/text/unicode/norm"

	"foyer/assets"
)

const guestLink = "https://meet.example.org/b/cho-abc-def-ghj"

func choir() Invitation {
	start := time.Date(2026, 3, 1, 18, 0, 0, 0, time.UTC)
	return Invitation{
		MeetingID: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff", Meeting: "Chorprobe; Bäße, Tenöre", Group: "Kirchenchor St. Änne",
		URL: guestLink, StartsAt: start, EndsAt: start.Add(90 * time.Minute), ChangedAt: start.Add(-24 * time.Hour),
	}
}

func texts(t *testing.T, language string) assets.Texts {
	t.Helper()
	catalogue, err := assets.Load()
	if err != nil {
		t.Fatal(err)
	}
	return catalogue.For(language)
}

func TestTextSaysWhatIsKnown(t *testing.T) {
	full, bare := choir(), choir()
	full.AccessCode = "4711"
	bare.StartsAt, bare.Group = time.Time{}, ""
	for _, c := range []struct {
		name, language string
		invitation     Invitation
		has, lacks     []string
	}{
		{"all", "en", full, []string{"Chorprobe; Bäße, Tenöre (Kirchenchor St. Änne)", guestLink + "\n", "Access code: 4711",
			"When: Sunday 1 March 2026, 18:00 to 19:30 UTC"}, nil},
		{"in German", "de", full, []string{"Wann: 01.03.2026, 18:00 bis 19:30 Uhr UTC", "Zugangscode: 4711"}, nil},
		{"the least", "en", bare, []string{"invited to: Chorprobe; Bäße, Tenöre\n", guestLink}, []string{"When", "code", "()"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := Text(texts(t, c.language), c.invitation)
			for _, part := range c.has {
				if !strings.Contains(text, part) {
					t.Errorf("the text lacks %q:\n%s", part, text)
				}
			}
			for _, part := range c.lacks {
				if strings.Contains(text, part) {
					t.Errorf("the text has %q:\n%s", part, text)
				}
			}
		})
	}
}

func TestTimesNameTheirDates(t *testing.T) {
	night := time.Date(2026, 3, 1, 23, 0, 0, 0, time.FixedZone("CET", 3600))
	for want, end := range map[string]time.Time{
		"Sunday 1 March 2026, 23:00 CET":                               night,
		"Sunday 1 March 2026, 23:00 to 23:30 CET":                      night.Add(30 * time.Minute),
		"Sunday 1 March 2026, 23:00 to Monday 2 March 2026, 01:00 CET": night.Add(2 * time.Hour),
	} {
		if got := When(texts(t, "en"), night, end); got != want {
			t.Errorf("the time is %q, want %q", got, want)
		}
	}
}

func TestCalendarIsReadByACalendar(t *testing.T) {
	invitation := choir()
	var out bytes.Buffer
	if err := Calendar(&out, texts(t, "de"), invitation); err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(out.String(), "\r\n") {
		if len(line) > 75 || strings.Contains(line, "\n") {
			t.Errorf("the line %q is longer than RFC 5545 allows, or does not end as it wants", line)
		}
	}
	calendar, err := ics.ParseCalendar(&out)
	if err != nil || len(calendar.Events()) != 1 {
		t.Fatalf("the calendar has %d events, %v", len(calendar.Events()), err)
	}
	event := calendar.Events()[0]
	for name, want := range map[ics.ComponentProperty]string{
		ics.ComponentPropertySummary:  "Chorprobe; Bäße, Tenöre (Kirchenchor St. Änne)",
		ics.ComponentPropertyLocation: guestLink,
		ics.ComponentPropertyUniqueId: invitation.MeetingID + "@foyer",
	} {
		if got := event.GetProperty(name); got == nil || ics.FromText(got.Value) != want {
			t.Errorf("%s is %v, want %q", name, got, want)
		}
	}
	if start, err := event.GetStartAt(); err != nil || !start.Equal(invitation.StartsAt) {
		t.Errorf("it starts at %v, %v", start, err)
	}
	if end, err := event.GetEndAt(); err != nil || !end.Equal(invitation.EndsAt) {
		t.Errorf("it ends at %v, %v", end, err)
	}
}

func TestMeetingWithoutEndTakesAnHourInCalendars(t *testing.T) {
	invitation := choir()
	invitation.EndsAt = time.Time{}
	var out bytes.Buffer
	if err := Calendar(&out, texts(t, "de"), invitation); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "DTEND:20260301T190000Z") {
		t.Errorf("the calendar is\n%s", out.String())
	}
}

// TestCameraReadsEachCode has a reader of QR codes look at the picture and at the printed poster.
func TestCameraReadsEachCode(t *testing.T) {
	needTools(t, "zbarimg", "pdftoppm")
	picture, err := PNG(guestLink)
	if err != nil {
		t.Fatal(err)
	}
	if image, err := png.Decode(bytes.NewReader(picture)); err != nil || image.Bounds().Dx() != qrPixels {
		t.Errorf("the picture is %v, %v", image, err)
	}
	for name, image := range map[string][]byte{"picture": picture, "poster": printed(t, choir(), "de")} {
		file := filepath.Join(t.ArtifactDir(), name+".png")
		if err := os.WriteFile(file, image, 0o600); err != nil {
			t.Fatal(err)
		}
		read, err := exec.CommandContext(t.Context(), "zbarimg", "--quiet", "--raw", file).Output()
		if got := strings.TrimSpace(string(read)); err != nil || got != guestLink {
			t.Errorf("a camera reads %q from the %s, %v", got, name, err)
		}
	}
}

func TestPosterSaysWhatTheMeetingIs(t *testing.T) {
	needTools(t, "pdftotext")
	long := choir()
	long.Meeting = strings.Repeat("Donaudampfschifffahrtsgesellschaft ", 2)
	long.AccessCode = "4711"
	named := func(meeting string) Invitation {
		i := choir()
		i.Meeting = meeting
		return i
	}
	for _, c := range []struct {
		name, language string
		invitation     Invitation
		has            []string
	}{
		{"German", "de", choir(), []string{"Kirchenchor St. Änne", "Sie sind eingeladen zu", "Chorprobe; Bäße, Tenöre",
			"01.03.2026, 18:00 bis 19:30 Uhr UTC", "meet.example.org/b/cho-abc-def-ghj"}},
		{"long name and a code", "en", long, []string{"Donaudampfschifffahrtsgesellschaft", "Access code: 4711"}},
		{"Greek and Cyrillic", "en", named("Χορωδία хор Їжак"), []string{"Χορωδία хор Їжак"}},
		{"Hebrew", "en", named("חזרת מקהלה"), []string{"חזרת מקהלה"}},
		{"Arabic", "en", named("بروفة الكورال"), []string{"بروفة الكورال"}},
		{"Vietnamese", "en", named("Tập hát"), []string{"Tập hát"}},
		{"picture", "en", named("Choir 🎵 practice"), []string{"Choir practice"}},
		{"Chinese, which the font lacks", "en", named("合唱团 2026"), []string{"You are invited to\n", "an online meeting", "meet.example.org/b/cho-abc-def-ghj"}},
		{"nothing but a picture", "de", named("🎵🎵"), []string{"einem Online-Meeting"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			if err := Poster(&out, texts(t, c.language), c.invitation); err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), "pdftotext", "-layout", "-", "-")
			cmd.Stdin = &out
			text, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			text = norm.NFKC.Bytes(text) // Joined letters are those that they are forms of.
			for _, part := range c.has {
				if !strings.Contains(string(text), part) {
					t.Errorf("the poster lacks %q:\n%s", part, text)
				}
			}
			if pages := strings.Count(string(text), "\f"); pages != 1 {
				t.Errorf("the poster has %d pages", pages)
			}
		})
	}
}

// printed returns a poster as a printer sees it.
func printed(t *testing.T, i Invitation, language string) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Poster(&out, texts(t, language), i); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "pdftoppm", "-png", "-r", "100", "-")
	cmd.Stdin = &out
	image, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return image
}

// needTools skips a test on a computer that lacks what scripts/install-deps test installs.
func needTools(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("there is no %s here: run scripts/install-deps test", name)
		}
	}
}

// FuzzCalendar takes any names: the calendar is always readable again, and says the same.
func FuzzCalendar(f *testing.F) {
	f.Add("Choir", "St. Ann")
	f.Add("a\r\nATTENDEE:mailto:evil@example.org", `b\;,"`)
	f.Fuzz(func(t *testing.T, meeting, group string) {
		invitation := choir()
		invitation.Meeting, invitation.Group = meeting, group
		var out bytes.Buffer
		if err := Calendar(&out, texts(t, "en"), invitation); err != nil {
			t.Fatal(err)
		}
		calendar, err := ics.ParseCalendar(bytes.NewReader(out.Bytes()))
		if err != nil || len(calendar.Events()) != 1 {
			t.Fatalf("%v:\n%s", err, out.String())
		}
		if attendees := calendar.Events()[0].Attendees(); len(attendees) != 0 {
			t.Fatalf("the name wrote a field of its own:\n%s", out.String())
		}
	})
}
