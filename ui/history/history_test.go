package history

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"foyer/assets"
	"foyer/client/desk"
	"foyer/client/portal"
	"foyer/ui/plot"
)

var ten = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

func open(t *testing.T) *Page {
	t.Helper()
	test.NewTempApp(t)
	catalogue, err := assets.Load()
	if err != nil {
		t.Fatal(err)
	}
	p := New(Options{
		Texts: catalogue.For("en"), Clock: func(t time.Time) string { return t.Format("15:04") },
		Undo: func(int64) {},
	})
	w := test.NewTempWindow(t, p.Content)
	w.Resize(fyne.NewSize(700, 600))
	return p
}

// guests are those of these names, who knocked at ten.
func guests(names ...string) (all []desk.Guest) {
	for _, name := range names {
		all = append(all, desk.Guest{ID: name, Name: name, Since: ten})
	}
	return all
}

func TestDecisionsReadNewestFirst(t *testing.T) {
	p := open(t)
	p.Draw(&desk.Meeting{State: desk.Live, Can: desk.Capabilities{Undo: true}, Settled: []desk.Settled{
		{ID: 1, At: ten, Verdict: desk.Allow, Guests: guests("Bo"), By: "Ana"},
		{ID: 2, At: ten.Add(time.Minute), Verdict: desk.Deny, Guests: guests("Cy", "Di", "Ed", "Fay", "Gil"), Reason: "Full", Undone: true},
		{At: ten.Add(2 * time.Minute), Verdict: desk.Allow},
	}})
	want := []line{
		{"Let in", "10:02", 0},
		{"Denied: Cy, Di, Ed and 2 more", "10:01 · Full · taken back", 0},
		{"Let in: Bo", "10:00 · Ana", 1},
	}
	if !slices.Equal(p.lines, want) {
		t.Errorf("the history reads %+v, want %+v", p.lines, want)
	}
}

func TestUndoIsNotOfferedWhereItWouldNotArrive(t *testing.T) {
	p := open(t)
	settled := []desk.Settled{{ID: 1, At: ten, Verdict: desk.Allow, Guests: guests("Bo")}}
	for name, m := range map[string]desk.Meeting{
		"an old server": {State: desk.Live, Settled: settled},
		"no connection": {State: desk.Lost, Settled: settled, Can: desk.Capabilities{Undo: true}},
	} {
		p.Draw(&m)
		if p.lines[0].undo != 0 {
			t.Errorf("%s: a decision can be taken back", name)
		}
	}
}

func TestPortalsLogTakesThePlaceOfWhatTheDeskSaw(t *testing.T) {
	p := open(t)
	m := &desk.Meeting{State: desk.Live, Can: desk.Capabilities{Undo: true}, Settled: []desk.Settled{{ID: 9, At: ten, Verdict: desk.Allow}}}
	p.SetLog([]portal.LogEntry{
		{ID: 9, At: ten, Action: "allow", Count: 300},
		{ID: 8, At: ten, Action: "of tomorrow", Guests: []string{"Bo"}, By: "Ana"},
	}, nil)
	p.Draw(m)
	want := []line{{"Let in: 300 guests", "10:00", 9}, {"of tomorrow: Bo", "10:00 · Ana", 0}}
	if !slices.Equal(p.lines, want) {
		t.Errorf("the history reads %+v, want %+v", p.lines, want)
	}
}

func TestVisitsAreThoseWhoWaitAndThoseDecidedOn(t *testing.T) {
	got := visits(&desk.Meeting{
		Waiting: append(guests("Bo"), desk.Guest{Name: "of OpenTalk, which tells no times"}),
		Settled: []desk.Settled{
			{At: ten.Add(time.Minute), Guests: guests("Cy")},
			{At: ten.Add(-time.Second), Guests: guests("Di")},
			{At: ten.Add(time.Minute), Guests: guests("Bo"), Undone: true},
		},
	})
	want := []plot.Visit{{Came: ten, Waited: -1}, {Came: ten, Waited: time.Minute}, {Came: ten, Waited: 0}}
	if !slices.Equal(got, want) {
		t.Errorf("the visits are %v, want %v", got, want)
	}
}
