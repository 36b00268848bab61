package levelform

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"foyer/assets"
	"foyer/client/portal"
)

// open returns a form in a window, and what it saved last.
func open(t *testing.T) (f *Form, saved *portal.Details) {
	t.Helper()
	test.NewTempApp(t)
	catalogue, err := assets.Load()
	if err != nil {
		t.Fatal(err)
	}
	saved = new(portal.Details)
	f = New(Options{
		Texts: catalogue.For("en"), Zone: time.FixedZone("", 3600),
		Save: func(d portal.Details) { *saved = d }, Delete: func(portal.Details) {},
	})
	w := test.NewTempWindow(t, f.Content)
	w.Resize(fyne.NewSize(700, 600))
	return f, saved
}

// choir is a meeting of a group that records its meetings.
func choir() portal.Details {
	return portal.Details{
		Level: portal.MeetingLevel, ID: "m", Name: "Choir", Owned: true, StartsAt: time.Date(2026, 12, 24, 17, 0, 0, 0, time.UTC),
		Settings: map[string]any{"show_queue": false, "welcome": "Sing!", "create": map[string]any{"lockSettingsDisableCam": "true"}},
		Effective: map[string]portal.Value{
			"record": {Value: true, Source: "group"}, "show_queue": {Value: false, Source: "meeting"},
			"guest_policy": {Value: portal.AskModerator, Source: "default"}, "welcome": {Value: "Sing!", Source: "meeting"},
			"moderator_message": {Value: "Share {link}", Source: "portal"},
		},
	}
}

func (f *Form) input(key string) *input {
	for _, in := range f.inputs {
		if in.key == key {
			return in
		}
	}
	return nil
}

func TestInheritedValuesAreShownAsSuch(t *testing.T) {
	f, _ := open(t)
	f.Show(choir())
	for key, want := range map[string]string{
		"record":       "Yes (from the group)",
		"guest_policy": "A moderator is asked (as usual)",
		"show_queue":   "No",
	} {
		if got := f.input(key).pick.Selected; got != want {
			t.Errorf("%s reads %q, want %q", key, got, want)
		}
	}
	message := f.input("moderator_message")
	if message.entry.PlaceHolder != "Share {link}" || message.source.Text != "What stands here in grey is inherited (from the server)." ||
		!message.source.Visible() {
		t.Errorf("an inherited text reads %q: %q", message.entry.PlaceHolder, message.source.Text)
	}
	if welcome := f.input("welcome"); welcome.entry.Text != "Sing!" || welcome.source.Visible() {
		t.Errorf("an own text reads %q, with %q", welcome.entry.Text, welcome.source.Text)
	}
	if got := f.starts.Text; got != "2026-12-24 18:00" {
		t.Errorf("it begins at %q", got)
	}
}

func TestOnlyWhatWasChangedIsSaved(t *testing.T) {
	f, saved := open(t)
	f.Show(choir())
	if f.Changed() {
		t.Error("a fresh form is changed")
	}
	f.input("show_queue").pick.SetSelectedIndex(0)
	f.input("record").pick.SetSelectedIndex(2)
	f.input("welcome").entry.SetText("")
	f.starts.SetText("")
	f.ends.SetText("2026-12-24 20:30")
	if !f.Changed() {
		t.Error("a changed form is not")
	}
	test.Tap(f.save)
	want := "map[create:map[lockSettingsDisableCam:true] record:false show_queue:<nil> welcome:<nil>]"
	if got := fmt.Sprint(saved.Settings); got != want {
		t.Errorf("saved %s, want %s", got, want)
	}
	if !saved.StartsAt.IsZero() || !saved.EndsAt.Equal(time.Date(2026, 12, 24, 19, 30, 0, 0, time.UTC)) {
		t.Errorf("it is saved from %v to %v", saved.StartsAt, saved.EndsAt)
	}
}

func TestFormSaysWhatIsMissing(t *testing.T) {
	f, saved := open(t)
	f.Show(choir())
	f.starts.SetText("tomorrow")
	test.Tap(f.save)
	if want := "Please write date and time like 2026-12-24 18:00, or leave them empty."; f.fail.Text != want || !f.fail.Visible() {
		t.Errorf("a wrong time is answered with %q", f.fail.Text)
	}
	f.starts.SetText("")
	f.name.SetText("  ")
	test.Tap(f.save)
	if want := "Please give it a name."; f.fail.Text != want {
		t.Errorf("no name is answered with %q", f.fail.Text)
	}
	if saved.ID != "" {
		t.Error("it was saved nevertheless")
	}
}

func TestWhoDoesNotOwnALevelOnlyReadsIt(t *testing.T) {
	f, _ := open(t)
	d := choir()
	d.Owned = false
	f.Show(d)
	if f.save.Visible() || f.remove.Visible() || !f.name.Disabled() || !f.input("record").pick.Disabled() {
		t.Error("it can be changed")
	}
}

func TestRoomsAndGroupsHaveNoTimes(t *testing.T) {
	f, _ := open(t)
	d := choir()
	d.Level = portal.RoomLevel
	f.Show(d)
	if f.times.Visible() || f.remove.Text != "Delete this room…" {
		t.Errorf("a room has times: %v, and the button %q", f.times.Visible(), f.remove.Text)
	}
}
