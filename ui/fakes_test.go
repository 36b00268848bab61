package ui

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"foyer/assets"
	"foyer/client/accounts"
	"foyer/client/desk"
	"foyer/client/portal/loopback"
)

var everything = desk.Capabilities{Deny: true, Everyone: true, Remember: true}

// fakeDesk is a desk whose server takes every decision at once, unless told otherwise.
type fakeDesk struct {
	mu        sync.Mutex
	snapshot  desk.Snapshot
	changed   []func(desk.Change)
	decisions []desk.Decision
	verdicts  []desk.Verdict
	// answer, if set, is what a decision waits for; its value is the error.
	answer chan error
	drawn  int
	// did are the commands of Moderation, in words; refusal is what they answer.
	did     []string
	refusal error
	// looks is how many look into a conference; noLook is why that cannot be done.
	looks  int
	noLook error
}

func (d *fakeDesk) Snapshot() desk.Snapshot {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.drawn++
	s := d.snapshot
	s.Meetings = slices.Clone(s.Meetings)
	return s
}

func (d *fakeDesk) Subscribe(changed func(desk.Change)) func() {
	d.changed = append(d.changed, changed)
	return func() {}
}

func (d *fakeDesk) Decide(ctx context.Context, decision desk.Decision) error {
	d.mu.Lock()
	d.decisions = append(d.decisions, decision)
	answer := d.answer
	d.mu.Unlock()
	if answer != nil {
		select {
		case err := <-answer:
			if err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	d.change(decision.Meeting, func(m *desk.Meeting) {
		m.Waiting = slices.DeleteFunc(slices.Clone(m.Waiting), func(g desk.Guest) bool {
			return decision.Everyone || slices.Contains(decision.Guests, g.ID)
		})
		if decision.Remember {
			m.Remembered = decision.Verdict
		}
	})
	return nil
}

func (d *fakeDesk) Remember(_ context.Context, meeting desk.MeetingKey, verdict desk.Verdict) error {
	d.mu.Lock()
	d.verdicts = append(d.verdicts, verdict)
	d.mu.Unlock()
	d.change(meeting, func(m *desk.Meeting) { m.Remembered = verdict })
	return nil
}

func (d *fakeDesk) tell(change desk.Change) {
	for _, f := range d.changed {
		f(change)
	}
}

// change changes a meeting and tells.
func (d *fakeDesk) change(key desk.MeetingKey, f func(*desk.Meeting)) {
	d.mu.Lock()
	for i := range d.snapshot.Meetings {
		if m := &d.snapshot.Meetings[i]; m.Key == key {
			f(m)
		}
	}
	d.mu.Unlock()
	d.tell(desk.Refreshed{})
}

// fakeAccounts has accounts whose passwords are all "right".
type fakeAccounts struct {
	mu      sync.Mutex
	list    []accounts.Status
	changed []func()
	err     error
	answer  chan struct{}
	tried   []string
	adopted []accounts.Session
	problem error
	out     []string
	portals map[string]desk.Portal
	// ways is what each server answers to Find.
	ways accounts.Ways
}

func (a *fakeAccounts) Find(context.Context, string) (accounts.Ways, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ways == (accounts.Ways{}) {
		return accounts.Ways{Password: true}, nil
	}
	return a.ways, nil
}

func (a *fakeAccounts) SignInByProvider(
	ctx context.Context, server string, w accounts.Ways, b loopback.Browser,
) (accounts.Account, error) {
	if err := b.Open("https://provider.example.org/page"); err != nil {
		return accounts.Account{}, err
	}
	return a.SignIn(ctx, server, "ana@example.org", "by "+w.Provider)
}

func (a *fakeAccounts) List() []accounts.Status {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.list)
}

func (a *fakeAccounts) Portal(id string) desk.Portal { return a.portals[id] }

func (a *fakeAccounts) Problem() error { return a.problem }

func (a *fakeAccounts) Subscribe(changed func()) func() {
	a.changed = append(a.changed, changed)
	return func() {}
}

func (a *fakeAccounts) set(list ...accounts.Status) {
	a.mu.Lock()
	a.list = list
	a.mu.Unlock()
	for _, f := range a.changed {
		f()
	}
}

func (a *fakeAccounts) SignIn(ctx context.Context, server, email, password string) (accounts.Account, error) {
	a.mu.Lock()
	a.tried = append(a.tried, server+" "+email+" "+password)
	answer, err := a.answer, a.err
	a.mu.Unlock()
	if answer != nil {
		select {
		case <-answer:
		case <-ctx.Done():
			return accounts.Account{}, ctx.Err()
		}
	}
	if err != nil {
		return accounts.Account{}, err
	}
	account := accounts.Account{ID: email, Server: server, Email: email}
	a.set(accounts.Status{Account: account, SignedIn: true, Kept: true})
	return account, nil
}

func (a *fakeAccounts) Adopt(_ context.Context, s accounts.Session) (accounts.Account, error) {
	a.mu.Lock()
	a.adopted = append(a.adopted, s)
	a.mu.Unlock()
	account := accounts.Account{ID: s.Email, Server: s.Server, Email: s.Email}
	a.set(accounts.Status{Account: account, SignedIn: true, Temporary: true})
	return account, nil
}

func (a *fakeAccounts) SignOut(_ context.Context, id string) error {
	a.mu.Lock()
	a.out = append(a.out, id)
	a.mu.Unlock()
	a.set()
	return nil
}

// fakeScreen is a screen that notes what is asked of it.
type fakeScreen struct {
	unknownScreen
	unfocused int
}

func (s *fakeScreen) ShowUnfocused(w fyne.Window) {
	s.unfocused++
	w.Show()
}

// stage is the app with everything around it faked. Its goroutine is Fyne's: what other goroutines ask of Fyne waits until settle.
type stage struct {
	*UI
	t        *testing.T
	desk     *fakeDesk
	accounts *fakeAccounts
	mu       sync.Mutex
	queue    []func()
	now      time.Time
	sent     chan *fyne.Notification
	alerts   int
}

// play runs a test with the app.
func play(t *testing.T, options Options, desk *fakeDesk, accounts *fakeAccounts, story func(*stage)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		options.Desk, options.Accounts = desk, accounts
		s := open(t, options)
		s.desk, s.accounts = desk, accounts
		story(s)
		s.Close()
		synctest.Wait()
	})
}

// open opens the app in a bubble of package synctest.
func open(t *testing.T, options Options) *stage {
	t.Helper()
	s := &stage{t: t, sent: make(chan *fyne.Notification, 100), now: time.Date(2026, 3, 2, 10, 45, 0, 0, time.UTC)}
	options.Now = func() time.Time { return s.now }
	if options.Texts.Language.IsRoot() {
		options.Texts = texts(t, "en")
	}
	s.UI = newUI(&sendingApp{test.NewTempApp(t), s}, options, func(f func()) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.queue = append(s.queue, f)
	})
	s.Show()
	s.settle()
	return s
}

func texts(t testing.TB, language string) assets.Texts {
	t.Helper()
	catalogue, err := assets.Load()
	if err != nil {
		t.Fatal(err)
	}
	return catalogue.For(language)
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

// knock has guests wait for a meeting. Each knock makes an alert.
func (s *stage) knock(key desk.MeetingKey, guests ...desk.Guest) {
	s.desk.change(key, func(m *desk.Meeting) { m.Waiting = append(slices.Clone(m.Waiting), guests...) })
	s.desk.tell(desk.Knocked{Meeting: key, Guests: guests})
	s.alerts++
	s.desk.tell(desk.Alert{ID: s.alerts, Meeting: key, Newest: guests[len(guests)-1], Count: len(guests)})
	s.settle()
}

// sendingApp is a test app that keeps what notifications it is asked to send.
type sendingApp struct {
	fyne.App
	stage *stage
}

// SendNotification notes the notification.
func (a *sendingApp) SendNotification(n *fyne.Notification) { a.stage.sent <- n }

// later lets time pass.
func (s *stage) later(d time.Duration) { s.now = s.now.Add(d) }

// tap presses a button that must be there and enabled.
func (s *stage) tap(in fyne.CanvasObject, text string) {
	s.t.Helper()
	b := find(in, text)
	if b == nil {
		s.t.Fatalf("there is no button %q; there is: %q", text, said(in))
	}
	if b.Disabled() {
		s.t.Fatalf("the button %q is disabled", text)
	}
	s.later(time.Second)
	test.Tap(b)
	s.settle()
}

// press presses a key while the prompt has the keyboard.
func (s *stage) press(key fyne.KeyName) {
	s.prompt.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: key})
	s.settle()
}

func (s *stage) wantDecisions(want ...desk.Decision) {
	s.t.Helper()
	equal := func(a, b desk.Decision) bool {
		return a.Meeting == b.Meeting && a.Verdict == b.Verdict && a.Everyone == b.Everyone && a.Remember == b.Remember &&
			slices.Equal(a.Guests, b.Guests)
	}
	if !slices.EqualFunc(s.desk.decisions, want, equal) {
		s.t.Errorf("decisions are %+v, want %+v", s.desk.decisions, want)
	}
}

func (s *stage) window() fyne.CanvasObject { return s.main.window.Content() }

// walk visits every object that is shown, with those inside widgets.
func walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if o == nil || !o.Visible() {
		return
	}
	visit(o)
	switch o := o.(type) {
	case *container.Scroll:
		walk(o.Content, visit)
	case *fyne.Container:
		for _, c := range o.Objects {
			walk(c, visit)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			walk(c, visit)
		}
	}
}

// find returns the first shown button with this text, nil if there is none.
func find(in fyne.CanvasObject, text string) (found tappable) {
	walk(in, func(o fyne.CanvasObject) {
		switch b := o.(type) {
		case *widget.Button:
			if b.Text == text && found == nil {
				found = b
			}
		case *button:
			if b.Text == text && found == nil {
				found = b
			}
		}
	})
	return found
}

type tappable interface {
	fyne.Tappable
	Disabled() bool
}

// said returns all texts that are shown.
func said(in fyne.CanvasObject) (all []string) {
	walk(in, func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *widget.Label:
			all = append(all, strings.NewReplacer("\u2068", "", "\u2069", "").Replace(o.Text))
		case *widget.Button:
			all = append(all, "["+o.Text+"]")
		case *button:
			all = append(all, "["+o.Text+"]")
		case *check:
			all = append(all, "[_] "+o.Text)
		}
	})
	return all
}

func (s *stage) wantSaid(in fyne.CanvasObject, text string) {
	s.t.Helper()
	if !slices.Contains(said(in), text) {
		s.t.Errorf("nothing says %q; there is: %q", text, said(in))
	}
}

func (s *stage) wantUnsaid(in fyne.CanvasObject, text string) {
	s.t.Helper()
	if slices.Contains(said(in), text) {
		s.t.Errorf("%q should not be shown", text)
	}
}
