package settingspage

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2/test"

	"foyer/assets"
	"foyer/ui/preferences"
)

func TestPageTellsWhatIsChosenAndNothingElse(t *testing.T) {
	test.NewTempApp(t)
	catalogue, err := assets.Load()
	if err != nil {
		t.Fatal(err)
	}
	var told []preferences.Preferences
	var autostart []bool
	p := New(Options{
		Texts:     catalogue.For("de"),
		Changed:   func(c preferences.Preferences) { told = append(told, c) },
		Autostart: func(on bool) { autostart = append(autostart, on) },
	})
	before := preferences.Preferences{Language: "de", Theme: preferences.Dark, Size: 1.5, Return: preferences.Deny, Quiet: true}
	p.Draw(before, true, true)
	p.Draw(before, false, false)
	if len(told)+len(autostart) > 0 {
		t.Errorf("drawing told %+v and %v", told, autostart)
	}
	if p.tray.Visible() {
		t.Error("the tray is offered where there is none")
	}
	p.Draw(before, true, false)
	p.tray.SetChecked(false)
	p.autostart.SetChecked(true)
	after := before
	after.QuitOnClose = true
	if want := []preferences.Preferences{after}; !slices.Equal(told, want) || !slices.Equal(autostart, []bool{true}) {
		t.Errorf("told were %+v and %v, want %+v", told, autostart, want)
	}
}
