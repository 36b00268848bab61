package main_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"foyer/client/portal"
	"foyer/client/portal/foyer"
)

// TestPicturesForTheDocs makes the pictures of docs/images anew, into the folder $FOYER_DOCS_PICTURES: the real app and a real browser.
func TestPicturesForTheDocs(t *testing.T) {
	folder := os.Getenv("FOYER_DOCS_PICTURES")
	if folder == "" {
		t.Skip("FOYER_DOCS_PICTURES names no folder for pictures")
	}
	server := startServer(t)
	link := furnish(t, server)
	screen := newScreen(t, "-screen", "0", "2400x900x24") // So wide that the prompt hides nothing.
	screen.startKeyring()
	a := screen.openApp()
	a.signsIn(server.url, server.email, server.password)
	a.showsQR(link)
	for _, name := range []string{"Ana Martins", "Jonas Weber", "Mei Tanaka"} {
		knock(t, link, name)
	}
	a.portrait(filepath.Join(folder, "desk.png"))
	a.quit()

	preferences := filepath.Join(screen.folder(".config/foyer"), "preferences.json")
	if err := os.WriteFile(preferences, []byte(`{"theme": "dark"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	a = screen.openApp()
	knock(t, link, "Sam Okafor")
	a.portrait(filepath.Join(folder, "desk-dark.png"))

	phone := newPhone(t, server)
	phone.knocks(link, "Lea Novak")
	phone.portrait(screen, filepath.Join(folder, "guest.png"))

	desk := newPhone(t, server)
	desk.opensDesk(server) // Its first meeting is that which the guests wait for.
	desk.sees("Ana Martins")
	desk.portrait(screen, filepath.Join(folder, "desk-page.png"))
}

// furnish makes a house with rooms and meetings in place of the first one, and returns the guest link of the meeting that is listed first.
func furnish(t *testing.T, s *server) (link string) {
	t.Helper()
	ctx := t.Context()
	session, err := foyer.SignIn(ctx, s.url, s.email, s.password)
	if err != nil {
		t.Fatal(err)
	}
	p := foyer.New(session.Server, session.Token)
	save := func(d portal.Details) portal.Details {
		t.Helper()
		saved, err := p.Save(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		return saved
	}
	empty(ctx, t, p)
	group := save(portal.Details{Level: portal.GroupLevel, Name: "Music school"})
	first := ""
	for _, room := range []struct {
		name     string
		meetings []string
	}{
		{"Choir", []string{"Choir rehearsal", "Voice training"}},
		{"Orchestra", []string{"Strings", "Wind instruments"}},
		{"Parents", []string{"Parents’ evening"}},
	} {
		r := save(portal.Details{Level: portal.RoomLevel, Parent: group.ID, Name: room.name})
		for _, name := range room.meetings {
			if m := save(portal.Details{Level: portal.MeetingLevel, Parent: r.ID, Name: name}); first == "" {
				first = m.ID
			}
		}
	}
	links, err := p.Links(ctx, first)
	if err != nil {
		t.Fatal(err)
	}
	return links[0].URL
}

// empty deletes what the server began with.
func empty(ctx context.Context, t *testing.T, p *foyer.Portal) {
	t.Helper()
	remove := func(level portal.Level, id string) {
		t.Helper()
		d, err := p.Details(ctx, level, id)
		if err == nil {
			err = p.Delete(ctx, d)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	meetings, err := p.Meetings(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range meetings {
		remove(portal.MeetingLevel, m.ID)
	}
	groups, err := p.Groups(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range groups {
		for _, r := range g.Rooms {
			remove(portal.RoomLevel, r.ID)
		}
		remove(portal.GroupLevel, g.ID)
	}
}

// portrait puts the main window and the prompt on a ground, as they stand on a screen.
func (a *app) portrait(file string) {
	a.t.Helper()
	const ground, shadow = "xc:#dbe3ec", "30x14+0+8"
	args := []string{"-size", "1280x900", ground}
	prompt := a.prompts()
	if _, err := a.output("xdotool", "sleep", "3"); err != nil { // Until both are painted.
		a.t.Fatal(err)
	}
	for i, window := range []struct{ id, at string }{{a.main(), "+4+112"}, {prompt, "+652+4"}} {
		picture := filepath.Join(a.t.TempDir(), fmt.Sprint(i, ".png"))
		if _, err := a.output("import", "-window", window.id, picture); err != nil {
			a.t.Fatal(err)
		}
		args = append(args, "(", picture, "-bordercolor", "#8a94a3", "-border", "1", "(", "+clone", "-background", "black", "-shadow", shadow, ")",
			"+swap", "-background", "none", "-layers", "merge", "+repage", ")", "-geometry", window.at, "-composite")
	}
	a.small(args, file)
}

// small writes a picture with few colours.
func (s *screen) small(args []string, file string) {
	s.t.Helper()
	args = append(args, "+dither", "-colors", "250", "-define", "png:compression-level=9", "PNG8:"+file)
	if _, err := s.output("convert", args...); err != nil {
		s.t.Fatal(err)
	}
}

// portrait takes a picture of the page.
func (b *browser) portrait(s *screen, file string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	data, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	picture := filepath.Join(b.t.TempDir(), "page.png")
	if err := os.WriteFile(picture, data, 0o600); err != nil {
		b.t.Fatal(err)
	}
	s.small([]string{picture, "-resize", "520x"}, file)
}
