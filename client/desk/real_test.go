package desk_test

import (
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"testing"
	"time"

	"foyer/client/desk"
	"foyer/client/portal"
	"foyer/client/portal/foyer"
	"foyer/client/signaling"
	"foyer/guestserver"
)

// realDesk is a desk at a real guest server with a simulated BigBlueButton.
type realDesk struct {
	*desk.Desk
	t       *testing.T
	portal  *foyer.Portal
	link    string
	changed chan struct{}
	key     desk.MeetingKey
}

func openReal(t *testing.T) *realDesk {
	t.Helper()
	s, err := guestserver.Open(t.Context(), guestserver.Config{Data: t.TempDir(), Listen: "127.0.0.1:0", Simulate: true})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		<-ended
		_ = s.Close()
	})
	_, token, err := s.SignIn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	link, err := s.GuestLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d := &realDesk{
		Desk: desk.New(desk.Options{}), t: t, portal: foyer.New(s.URL(), token), link: link, changed: make(chan struct{}, 1),
	}
	t.Cleanup(d.Close)
	d.Subscribe(func(c desk.Change) {
		if r, refused := c.(desk.Refused); refused {
			t.Errorf("refused: %s", r.Code)
		}
		select {
		case d.changed <- struct{}{}:
		default:
		}
	})
	d.Add("ana", "Ana", d.portal)
	d.until("a live meeting", func(m desk.Meeting) bool { return m.State == desk.Live })
	return d
}

// until waits until the meeting is as wanted, and returns it.
func (d *realDesk) until(what string, wanted func(desk.Meeting) bool) desk.Meeting {
	d.t.Helper()
	patience := time.After(30 * time.Second)
	for {
		s := d.Snapshot()
		if len(s.Meetings) == 1 && wanted(s.Meetings[0]) {
			d.key = s.Meetings[0].Key
			return s.Meetings[0]
		}
		select {
		case <-d.changed:
		case <-patience:
			d.t.Fatalf("never seen: %s; the desk is %+v", what, s)
		}
	}
}

// can checks that a command was taken.
func (d *realDesk) can(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// guest knocks as a browser does, and returns the browser.
func (d *realDesk) guest(name string) *http.Client {
	d.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		d.t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	for _, request := range []func() (*http.Response, error){
		func() (*http.Response, error) { return browser.Get(d.link) },
		func() (*http.Response, error) { return browser.PostForm(d.link, url.Values{"name": {name}}) },
	} {
		resp, err := request()
		if err != nil || resp.StatusCode >= http.StatusBadRequest {
			d.t.Fatalf("%s knocks: %v, %v", name, resp, err)
		}
		_ = resp.Body.Close()
	}
	return browser
}

// waitNames returns who waits, by name.
func waitNames(m desk.Meeting) []string {
	got := []string{}
	for _, g := range m.Waiting {
		got = append(got, g.Name)
	}
	return got
}

// All of the desk's commands, from the click to what the server tells, through the real guest server.
func TestDeskAtTheRealServer(t *testing.T) {
	d := openReal(t)
	ctx := t.Context()
	mia := d.guest("Mia")
	d.guest("Ben")
	m := d.until("two who wait", func(m desk.Meeting) bool { return slices.Equal(waitNames(m), []string{"Mia", "Ben"}) })
	if !m.Can.Undo || !m.Can.Say || !m.Can.Block || !m.Can.Rules || !m.Can.Mute || m.Limits != nil {
		t.Errorf("the server can %+v, limits %v", m.Can, m.Limits)
	}
	ben := m.Waiting[1].ID

	d.can(d.Say(ctx, d.key, "", "Five minutes"))
	d.can(d.Say(ctx, d.key, ben, "You next"))
	d.can(d.Rename(ctx, d.key, ben, "Ben B."))
	d.can(d.ShowQueue(ctx, d.key, true))
	d.can(d.SetPolicy(ctx, d.key, "ASK_MODERATOR"))
	d.until("what was said and renamed", func(m desk.Meeting) bool {
		return m.Message == "Five minutes" && len(m.Waiting) == 2 && m.Waiting[1].Name == "Ben B." && m.Waiting[1].Message == "You next" &&
			m.Waiting[1].AskedName == "Ben" && m.QueueShown
	})

	d.can(d.Decide(ctx, desk.Decision{Meeting: d.key, Verdict: desk.Deny, Guests: []string{ben}, Reason: "Full"}))
	m = d.until("one who waits", func(m desk.Meeting) bool { return slices.Equal(waitNames(m), []string{"Mia"}) })
	denied := m.Settled[len(m.Settled)-1]
	if denied.Verdict != desk.Deny || denied.Reason != "Full" || denied.ID == 0 || denied.By == "" {
		t.Errorf("settled %+v", denied)
	}
	d.can(d.Undo(ctx, d.key, denied.ID))
	d.until("both wait again, in their order", func(m desk.Meeting) bool { return slices.Equal(waitNames(m), []string{"Mia", "Ben B."}) })

	d.can(d.Block(ctx, d.key, ben))
	m = d.until("a block", func(m desk.Meeting) bool { return len(m.Blocked) == 1 && len(m.Waiting) == 1 })
	d.can(d.Unblock(ctx, d.key, m.Blocked[0]))
	d.until("no block", func(m desk.Meeting) bool { return len(m.Blocked) == 0 })

	d.can(d.SetRules(ctx, d.key, signaling.Rules{Names: []string{"Zoe"}}))
	d.until("the rules", func(m desk.Meeting) bool { return slices.Equal(m.Rules.Names, []string{"Zoe"}) })
	d.guest("Zoe")
	d.can(d.Remember(ctx, d.key, desk.Allow))
	d.until("what is remembered", func(m desk.Meeting) bool { return m.Remembered == desk.Allow })
	d.can(d.Remember(ctx, d.key, ""))
	d.until("nothing remembered", func(m desk.Meeting) bool { return m.Remembered == "" && len(m.Waiting) == 1 })

	// Mia goes inside, where the desk's companion sees her and can remove her.
	d.can(d.Decide(ctx, desk.Decision{Meeting: d.key, Verdict: desk.Allow, Everyone: true}))
	d.until("nobody who waits", func(m desk.Meeting) bool { return len(m.Waiting) == 0 })
	resp, err := mia.Get(d.link + "/wait")
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	stop, err := d.LookInside(d.key)
	d.can(err)
	defer stop()
	m = d.until("Mia inside", func(m desk.Meeting) bool {
		return m.Look == desk.Live && slices.ContainsFunc(m.Inside, func(p desk.Person) bool { return p.Name == "Mia" })
	})
	at := slices.IndexFunc(m.Inside, func(p desk.Person) bool { return p.Name == "Mia" })
	d.can(d.Kick(ctx, d.key, m.Inside[at].ID, false))
	d.until("Mia outside", func(m desk.Meeting) bool {
		return !slices.ContainsFunc(m.Inside, func(p desk.Person) bool { return p.Name == "Mia" })
	})
	d.can(d.End(ctx, d.key))
}

// The same through BigBlueButton's own lobby: the meeting's settings send guests there, and the desk follows.
func TestDeskWorksTheLobbyInsideAtTheRealServer(t *testing.T) {
	d := openReal(t)
	ctx := t.Context()
	details, err := d.portal.Details(ctx, portal.MeetingLevel, d.key.Meeting)
	d.can(err)
	details.Settings = map[string]any{"waiting_place": "bigbluebutton", "guest_policy": "ASK_MODERATOR", "who_may_start": "guests"}
	_, err = d.portal.Save(ctx, details)
	d.can(err)
	d.Reload("ana")
	d.until("that BigBlueButton asks", func(m desk.Meeting) bool { return !m.Can.Undo && m.Can.Mute })

	mia := d.guest("Mia")
	resp, err := mia.Get(d.link + "/wait")
	d.can(err)
	_ = resp.Body.Close()
	m := d.until("Mia in the lobby", func(m desk.Meeting) bool { return m.State == desk.Live && slices.Equal(waitNames(m), []string{"Mia"}) })
	if g := m.Waiting[0]; g.ExtID == "" || !m.Running {
		t.Errorf("the guest is %+v, running %v", g, m.Running)
	}
	// Whoever comes after her sees whether she was let through unasked.
	ben := d.guest("Ben")
	resp, err = ben.Get(d.link + "/wait")
	d.can(err)
	_ = resp.Body.Close()
	m = d.until("both in the lobby", func(m desk.Meeting) bool { return slices.Equal(waitNames(m), []string{"Mia", "Ben"}) })
	if len(m.Settled) > 0 {
		t.Errorf("settled unasked: %+v", m.Settled)
	}
	d.can(d.Decide(ctx, desk.Decision{Meeting: d.key, Verdict: desk.Allow, Guests: []string{m.Waiting[0].ID}}))
	m = d.until("Ben alone", func(m desk.Meeting) bool { return slices.Equal(waitNames(m), []string{"Ben"}) && len(m.Settled) > 0 })
	if settled := m.Settled[len(m.Settled)-1]; settled.Verdict != desk.Allow || settled.Guests[0].Name != "Mia" {
		t.Errorf("settled %+v", settled)
	}
}
