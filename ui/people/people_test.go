package people

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"foyer/assets"
	"foyer/client/desk"
)

// nothing does nothing with anybody.
type nothing struct{}

func (nothing) RenamePerson(desk.Person)       {}
func (nothing) MutePerson(desk.Person)         {}
func (nothing) MuteAll()                       {}
func (nothing) LowerHand(desk.Person)          {}
func (nothing) LowerAllHands()                 {}
func (nothing) SetModerator(desk.Person, bool) {}
func (nothing) SendBack(desk.Person)           {}
func (nothing) Kick(desk.Person, bool)         {}

func open(t testing.TB) *List {
	t.Helper()
	test.NewTempApp(t)
	catalogue, err := assets.Load()
	if err != nil {
		t.Fatal(err)
	}
	l := New(Options{Texts: catalogue.For("en"), Actions: nothing{}, Clock: func(t time.Time) string { return t.Format("15:04") }})
	w := test.NewTempWindow(t, l.Content)
	w.Resize(fyne.NewSize(600, 500))
	return l
}

func at(hour, minute int) time.Time { return time.Date(2026, 3, 2, hour, minute, 0, 0, time.UTC) }

func TestRaisedHandsComeFirstThenModerators(t *testing.T) {
	l := open(t)
	l.Draw(&desk.Meeting{Inside: []desk.Person{
		{Name: "bo"}, {Name: "Zoe", Hand: true, HandSince: at(10, 5)}, {Name: "Ana", Moderator: true}, {Name: "Foyer", Self: true},
		{Name: "Al"}, {Name: "Yan", Hand: true, HandSince: at(10, 3)},
	}})
	var got []string
	for _, p := range l.shown {
		got = append(got, p.Name)
	}
	if want := []string{"Yan", "Zoe", "Ana", "Al", "bo"}; !slices.Equal(got, want) {
		t.Errorf("the order is %q, want %q", got, want)
	}
	if got, want := l.title.Text, "5 people inside"; got != want {
		t.Errorf("the title is %q, want %q", got, want)
	}
}

func TestMenuOffersWhatTheServerCanDoWithThePerson(t *testing.T) {
	guest, moderator := desk.Person{Name: "Bo", Guest: true}, desk.Person{Name: "Ana", Moderator: true}
	everything := desk.Capabilities{Rename: true, Mute: true, Roles: true, SendBack: true, Kick: true, Ban: true}
	for _, c := range []struct {
		name   string
		person desk.Person
		can    desk.Capabilities
		state  desk.LinkState
		want   []string
	}{
		{"nothing", guest, desk.Capabilities{}, desk.Live, nil},
		{"a guest", guest, everything, desk.Live,
			[]string{"Rename…", "Mute", "Make a moderator", "Send to the waiting room", "Remove…", "Remove and keep out…"}},
		{"a moderator", moderator, everything, desk.Live,
			[]string{"Mute", "No longer a moderator", "Send to the waiting room", "Remove…", "Remove and keep out…"}},
		{"only kick", guest, desk.Capabilities{Kick: true}, desk.Live, []string{"Remove…"}},
		{"connection lost", guest, everything, desk.Lost, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRow(open(t))
			r.show(c.person, &desk.Meeting{Can: c.can, State: c.state})
			var got []string
			for _, item := range r.menu() {
				got = append(got, item.Label)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("the menu offers %q, want %q", got, c.want)
			}
			if r.more.Visible() != (len(c.want) > 0) {
				t.Errorf("the menu's button is shown: %v", r.more.Visible())
			}
		})
	}
}

func TestRowSaysWhatIsKnown(t *testing.T) {
	r := newRow(open(t))
	r.show(desk.Person{Name: "Bo", Guest: true, Hand: true, HandSince: at(10, 5), Talking: true, Cameras: 1, Since: at(9, 58)},
		&desk.Meeting{State: desk.Live})
	want := "hand up since 10:05 · guest · microphone on · camera on · here since 09:58"
	if got := r.detail.Text; got != want {
		t.Errorf("the row says %q, want %q", got, want)
	}
	if r.hand.Visible() {
		t.Error("a hand can be lowered though the server cannot do that")
	}
}

// BenchmarkTenThousandInside is one change in a meeting of ten thousand people.
func BenchmarkTenThousandInside(b *testing.B) {
	l := open(b)
	m := &desk.Meeting{State: desk.Live, Inside: make([]desk.Person, 10_000)}
	for i := range m.Inside {
		m.Inside[i] = desk.Person{ID: fmt.Sprint(i), Name: fmt.Sprint("Person ", i)}
	}
	for i := range b.N {
		m.Inside[i%10_000].Hand = i%2 == 0
		l.Draw(m)
	}
}
