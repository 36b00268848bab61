//go:build linux

package notify

import (
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/godbus/dbus/v5"

	"foyer/client/bustest"
)

// shown is a notification as the desktop has it.
type shown struct {
	title, body string
	actions     []string
	hints       []string
	replaces    uint32
}

// board is what shows notifications on a desktop.
type board struct {
	conn  *dbus.Conn
	can   []string
	calls chan string

	mu   sync.Mutex
	last uint32
	all  map[uint32]shown
}

// newBoard puts up a board with these abilities.
func newBoard(t *testing.T, can ...string) *board {
	t.Helper()
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	b := &board{conn: conn, can: can, calls: make(chan string, 100), all: map[uint32]shown{}}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.Export(b, object, service); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName(service, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	return b
}

// GetCapabilities is called over D-Bus.
func (b *board) GetCapabilities() ([]string, *dbus.Error) { return b.can, nil }

// Notify is called over D-Bus.
func (b *board) Notify(
	_ string, replaces uint32, _, title, body string, actions []string, hints map[string]dbus.Variant, _ int32,
) (uint32, *dbus.Error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	id := replaces
	if id == 0 {
		b.last++
		id = b.last
	}
	b.all[id] = shown{title, body, actions, slices.Sorted(maps.Keys(hints)), replaces}
	b.calls <- "notify"
	return id, nil
}

// CloseNotification is called over D-Bus.
func (b *board) CloseNotification(id uint32) *dbus.Error {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.all, id)
	b.calls <- "close"
	return nil
}

func (b *board) tell(t *testing.T, signal string, args ...any) {
	t.Helper()
	if err := b.conn.Emit(object, service+"."+signal, args...); err != nil {
		t.Fatal(err)
	}
}

// one returns the only notification that is shown.
func (b *board) one(t *testing.T) (uint32, shown) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.all) != 1 {
		t.Fatalf("shown are %v", b.all)
	}
	for id, n := range b.all {
		return id, n
	}
	return 0, shown{}
}

func openCenter(t *testing.T) *Center {
	t.Helper()
	c, err := Open(t.Context(), "org.foyer.Foyer", "Foyer")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestNotificationIsAnsweredReplacedAndTakenBack(t *testing.T) {
	bustest.Start(t)
	b := newBoard(t, "actions", "body", "body-markup")
	c := openCenter(t)
	chosen := make(chan string, 10)
	ana := Notification{
		Title: "Ana <b> would like to come in", Body: "Parents' <i>evening</i> & more",
		Actions: []Action{{"allow", "Allow"}, {"deny", "Deny"}}, Chosen: func(key string) { chosen <- "ana " + key },
	}
	c.Show(ana)
	<-b.calls
	id, n := b.one(t)
	if n.title != ana.Title || n.body != "Parents&#39; &lt;i&gt;evening&lt;/i&gt; &amp; more" {
		t.Errorf("shown is %+v", n)
	}
	if want := []string{"default", "Foyer", "allow", "Allow", "deny", "Deny"}; !slices.Equal(n.actions, want) {
		t.Errorf("the actions are %q, want %q", n.actions, want)
	}

	// Other programs have notifications, too.
	b.tell(t, "ActionInvoked", id+7, "allow")
	b.tell(t, "ActionInvoked", id, "deny")
	if got := <-chosen; got != "ana deny" {
		t.Errorf("chosen was %q", got)
	}

	c.Show(Notification{Title: "2 guests are waiting", Chosen: func(key string) { chosen <- "all " + key }})
	<-b.calls
	second, n := b.one(t)
	if second != id || n.replaces != id {
		t.Errorf("the first has the id %d, the second %d, in place of %d", id, second, n.replaces)
	}
	b.tell(t, "ActionInvoked", second, Clicked)
	if got := <-chosen; got != "all default" {
		t.Errorf("chosen was %q", got)
	}

	c.Withdraw()
	if got := <-b.calls; got != "close" {
		t.Errorf("the board was told to %s", got)
	}
}

func TestNotificationThatThePersonClosedIsNotReplaced(t *testing.T) {
	bustest.Start(t)
	b := newBoard(t)
	c := openCenter(t)
	c.Show(Notification{Title: "one", Actions: []Action{{"allow", "Allow"}}})
	<-b.calls
	id, n := b.one(t)
	if len(n.actions) > 0 {
		t.Errorf("a board that shows no buttons was given %q", n.actions)
	}
	b.tell(t, "NotificationClosed", id, uint32(2))
	// It may be heard after the next one is shown, but not for ever.
	for range 100 {
		c.Show(Notification{Title: "two"})
		<-b.calls
		b.mu.Lock()
		last := b.last
		b.mu.Unlock()
		if last == 2 {
			return
		}
	}
	t.Error("what the person had closed was replaced")
}

func TestCloseTakesTheNotificationBack(t *testing.T) {
	bustest.Start(t)
	b := newBoard(t)
	c := openCenter(t)
	c.Show(Notification{Title: "one"})
	<-b.calls
	c.Close()
	c.Close()
	c.Show(Notification{Title: "two"})
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.all) > 0 {
		t.Errorf("left are %v", b.all)
	}
}

func TestWithoutASessionBusNothingIsShown(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+t.TempDir()+"/none")
	if _, err := Open(t.Context(), "x", "x"); !errors.Is(err, ErrUnavailable) {
		t.Errorf("the error is %v", err)
	}
}
