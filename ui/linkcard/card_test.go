package linkcard

import (
	"bytes"
	"errors"
	"image/png"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"foyer/assets"
)

const url = "https://foyer.example.org/b/parents-k7m-2pq-x9d"

// open returns a card in a window, and what it failed with.
func open(t *testing.T) (c *Card, failed *error) {
	t.Helper()
	app := test.NewTempApp(t)
	catalogue, err := assets.Load()
	if err != nil {
		t.Fatal(err)
	}
	failed = new(error)
	w := test.NewTempWindow(t, nil)
	c = New(Options{
		Texts: catalogue.For("en"), App: app, Window: w, Do: func(f func()) { f() }, Failed: func(err error) { *failed = err },
	})
	w.SetContent(c.Content)
	w.Resize(fyne.NewSize(700, 300))
	return c, failed
}

func (c *Card) offers() (offers []string) {
	for _, item := range c.menu() {
		if !item.IsSeparator {
			offers = append(offers, item.Label)
		}
	}
	return offers
}

func TestMenuOffersWhatThePortalCan(t *testing.T) {
	nothing := func() {}
	for _, c := range []struct {
		name string
		link Link
		want []string
	}{
		{"an old server", Link{URL: url}, []string{"Fill the screen", "Save the QR code…"}},
		{"everything", Link{URL: url, Poster: nothing, Personal: nothing, Renew: nothing, Switch: func(bool) {}},
			[]string{"Fill the screen", "Save the QR code…", "Poster to print", "Personal links…", "New link…", "Switch the link off…"}},
		{"switched off", Link{URL: url, Off: true, Poster: nothing, Personal: nothing, Renew: nothing, Switch: func(bool) {}},
			[]string{"Personal links…", "New link…"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			card, _ := open(t)
			card.Draw(c.link)
			if got := card.offers(); !slices.Equal(got, c.want) {
				t.Errorf("the menu offers %q, want %q", got, c.want)
			}
		})
	}
}

func TestLinkThatIsOffCanBeSwitchedOnAndNotBeScanned(t *testing.T) {
	card, _ := open(t)
	var on []bool
	link := Link{URL: url, Switch: func(v bool) { on = append(on, v) }}
	card.Draw(link)
	if card.on.Visible() || !card.copy.Visible() {
		t.Error("the link looks as if it were off")
	}
	link.Off = true
	card.Draw(link)
	if !card.off.Visible() || card.copy.Visible() || card.invitation.Visible() {
		t.Error("the link looks as if it were on")
	}
	test.Tap(card.on)
	if !slices.Equal(on, []bool{true}) {
		t.Errorf("it was switched %v", on)
	}
}

func TestInvitationSaysWhereAndHow(t *testing.T) {
	card, _ := open(t)
	card.Draw(Link{Meeting: "Parents' evening", URL: url})
	test.Tap(card.invitation)
	got := card.App.Clipboard().Content()
	for _, part := range []string{"Parents' evening", "\n" + url + "\n", "You need no account"} {
		if !strings.Contains(got, part) {
			t.Errorf("the invitation lacks %q:\n%s", part, got)
		}
	}
}

func TestProjectorFollowsTheLink(t *testing.T) {
	card, _ := open(t)
	card.Draw(Link{Meeting: "Parents' evening", URL: url})
	windows := func() int { return len(card.App.Driver().AllWindows()) }
	before := windows()
	test.Tap(card.qr)
	test.Tap(card.qr)
	if got := windows() - before; got != 1 {
		t.Fatalf("two taps on the code opened %d windows", got)
	}
	window := card.projector.window
	if !window.FullScreen() || card.projector.name.Text != "Parents' evening" || card.projector.link.Text != url {
		t.Errorf("the projector shows %q and %q, full screen %v", card.projector.name.Text, card.projector.link.Text, window.FullScreen())
	}
	card.Draw(Link{Meeting: "Parents' evening", URL: url + "2"})
	if card.projector.link.Text != url+"2" {
		t.Errorf("the projector still shows %q", card.projector.link.Text)
	}
	window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if card.projector != nil || windows() != before {
		t.Error("Escape leaves the projector open")
	}
	card.project()
	card.Draw(Link{Meeting: "Parents' evening", URL: url, Off: true})
	if card.projector != nil {
		t.Error("the projector shows a link that is switched off")
	}
}

// file is a file to write to, which may be full.
type file struct {
	bytes.Buffer
	err    error
	closed bool
}

func (f *file) Close() error {
	f.closed = true
	return f.err
}

func TestQRCodeIsSavedLargeEnoughForAWall(t *testing.T) {
	card, failed := open(t)
	f := &file{}
	card.write(f, url)
	picture, err := png.Decode(&f.Buffer)
	if err != nil || picture.Bounds().Dx() != pngSize || !f.closed || *failed != nil {
		t.Errorf("saved %v, closed %v: %v, %v", picture, f.closed, err, *failed)
	}
	full := errors.New("disk full")
	card.write(&file{err: full}, url)
	if !errors.Is(*failed, full) {
		t.Errorf("a full disk is told as %v", *failed)
	}
}

func TestFileNameIsTakenByEveryFileSystem(t *testing.T) {
	for meeting, want := range map[string]string{
		"Parents' evening":       "Parents--evening.png",
		"../../etc/passwd":       "etc-passwd.png",
		"لقاء":                   "لقاء.png",
		"???":                    "foyer.png",
		strings.Repeat("ä", 100): strings.Repeat("ä", 40) + ".png",
	} {
		if got := fileName(meeting); got != want {
			t.Errorf("fileName(%q) = %q, want %q", meeting, got, want)
		}
	}
}

func TestLongNamesDoNotWidenTheProjector(t *testing.T) {
	card, _ := open(t)
	card.Draw(Link{Meeting: strings.Repeat("Very long ", 40), URL: url})
	card.project()
	defer card.projector.window.Close()
	card.projector.window.Resize(fyne.NewSize(1280, 720))
	if name := card.projector.name; name.MinSize().Width > 1280 {
		t.Errorf("the name is %v wide", name.MinSize().Width)
	}
	if got := card.projector.window.Content().MinSize().Width; got > 640 {
		t.Errorf("the window cannot be narrower than %v", got)
	}
}
