package signin

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"foyer/assets"
	"foyer/client/accounts"
	"foyer/client/portal"
	"foyer/client/portal/loopback"
	"foyer/ui/form"
)

const page = "https://provider.example.org/signin?state=s"

// portals are some that people sign in at.
type portals struct {
	mu    sync.Mutex
	ways  map[string]accounts.Ways
	asked []string
	tried []string
	// back is closed when the person has signed in in the browser; opened are the pages that the browser showed.
	back   chan error
	opened []string
}

func (p *portals) Find(_ context.Context, server string) (accounts.Ways, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, server)
	w, ok := p.ways[server]
	if !ok {
		return accounts.Ways{}, &portal.Error{Code: "unknown_host", Detail: "There is no such server."}
	}
	return w, nil
}

func (p *portals) SignIn(_ context.Context, server, email, password string) (accounts.Account, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tried = append(p.tried, server+" "+email+" "+password)
	return accounts.Account{}, nil
}

func (p *portals) SignInByProvider(ctx context.Context, server string, w accounts.Ways, b loopback.Browser) (accounts.Account, error) {
	p.mu.Lock()
	p.tried = append(p.tried, server+" by "+w.Provider+" as "+w.Client)
	p.mu.Unlock()
	if err := b.Open(page); err != nil {
		return accounts.Account{}, err
	}
	select {
	case err := <-p.back:
		return accounts.Account{}, err
	case <-ctx.Done():
		return accounts.Account{}, ctx.Err()
	}
}

// stage is a form whose goroutine is Fyne's: what other goroutines ask of it waits until settle.
type stage struct {
	*Form
	t       *testing.T
	portals *portals
	window  fyne.Window
	done    int
	mu      sync.Mutex
	queue   []func()
}

func play(t *testing.T, story func(*stage)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		test.NewTempApp(t)
		catalogue, err := assets.Load()
		if err != nil {
			t.Fatal(err)
		}
		s := &stage{t: t, portals: &portals{back: make(chan error), ways: map[string]accounts.Ways{
			"plain.example.org": {Password: true},
			"both.example.org":  {Password: true, Provider: "Town"},
			"sso.example.org":   {Provider: "Town"},
			"talk.example.org":  {Kind: "opentalk", Provider: "Keycloak", Client: "foyer"},
		}}}
		s.Form = New(Options{
			Options: form.Options{
				Texts: catalogue.For("en"), Work: s.work, Changed: func() {}, Sentence: func(err error) string { return err.Error() },
			},
			Accounts: s.portals, Do: s.do, Done: func() { s.done++ },
			Browse: func(address string) error {
				s.portals.opened = append(s.portals.opened, address)
				return nil
			},
		})
		s.window = test.NewTempWindow(t, s.Content)
		s.window.Resize(fyne.NewSize(460, 600))
		story(s)
	})
}

func (s *stage) do(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue = append(s.queue, f)
}

func (s *stage) work(limit time.Duration, work func(context.Context) error, done func(error)) func() {
	ctx, cancel := context.WithTimeout(s.t.Context(), limit)
	go func() {
		defer cancel()
		err := work(ctx)
		s.do(func() { done(err) })
	}()
	return cancel
}

// settle waits until nothing is under way, and does what was asked of Fyne.
func (s *stage) settle() {
	for {
		synctest.Wait()
		s.mu.Lock()
		queue := s.queue
		s.queue = nil
		s.mu.Unlock()
		if len(queue) == 0 {
			return
		}
		for _, f := range queue {
			f()
		}
	}
}

// types fills in the server, and waits until the form has asked it.
func (s *stage) types(server string) {
	s.Server.SetText("")
	for i := range server {
		s.Server.SetText(server[:i+1])
	}
	s.settle()
	<-time.After(typing)
	s.settle()
}

func (s *stage) wantShown(password, provider, client bool) {
	s.t.Helper()
	if s.password.Visible() != password || s.Submit.Visible() != password {
		s.t.Errorf("the password is shown: %t, want %t", s.password.Visible(), password)
	}
	if s.provider.Visible() != provider || s.client.Visible() != client {
		s.t.Errorf("shown are provider %t, client %t, want %t, %t", s.provider.Visible(), s.client.Visible(), provider, client)
	}
}

func TestFormOffersTheWaysInOfTheServer(t *testing.T) {
	play(t, func(s *stage) {
		for _, c := range []struct {
			server                     string
			password, provider, client bool
			button                     string
		}{
			{"plain.example.org", true, false, false, ""},
			{"both.example.org", true, true, false, "Sign in with Town"},
			{"sso.example.org", false, true, false, "Sign in with Town"},
			{"talk.example.org", false, true, true, "Sign in with Keycloak"},
			{"nobody.example.org", true, false, false, ""},
		} {
			s.types(c.server)
			s.wantShown(c.password, c.provider, c.client)
			if c.provider && s.provider.Text != c.button {
				t.Errorf("%s offers %q, want %q", c.server, s.provider.Text, c.button)
			}
			if s.Said() != "" {
				t.Errorf("while %s is typed the form complains: %s", c.server, s.Said())
			}
			if c.client && (s.Client.Text != "foyer" || s.about.Text == "" || !s.about.Visible()) {
				t.Errorf("what OpenTalk cannot do is told as %q, and the app is called %q", s.about.Text, s.Client.Text)
			}
		}
		want := []string{"plain.example.org", "both.example.org", "sso.example.org", "talk.example.org", "nobody.example.org"}
		if !slices.Equal(s.portals.asked, want) {
			t.Errorf("asked were %q, want each address once it is whole", s.portals.asked)
		}
		test.AssertRendersToMarkup(t, "signin.xml", s.window.Canvas())
	})
}

func TestOpenTalkFormIsDrawn(t *testing.T) {
	play(t, func(s *stage) {
		s.types("talk.example.org")
		test.AssertRendersToMarkup(t, "opentalk.xml", s.window.Canvas())
	})
}

func TestModeratorSignsInByTheProvider(t *testing.T) {
	play(t, func(s *stage) {
		s.types("talk.example.org")
		s.Client.SetText(" our-app ")
		test.Tap(s.provider)
		s.settle()
		if want := []string{"talk.example.org by Keycloak as our-app"}; !slices.Equal(s.portals.tried, want) {
			t.Errorf("tried %q, want %q", s.portals.tried, want)
		}
		if !s.again.Visible() || !s.cancel().Visible() || s.provider.Visible() || s.client.Visible() || !s.about.Visible() {
			t.Error("while the browser is open the form does not say so")
		}
		test.Tap(s.again)
		if want := []string{page, page}; !slices.Equal(s.portals.opened, want) {
			t.Errorf("the browser showed %q, want the page twice", s.portals.opened)
		}
		s.portals.back <- nil
		s.settle()
		if s.done != 1 || s.again.Visible() || !s.provider.Visible() || s.provider.Disabled() {
			t.Errorf("after signing in the form was done %d times, and waits still: %t", s.done, s.again.Visible())
		}
	})
}

func (s *stage) cancel() fyne.CanvasObject { return s.Foot.Objects[2].(*fyne.Container).Objects[1] }

func TestBrowserThatIsClosedIsGivenUp(t *testing.T) {
	play(t, func(s *stage) {
		s.types("sso.example.org")
		test.Tap(s.provider)
		s.settle()
		test.Tap(s.cancel().(fyne.Tappable))
		s.settle()
		if s.Busy() || s.Said() != "" || s.again.Visible() || s.provider.Disabled() || s.done > 0 {
			t.Errorf("after giving up the form is busy %t, says %q, waits %t", s.Busy(), s.Said(), s.again.Visible())
		}
		test.Tap(s.provider)
		s.settle()
		s.portals.back <- &portal.Error{Code: loopback.CodeLate, Detail: "Nobody has signed in."}
		s.settle()
		if s.Said() != "signin_late: Nobody has signed in." || s.again.Visible() {
			t.Errorf("who stays away is told %q", s.Said())
		}
	})
}

func TestEnterAfterTheAddressAsksTheServer(t *testing.T) {
	play(t, func(s *stage) {
		s.Server.SetText("sso.example.org")
		s.Server.OnSubmitted("")
		s.settle()
		s.wantShown(false, true, false)
		if s.Said() != "" {
			t.Errorf("the form says %q", s.Said())
		}
		s.Server.SetText("nobody.example.org")
		s.Server.OnSubmitted("")
		s.settle()
		if s.Said() != "unknown_host: There is no such server." {
			t.Errorf("a server that is none is told as %q", s.Said())
		}
	})
}

func TestKnownAccountSignsInAgainAsItDidBefore(t *testing.T) {
	play(t, func(s *stage) {
		s.Of(accounts.Account{Server: "talk.example.org", Email: "ana@example.org", Kind: "opentalk", Client: "our-app"})
		s.wantShown(false, true, true) // Also while the server is asked, which may be out of reach.
		if s.provider.Text != "Sign in in the browser" {
			t.Errorf("the button says %q", s.provider.Text)
		}
		<-time.After(typing)
		s.settle()
		if s.provider.Text != "Sign in with Keycloak" || s.Client.Text != "our-app" || s.address.Visible() {
			t.Errorf("the button says %q, the app is called %q, the address is shown: %t", s.provider.Text, s.Client.Text, s.address.Visible())
		}
	})
	play(t, func(s *stage) {
		s.Of(accounts.Account{Server: "both.example.org", Email: "ana@example.org"})
		<-time.After(typing)
		s.settle()
		s.wantShown(true, true, false)
		s.Password.SetText("right")
		test.Tap(s.Submit)
		s.settle()
		if want := []string{"both.example.org ana@example.org right"}; !slices.Equal(s.portals.tried, want) || s.done != 1 {
			t.Errorf("tried %q, want %q", s.portals.tried, want)
		}
	})
}
