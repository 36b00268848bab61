package main_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"foyer/client/portal"
	"foyer/client/portal/foyer"
	"foyer/guestserver/signin/signintest"
)

// installs puts a desktop entry into the home folder, and makes it known as a package would do.
func (s *screen) installs(name, exec, mimeType string) {
	s.t.Helper()
	folder := s.folder(".local/share/applications")
	entry := fmt.Sprintf("[Desktop Entry]\nType=Application\nName=%s\nExec=%s\nMimeType=%s;\n", name, exec, mimeType)
	if err := os.WriteFile(filepath.Join(folder, name+".desktop"), []byte(entry), 0o600); err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.output("update-desktop-database", folder); err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.output("xdg-mime", "default", name+".desktop", mimeType); err != nil {
		s.t.Fatal(err)
	}
}

// installsBrowser has a browser that notes the address it is to show in the file that is returned.
func (s *screen) installsBrowser() (file string) {
	s.t.Helper()
	file = filepath.Join(s.home, "address")
	script := filepath.Join(s.home, "browser")
	if err := os.WriteFile(script, []byte("#!/bin/sh\nprintf %s \"$1\" > '"+file+".new' && mv '"+file+".new' '"+file+"'\n"), 0o700); err != nil {
		s.t.Fatal(err)
	}
	s.installs("browser", script+" %u", "x-scheme-handler/http")
	return file
}

func TestModeratorSignsInWithTheProvidersPage(t *testing.T) {
	provider := signintest.Start(t, "http://127.0.0.1/signin/callback",
		signintest.User{Name: "ben", First: "Ben", Last: "Ode", Email: "ben@example.org", Verified: true})
	server := startServer(t, "--oidc-issuer", provider.Issuer, "--oidc-client-id", signintest.AppClient, "--oidc-create-accounts")
	screen := newScreen(t)
	screen.startKeyring()
	address := screen.installsBrowser()
	a := screen.openApp()
	window := a.main()
	a.press(window, "Tab")
	a.types(window, server.url)
	// The form asks the server once nothing was typed for a moment. Then there is a button beyond e-mail and password.
	if _, err := a.output("xdotool", "sleep", "3", "key", "--delay", "100", "Tab", "Tab", "Tab", "space"); err != nil {
		t.Fatal(err)
	}
	var page string
	a.until("the browser shows the provider's page", func() error {
		text, err := os.ReadFile(address)
		page = string(text)
		return err
	})
	a.picture("browser")
	if !strings.HasPrefix(page, provider.Issuer) {
		t.Fatalf("the browser shows %q, want a page of %s", page, provider.Issuer)
	}
	resp, err := http.Get(provider.SignIn(t, page, "ben").String())
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	token := a.keptToken()
	a.picture("in")
	if who, err := foyer.New(server.url, token).Profile(t.Context()); err != nil || who.Email != "ben@example.org" {
		t.Errorf("the app is signed in as %+v, %v", who, err)
	}
}

func TestMeetingsAreThereWithoutTheServerAtTheStart(t *testing.T) {
	server, screen, a := signedIn(t)
	a.keptToken()
	a.quit()
	server.killed()

	again := screen.openApp()
	again.showsQR(server.link)
	again.picture("old")
	server.startedAgain()
	ana := knock(t, server.link, "Ana")
	again.decides("a")
	again.until("Ana is let in", ana.isLetIn)
	again.picture("live")
}

func TestLinkRaisesTheAppAndOpensItsMeeting(t *testing.T) {
	server, screen, a := signedIn(t)
	binary, err := shared.desktop()
	if err != nil {
		t.Fatal(err)
	}
	screen.installs("org.foyer.Foyer", binary+" %U", "x-scheme-handler/foyer")
	link := server.adds(t, "Zebra watching")
	term := screen.startTerminal()
	a.until("the keyboard is elsewhere", term.hasKeyboard)

	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := screen.output("xdg-open", "foyer://"+u.Host+u.Path); err != nil {
		t.Fatal(err)
	}
	main := a.main()
	a.until("the app is in front", func() error {
		active, err := a.output("xdotool", "getactivewindow")
		if err == nil && active != main {
			err = errors.New("another window is")
		}
		return err
	})
	a.showsQR(link)
	a.picture("link")
}

// adds makes a meeting beside the one that is there, and returns its guest link.
func (s *server) adds(t *testing.T, name string) (link string) {
	t.Helper()
	session, err := foyer.SignIn(t.Context(), s.url, s.email, s.password)
	if err != nil {
		t.Fatal(err)
	}
	p := foyer.New(session.Server, session.Token)
	groups, err := p.Groups(t.Context())
	if err != nil || len(groups) == 0 || len(groups[0].Rooms) == 0 {
		t.Fatalf("there is no room for a meeting: %+v, %v", groups, err)
	}
	made, err := p.Save(t.Context(), portal.Details{Level: portal.MeetingLevel, Parent: groups[0].Rooms[0].ID, Name: name})
	if err != nil {
		t.Fatal(err)
	}
	meetings, err := p.Meetings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range meetings {
		if m.ID == made.ID {
			return m.GuestURL
		}
	}
	t.Fatalf("the meeting %q is not listed", name)
	return ""
}
