package hosting

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"foyer/client/accounts"
	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
	"foyer/client/desk"
	"foyer/client/portal"
	"foyer/client/portal/kinds"
	"foyer/ui"
)

// patience is how long something over the network may take before a test fails.
const patience = 20 * time.Second

// near returns a host that serves this computer alone, at a port that was free a moment ago.
func near(t *testing.T) *Host {
	t.Helper()
	l := occupied(t)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	h := &Host{Data: filepath.Join(t.TempDir(), "hosted"), Listen: l.Addr().String()}
	t.Cleanup(func() { stop(t, h) })
	return h
}

// occupied returns a listener on a port of this computer, which ends with the test.
func occupied(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func start(t *testing.T, h *Host, s ui.HostSettings) ui.Hosted {
	t.Helper()
	hosted, err := h.Start(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return hosted
}

func stop(t *testing.T, h *Host) {
	t.Helper()
	if err := h.Stop(context.Background()); err != nil {
		t.Error(err)
	}
}

// noKeyring is the keyring of a computer that has none.
type noKeyring struct{}

func (noKeyring) Get(string) (string, error) { return "", accounts.ErrKeyringMissing }
func (noKeyring) Set(string, string) error   { return accounts.ErrKeyringMissing }
func (noKeyring) Delete(string) error        { return accounts.ErrKeyringMissing }

// moderator is a desk with the account of a hosted server.
type moderator struct {
	t       *testing.T
	desk    *desk.Desk
	changed chan struct{}
}

// moderate puts the host's account on a desk, as the app does.
func moderate(t *testing.T, hosted ui.Hosted) *moderator {
	t.Helper()
	m := &moderator{t: t, desk: desk.New(desk.Options{}), changed: make(chan struct{}, 1)}
	t.Cleanup(m.desk.Close)
	m.desk.Subscribe(func(desk.Change) {
		select {
		case m.changed <- struct{}{}:
		default:
		}
	})
	known := accounts.New(accounts.Options{
		Store: accounts.File(filepath.Join(t.TempDir(), "accounts.json")), Keyring: noKeyring{}, Desk: m.desk,
		Portals: kinds.Portals{},
	})
	if _, err := known.Adopt(t.Context(), hosted.Session); err != nil {
		t.Fatal(err)
	}
	return m
}

// until waits for the desk to show what found looks for.
func (m *moderator) until(what string, found func(desk.Snapshot) bool) desk.Snapshot {
	m.t.Helper()
	limit := time.After(patience)
	for {
		if s := m.desk.Snapshot(); found(s) {
			return s
		}
		select {
		case <-m.changed:
		case <-limit:
			m.t.Fatalf("the desk never had %s; it has %+v", what, m.desk.Snapshot())
		}
	}
}

// meetings waits for the meetings, all with a connection.
func (m *moderator) meetings(n int) []desk.Meeting {
	m.t.Helper()
	return m.until("its meetings", func(s desk.Snapshot) bool {
		live := 0
		for _, m := range s.Meetings {
			if m.State == desk.Live {
				live++
			}
		}
		return live == n && len(s.Meetings) == n
	}).Meetings
}

// guest is a guest's browser.
type guest struct {
	t    *testing.T
	http *http.Client
	link string
}

// knock has a guest knock by the meeting's guest link.
func knock(t *testing.T, link, name string) *guest {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	g := &guest{t: t, link: link, http: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}}
	resp, err := g.http.PostForm(link, url.Values{"name": {name}})
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("%s's knock is answered %s", name, resp.Status)
	}
	return g
}

// enters follows the waiting page into the simulated meeting.
func (g *guest) enters() {
	g.t.Helper()
	resp, err := g.http.Get(g.link + "/wait")
	if err != nil {
		g.t.Fatal(err)
	}
	defer resp.Body.Close()
	if to := resp.Header.Get("Location"); resp.StatusCode != http.StatusSeeOther || !strings.Contains(to, "/bigbluebutton/api/join?") {
		g.t.Errorf("the waiting page answers %s and leads to %q", resp.Status, to)
	}
}

func TestGuestComesIntoAMeetingHostedHere(t *testing.T) {
	hosted := start(t, near(t), ui.HostSettings{Meeting: "Choir rehearsal", Demo: true})
	m := moderate(t, hosted)
	meeting := m.meetings(1)[0]
	if meeting.Name != "Choir rehearsal" || !strings.HasPrefix(meeting.GuestURL, hosted.URL+"/b/") {
		t.Fatalf("the meeting is %+v at %s", meeting, hosted.URL)
	}
	ana := knock(t, meeting.GuestURL, "Ana")
	waiting := m.until("a guest", func(s desk.Snapshot) bool { return s.Waiting() == 1 }).Meetings[0].Waiting
	if waiting[0].Name != "Ana" {
		t.Fatalf("%+v waits", waiting)
	}
	err := m.desk.Decide(t.Context(), desk.Decision{Meeting: meeting.Key, Verdict: desk.Allow, Guests: []string{waiting[0].ID}})
	if err != nil {
		t.Fatal(err)
	}
	m.until("nobody", func(s desk.Snapshot) bool { return s.Waiting() == 0 })
	ana.enters()
}

func TestTakenPortIsNoReasonNotToHost(t *testing.T) {
	h := near(t)
	taken := occupied(t).Addr().String()
	h.Listen = taken
	hosted := start(t, h, ui.HostSettings{Meeting: "Choir", Demo: true})
	if hosted.URL == "http://"+taken || !strings.HasPrefix(hosted.URL, "http://127.0.0.1:") {
		t.Errorf("it is hosted at %s, though %s was taken", hosted.URL, taken)
	}
	moderate(t, hosted).meetings(1)
}

func TestGuestLinkLasts(t *testing.T) {
	h := near(t)
	s := ui.HostSettings{Meeting: "Choir", Demo: true}
	before := moderate(t, start(t, h, s)).meetings(1)[0].GuestURL
	stop(t, h)
	stop(t, h)
	if after := moderate(t, start(t, h, s)).meetings(1)[0].GuestURL; after != before {
		t.Errorf("the guest link was %s and is %s", before, after)
	}
	// Starting while it runs is starting anew, with one meeting more.
	s.Meeting = "Band"
	for _, m := range moderate(t, start(t, h, s)).meetings(2) {
		if m.Name == "Choir" && m.GuestURL != before {
			t.Errorf("the guest link was %s and is %s", before, m.GuestURL)
		}
	}
}

func TestStoppedServerAnswersNobody(t *testing.T) {
	h := near(t)
	hosted := start(t, h, ui.HostSettings{Meeting: "Choir", Demo: true})
	stop(t, h)
	if resp, err := http.Get(hosted.URL); err == nil {
		resp.Body.Close()
		t.Errorf("it answers %s", resp.Status)
	}
}

func TestStartsAtOnceLeaveOneServer(t *testing.T) {
	h := near(t)
	var starting sync.WaitGroup
	for range 3 {
		starting.Go(func() {
			if _, err := h.Start(t.Context(), ui.HostSettings{Meeting: "Choir", Demo: true}); err != nil {
				t.Error(err)
			}
		})
	}
	starting.Wait()
	stop(t, h)
	if conn, err := net.Dial("tcp", h.Listen); err == nil {
		conn.Close()
		t.Error("a server is left after Stop")
	}
}

func TestHostWithAConferenceServer(t *testing.T) {
	conference := httptest.NewServer(bbbtest.New(bbbtest.Options{Secret: "hush"}))
	defer conference.Close()
	hosted := start(t, near(t), ui.HostSettings{Meeting: "Choir", Server: conference.URL, Secret: "hush"})
	moderate(t, hosted).meetings(1)
}

// wantCode checks that starting is refused with this code, and leaves no server behind.
func wantCode(t *testing.T, h *Host, s ui.HostSettings, want string) {
	t.Helper()
	_, err := h.Start(t.Context(), s)
	refused, ok := errors.AsType[*portal.Error](err)
	if !ok || refused.Code != want || refused.Detail == "" {
		t.Errorf("starting says %v, want the code %s", err, want)
	}
	if conn, err := net.Dial("tcp", h.Listen); err == nil {
		conn.Close()
		t.Error("a server is left behind")
	}
}

func TestWrongConferenceServerIsRefusedBeforeAnythingStarts(t *testing.T) {
	conference := httptest.NewServer(bbbtest.New(bbbtest.Options{Secret: "hush"}))
	defer conference.Close()
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!doctype html><title>Bakery</title>"))
	}))
	defer page.Close()
	gone := occupied(t)
	if err := gone.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, server, secret, want string }{
		{"wrong secret", conference.URL, "hash", bbb.CodeSecret},
		{"nobody there", "http://" + gone.Addr().String(), "hush", bbb.CodeRefused},
		{"another website", page.URL, "hush", bbb.CodeNotBBB},
		{"no address", "::", "hush", bbb.CodeInvalid},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := near(t)
			wantCode(t, h, ui.HostSettings{Meeting: "Choir", Server: c.server, Secret: c.secret}, c.want)
			if _, err := os.Stat(h.Data); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the data folder was made: %v", err)
			}
		})
	}
}

func TestUnusableFolderIsRefused(t *testing.T) {
	s := ui.HostSettings{Meeting: "Choir", Demo: true}
	t.Run("no folder", func(t *testing.T) {
		h := near(t)
		if err := os.WriteFile(h.Data, []byte("a file"), 0o600); err != nil {
			t.Fatal(err)
		}
		wantCode(t, h, s, "host_folder")
	})
	t.Run("damaged", func(t *testing.T) {
		h := near(t)
		if err := os.MkdirAll(h.Data, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(h.Data, "foyer.db"), []byte(strings.Repeat("no database", 999)), 0o600); err != nil {
			t.Fatal(err)
		}
		wantCode(t, h, s, "host_damaged")
	})
	t.Run("in use", func(t *testing.T) {
		first, second := near(t), near(t)
		start(t, first, s)
		second.Data = first.Data
		wantCode(t, second, s, "host_in_use")
	})
}

func TestAddressOfAnotherComputerIsRefused(t *testing.T) {
	h := near(t)
	h.Listen = "192.0.2.1:8080"
	_, err := h.Start(t.Context(), ui.HostSettings{Meeting: "Choir", Demo: true})
	if refused, ok := errors.AsType[*portal.Error](err); !ok || refused.Code != "host_listen" {
		t.Errorf("starting says %v", err)
	}
}

func TestMeetingNeedsAFittingName(t *testing.T) {
	for _, c := range []struct {
		name, meeting string
		fits          bool
	}{
		{"one character", "A", false},
		{"two", "AB", true},
		{"64 of another script", strings.Repeat("ß", 64), true},
		{"65", strings.Repeat("a", 65), false},
		{"nothing but space", "   ", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := near(t)
			s := ui.HostSettings{Meeting: c.meeting, Demo: true}
			if !c.fits {
				wantCode(t, h, s, "host_setting")
				// Nor does it once there is a meeting.
				start(t, h, ui.HostSettings{Meeting: "Choir", Demo: true})
				wantCode(t, h, s, "host_setting")
				return
			}
			if got := moderate(t, start(t, h, s)).meetings(1)[0].Name; got != c.meeting {
				t.Errorf("the meeting is called %q", got)
			}
		})
	}
}
