package meetinglist

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"foyer/assets"
	"foyer/client/desk"
)

// meetings are those of two accounts; the part of an ID before the slash is its place.
func meetings(ids ...string) []desk.Meeting {
	all := make([]desk.Meeting, len(ids))
	for i, id := range ids {
		account, rest, _ := strings.Cut(id, ":")
		_, name, _ := strings.Cut(rest, "/")
		all[i] = desk.Meeting{Key: desk.MeetingKey{Account: account, Meeting: rest}, Name: name}
	}
	return all
}

func place(m *desk.Meeting) string {
	place, _, _ := strings.Cut(m.Key.Meeting, "/")
	return place
}

// open returns a list on a canvas, and counts how often a meeting was chosen.
func open(t testing.TB) (l *List, came *int) {
	t.Helper()
	test.NewTempApp(t)
	catalogue, err := assets.Load()
	if err != nil {
		t.Fatal(err)
	}
	came = new(int)
	l = New(Options{
		Texts: catalogue.For("en"), Account: func(id string) string { return id + "@example.org" }, Place: place,
		Describe: func(m *desk.Meeting) Line { return Line{Color: theme.ColorNameSuccess, Words: "Live"} },
		Came:     func() { *came++ },
	})
	w := test.NewTempWindow(t, l.Content)
	w.Resize(fyne.NewSize(280, 600))
	return l, came
}

// lines returns the rows as they are read: headings in brackets, the chosen meeting with a star.
func (l *List) lines() (lines []string) {
	for _, r := range l.rows {
		switch {
		case r.meeting == nil:
			lines = append(lines, "["+strings.TrimSpace(r.account+" "+r.place)+"]")
		case r.meeting.Key == l.chosen:
			lines = append(lines, r.meeting.Name+"*")
		default:
			lines = append(lines, r.meeting.Name)
		}
	}
	return lines
}

func wantLines(t *testing.T, l *List, want ...string) {
	t.Helper()
	if got := l.lines(); !slices.Equal(got, want) {
		t.Errorf("the list reads %q, want %q", got, want)
	}
}

func TestMeetingsStandInTheirGroups(t *testing.T) {
	for _, c := range []struct {
		name     string
		meetings []string
		want     []string
	}{
		{"one account without groups", []string{"ana:/A", "ana:/B"}, []string{"A*", "B"}},
		{"groups of one account", []string{"ana:School/A", "ana:Club/B", "ana:School/C"}, []string{"[Club]", "B*", "[School]", "A", "C"}},
		{"two accounts", []string{"ana:/A", "bo:/B"}, []string{"[ana@example.org]", "A*", "[bo@example.org]", "B"}},
		{"groups of two accounts", []string{"bo:School/A", "bo:Club/B", "ana:School/C"},
			[]string{"[bo@example.org Club]", "B*", "[bo@example.org School]", "A", "[ana@example.org School]", "C"}},
		{"none", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, _ := open(t)
			l.Draw(meetings(c.meetings...))
			wantLines(t, l, c.want...)
		})
	}
}

func TestSearchFindsByNamePlaceAndAccount(t *testing.T) {
	for search, want := range map[string][]string{
		"math":        {"[ana@example.org School]", "Math 7a*", "Math 7b"},
		"7B MATH":     {"[ana@example.org School]", "Math 7b"},
		"club":        {"[bo@example.org Club]", "Chess"},
		"bo@example":  {"[bo@example.org Club]", "Chess"},
		"not to find": nil,
	} {
		l, _ := open(t)
		l.Draw(meetings("ana:School/Math 7a", "ana:School/Math 7b", "ana:/Staff", "ana:/Office", "ana:/Board", "bo:Club/Chess"))
		l.Choose(desk.MeetingKey{Account: "ana", Meeting: "School/Math 7a"})
		l.search.SetText(search)
		wantLines(t, l, want...)
		if l.Chosen() == nil || l.Chosen().Name != "Math 7a" {
			t.Errorf("the search for %q changed the choice to %v", search, l.Chosen())
		}
		if l.nothing.Visible() != (want == nil) {
			t.Errorf("the search for %q says that nothing was found: %v", search, l.nothing.Visible())
		}
	}
}

func TestFewMeetingsNeedNoSearch(t *testing.T) {
	l, _ := open(t)
	l.Draw(meetings("ana:/A", "ana:/B"))
	if l.search.Visible() {
		t.Error("two meetings can be searched")
	}
	l.Draw(meetings("ana:/A", "ana:/B", "ana:/C", "ana:/D", "ana:/E", "ana:/F"))
	l.search.SetText("b")
	l.Draw(meetings("ana:/A", "ana:/B"))
	if !l.search.Visible() {
		t.Error("the search went away while it was in use, and would hide meetings without a word")
	}
}

func TestHeadingCannotBeChosen(t *testing.T) {
	l, came := open(t)
	l.Draw(meetings("ana:School/A", "ana:School/B"))
	l.list.Select(0)
	wantLines(t, l, "[School]", "A*", "B")
	if *came != 0 {
		t.Error("a click on a heading opened a meeting")
	}
	l.list.Select(2)
	wantLines(t, l, "[School]", "A", "B*")
	if *came != 1 {
		t.Errorf("a click on a meeting opened it %d times", *came)
	}
}

func TestListStaysWhereItWasScrolledTo(t *testing.T) {
	l, _ := open(t)
	l.Draw(many(100))
	l.list.ScrollToOffset(1000)
	l.Draw(append(meetings("ana:/0000"), many(100)...))
	if got := l.list.GetScrollOffset(); got != 1000 {
		t.Errorf("a new meeting scrolled the list from 1000 to %v", got)
	}
}

func many(n int) []desk.Meeting {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("ana:Group %d/Meeting %d", i/10, i)
	}
	return meetings(ids...)
}

// BenchmarkFiveHundredMeetings is one change on the desk, with 500 meetings, and a step of scrolling.
func BenchmarkFiveHundredMeetings(b *testing.B) {
	l, _ := open(b)
	all := many(500)
	l.Draw(all)
	b.Run("change", func(b *testing.B) {
		for i := range b.N {
			all[i%500].Waiting = make([]desk.Guest, i%20)
			l.Draw(all)
		}
	})
	b.Run("scroll", func(b *testing.B) {
		for i := range b.N {
			l.list.ScrollToOffset(float32(i%500) * 40)
		}
	})
	b.Run("search", func(b *testing.B) {
		for i := range b.N {
			l.search.SetText(fmt.Sprint("meeting ", i%10))
		}
	})
}
