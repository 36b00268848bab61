package levelform

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"golang.org/x/text/language"

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
	for _, p := range f.parts {
		if in, ok := p.(*input); ok && in.key == key {
			return in
		}
	}
	return nil
}

func TestEveryFieldHasWords(t *testing.T) {
	words, err := assets.Keys(language.English)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fields() {
		keys := []string{"app.level." + f.key}
		for _, value := range f.values {
			if f.key == "guest_policy" {
				keys = append(keys, "app.policy."+value)
			} else {
				keys = append(keys, "app.level."+f.key+"."+value)
			}
		}
		for _, key := range keys {
			if words[key] == nil {
				t.Errorf("there is no %s", key)
			}
		}
	}
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

func TestWhatOnlyANewerServerKnowsIsSavedAsItWas(t *testing.T) {
	f, saved := open(t)
	d := choir()
	d.Settings = map[string]any{
		"waiting_place": "garden", "record": "ask", "all_moderators": map[string]any{"but": "guests"},
		"welcome": map[string]any{"de": "Singt!"},
		"terms":   map[string]any{"version": "2", "text": map[string]any{"en": "Be kind."}, "signed": true},
		"create":  map[string]any{"duration": 60.0, "layouts": []any{"grid"}},
		"colour":  "blue",
	}
	f.Show(d)
	if place := f.input("waiting_place").pick; place.Selected != "garden" {
		t.Errorf("a place that the app has no word for reads %q", place.Selected)
	}
	if f.Changed() {
		t.Error("a fresh form is changed")
	}
	f.name.SetText("Concert")
	test.Tap(f.save)
	if !reflect.DeepEqual(saved.Settings, d.Settings) {
		t.Errorf("saved %v, want %v", saved.Settings, d.Settings)
	}
	f.input("waiting_place").pick.SetSelectedIndex(1)
	f.agreement("terms").version.SetText("3")
	test.Tap(f.save)
	if got := saved.Settings["waiting_place"]; got != "foyer" {
		t.Errorf("another place is saved as %v", got)
	}
	if got := fmt.Sprint(saved.Settings["terms"]); got != "map[version:3]" {
		t.Errorf("of the terms, %s is saved, want the new version alone", got)
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

func (f *Form) agreement(key string) *agreement {
	for _, p := range f.parts {
		if a, ok := p.(*agreement); ok && a.key == key {
			return a
		}
	}
	return nil
}

func (f *Form) parameters() *parameters { return f.parts[len(f.parts)-1].(*parameters) }

// concert is a meeting with all that guests agree to.
func concert() portal.Details {
	d := choir()
	d.Settings = map[string]any{
		"terms":  map[string]any{"version": "2", "text": "Be kind.", "url": "https://choir.example.org/terms"},
		"create": map[string]any{"duration": "60", "logo": "https://choir.example.org/l.png"},
	}
	d.Effective["terms"] = portal.Value{Value: d.Settings["terms"], Source: "meeting"}
	d.Effective["recording_consent"] = portal.Value{Value: map[string]any{"version": "7"}, Source: "group"}
	d.Effective["create.duration"] = portal.Value{Value: "60", Source: "meeting"}
	d.Effective["create.muteOnStart"] = portal.Value{Value: "true", Source: "room"}
	d.Effective["join.avatarURL"] = portal.Value{Value: "https://choir.example.org/a.png", Source: "portal"}
	return d
}

func TestWhatGuestsAgreeToIsEdited(t *testing.T) {
	f, saved := open(t)
	f.Show(concert())
	terms, consent := f.agreement("terms"), f.agreement("recording_consent")
	if terms.pick.Selected != "A text of your own" || terms.version.Text != "2" || !terms.own.Visible() {
		t.Errorf("own terms read %q, version %q", terms.pick.Selected, terms.version.Text)
	}
	if consent.pick.Selected != "Version 7 (from the group)" || consent.own.Visible() {
		t.Errorf("an inherited consent reads %q", consent.pick.Selected)
	}
	if f.Changed() {
		t.Error("a fresh form is changed")
	}
	terms.version.SetText("3")
	terms.url.SetText(" ")
	consent.pick.SetSelectedIndex(hasNone)
	test.Tap(f.save)
	want := "map[create:map[duration:60 logo:https://choir.example.org/l.png] recording_consent:map[version:] " +
		"terms:map[text:Be kind. url:<nil> version:3]]"
	if got := fmt.Sprint(saved.Settings); got != want {
		t.Errorf("saved %s, want %s", got, want)
	}
	terms.pick.SetSelectedIndex(inherits)
	test.Tap(f.save)
	if value, told := saved.Settings["terms"]; !told || value != nil {
		t.Errorf("terms that are inherited again are saved as %v", value)
	}
}

func TestParametersOfBigBlueButtonAreEdited(t *testing.T) {
	f, saved := open(t)
	f.Show(concert())
	p := f.parameters()
	want := "Inherited: create.muteOnStart = true (from the room), join.avatarURL = https://choir.example.org/a.png (from the server). " +
		"An empty value takes one away."
	if p.inherited.Text != want || !p.inherited.Visible() {
		t.Errorf("what is inherited reads %q, want %q", p.inherited.Text, want)
	}
	p.entry.SetText(`{"create": {"duration": 90, "muteOnStart": false}, "join": {"avatarURL": ""}}`)
	test.Tap(f.save)
	want = "map[create:map[duration:90 logo:<nil> muteOnStart:false] join:map[avatarURL:]]"
	delete(saved.Settings, "terms")
	if got := fmt.Sprint(saved.Settings); got != want {
		t.Errorf("saved %s, want %s", got, want)
	}
	*saved = portal.Details{}
	for _, typed := range []string{"{", "[]", `{"crate": {}}`, `{"create": {"x": []}}`, `{"create": 1}`, `{} {}`} {
		p.entry.SetText(typed)
		test.Tap(f.save)
		if !p.wrong.Visible() || saved.ID != "" {
			t.Errorf("%s is answered with %q, and saved: %t", typed, p.wrong.Text, saved.ID != "")
		}
	}
	p.entry.SetText("")
	test.Tap(f.save)
	if p.wrong.Visible() || fmt.Sprint(saved.Settings["create"]) != "map[duration:<nil> logo:<nil>]" {
		t.Errorf("without parameters it saves %v, and says %q", saved.Settings["create"], p.wrong.Text)
	}
}

func TestServersAnswerStandsAtTheField(t *testing.T) {
	f, _ := open(t)
	f.Show(concert())
	all := f.Refuse([]portal.WrongSetting{
		{Key: "create.duration", Reason: "must be a number"}, {Key: "create.logo", Reason: "must be an address"},
		{Key: "terms.url", Reason: "must be an address"}, {Key: "welcome", Reason: "is too long"},
	})
	if !all || f.fail.Text != "Nothing was saved: something above is not possible." {
		t.Errorf("all have a place: %t; below it says %q", all, f.fail.Text)
	}
	for what, at := range map[string]*reason{
		"create.duration must be a number\ncreate.logo must be an address": f.parameters().wrong,
		"terms.url must be an address":                                     f.agreement("terms").wrong,
		"welcome is too long":                                              f.input("welcome").wrong,
	} {
		if at.Text != what || !at.Visible() {
			t.Errorf("the field says %q, want %q", at.Text, what)
		}
	}
	test.Tap(f.save)
	if f.parameters().wrong.Visible() {
		t.Error("what was wrong is still told after another try")
	}
	if f.Refuse([]portal.WrongSetting{{Key: "of tomorrow", Reason: "is wrong"}}) || f.Refuse(nil) {
		t.Error("what has no place is said to have one")
	}
}

func FuzzParameters(f *testing.F) {
	f.Add(`{"create": {"duration": "60", "x": true}, "join": {}}`)
	f.Add(`{"create": null}`)
	f.Fuzz(func(t *testing.T, text string) {
		spaces, err := parse(text)
		if err != nil && spaces != nil {
			t.Errorf("%q is refused and read as %v", text, spaces)
		}
		for space := range spaces {
			if space != "create" && space != "join" {
				t.Errorf("%q has the namespace %q", text, space)
			}
		}
	})
}
