package autostart

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

var app = App{ID: "org.foyer.Foyer", Name: "Foyer", Command: []string{"/opt/Foyer & friends/50% \"off\"/foyer", "--background"}}

func TestAppStartsWithTheSystemUntilItIsSwitchedOff(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("this would change the settings of the computer that the tests run on")
	}
	folder := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", folder)
	want := func(want bool) {
		t.Helper()
		if got, err := app.Enabled(); got != want || err != nil {
			t.Errorf("enabled: %v (%v), want %v", got, err, want)
		}
	}
	set := func(enabled bool) {
		t.Helper()
		if err := app.Set(enabled); err != nil {
			t.Fatal(err)
		}
	}
	want(false)
	set(true)
	want(true)

	// Desktops switch it off in their own way.
	file := filepath.Join(folder, "autostart", "org.foyer.Foyer.desktop")
	entry, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append(entry, "Hidden=true\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	want(false)
	set(true)
	want(true)
	set(false)
	want(false)
	set(false)
}

func TestDesktopEntryNamesTheProgramWhateverItsFolder(t *testing.T) {
	entry := desktopEntry(app)
	for _, want := range []string{"[Desktop Entry]\n", "\nName=Foyer\n", `
Exec="/opt/Foyer & friends/50%% \\"off\\"/foyer" --background
`} {
		if !strings.Contains(entry, want) {
			t.Errorf("there is no %q in\n%s", want, entry)
		}
	}
	for word, want := range map[string]string{
		"":       `""`,
		"/a/b":   "/a/b",
		"/a b":   `"/a b"`,
		`/a\b`:   `"/a\\b"`,
		"/$HOME": `"/\$HOME"`,
		"/`x`":   "\"/\\`x\\`\"",
	} {
		if got := quoteExec(word); got != want {
			t.Errorf("%s is quoted as %s, want %s", word, got, want)
		}
	}
}

func TestLaunchAgentIsWellFormed(t *testing.T) {
	list := launchAgent(app)
	if !strings.Contains(list, "Foyer &amp; friends") {
		t.Errorf("the program is not in\n%s", list)
	}
	decoder := xml.NewDecoder(strings.NewReader(list))
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
