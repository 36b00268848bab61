//go:build linux || freebsd || openbsd || netbsd

package notify

import (
	"context"
	"fmt"
	"html"
	"log/slog"
	"slices"
	"sync"

	"github.com/godbus/dbus/v5"
)

// Names of the Desktop Notifications Specification.
const (
	service = "org.freedesktop.Notifications"
	object  = "/org/freedesktop/Notifications"
)

// Center shows one notification at a time: what is new takes the place of what is shown. Open makes one, Close ends it.
type Center struct {
	appID string
	name  string
	conn  *dbus.Conn
	tasks chan func()
	quit  chan struct{}
	done  chan struct{}

	// What follows belongs to the center's goroutine.
	shown  uint32
	chosen func(key string)
	asked  bool
	can    []string

	stop sync.Once
}

// Open connects to the system. AppID names the desktop entry of the app, name is for people. It does not wait for whoever shows
// notifications: that is started when the first one is shown.
func Open(ctx context.Context, appID, name string) (*Center, error) {
	conn, err := dbus.ConnectSessionBus(dbus.WithContext(ctx))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	if err := conn.AddMatchSignal(dbus.WithMatchObjectPath(object), dbus.WithMatchInterface(service)); err != nil {
		_ = conn.Close() // The first error tells more.
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	c := &Center{appID: appID, name: name, conn: conn, tasks: make(chan func(), 16), quit: make(chan struct{}), done: make(chan struct{})}
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	go c.run(signals)
	return c, nil
}

// Show shows a notification in place of the one that is shown. It does not wait; what goes wrong goes to the log.
func (c *Center) Show(n Notification) { c.do(func() { c.show(n) }) }

// Withdraw takes the notification back, if one is shown.
func (c *Center) Withdraw() { c.do(c.withdraw) }

// Answer returns the links: here answers come by the bus.
func (*Center) Answer(links []string) (others []string, answered bool) { return links, false }

// Close takes back what is shown and ends the connection. It may be called twice; nothing is shown after it.
func (c *Center) Close() {
	c.stop.Do(func() { close(c.quit) })
	<-c.done
}

// do has the center's goroutine do something. One that cannot keep up, since the system does not answer, drops what comes.
func (c *Center) do(task func()) {
	select {
	case c.tasks <- task:
	default:
		slog.Warn("a notification was dropped: whoever shows them does not answer")
	}
}

func (c *Center) run(signals <-chan *dbus.Signal) {
	defer close(c.done)
	defer c.conn.Close()
	for {
		select {
		case task := <-c.tasks:
			task()
		case <-c.quit:
			c.withdraw()
			return
		case s, open := <-signals:
			if !open {
				signals = nil // The bus is gone.
				continue
			}
			c.heard(s)
		}
	}
}

func (c *Center) show(n Notification) {
	actions := []string{}
	if c.able("actions") {
		actions = append(actions, Clicked, c.name)
		for _, a := range n.Actions {
			actions = append(actions, a.Key, a.Label)
		}
	}
	body := n.Body
	if c.able("body-markup") {
		body = html.EscapeString(body)
	}
	hints := map[string]dbus.Variant{
		"desktop-entry": dbus.MakeVariant(c.appID),
		"category":      dbus.MakeVariant("presence.online"),
		// The app rings itself, or was told not to.
		"suppress-sound": dbus.MakeVariant(true),
	}
	var id uint32
	err := c.call("Notify", c.name, c.shown, c.appID, n.Title, body, actions, hints, int32(-1)).Store(&id)
	if err != nil {
		slog.Warn("a notification was not shown", "error", err)
		return
	}
	c.shown, c.chosen = id, n.Chosen
}

func (c *Center) withdraw() {
	if c.shown == 0 {
		return
	}
	if err := c.call("CloseNotification", c.shown).Err; err != nil {
		slog.Debug("a notification was not taken back", "error", err) // It may have gone by itself.
	}
	c.shown, c.chosen = 0, nil
}

// able reports whether whoever shows notifications has an ability. It asks once.
func (c *Center) able(ability string) bool {
	if !c.asked {
		c.asked = true
		if err := c.call("GetCapabilities").Store(&c.can); err != nil {
			slog.Warn("whoever shows notifications does not say what it can do", "error", err)
		}
	}
	return slices.Contains(c.can, ability)
}

func (c *Center) call(method string, args ...any) *dbus.Call {
	return c.conn.Object(service, object).Call(service+"."+method, 0, args...)
}

// heard takes a signal. Those about other programs' notifications come as well.
func (c *Center) heard(s *dbus.Signal) {
	var id uint32
	if len(s.Body) < 2 || dbus.Store(s.Body[:1], &id) != nil || id != c.shown || id == 0 {
		return
	}
	switch s.Name {
	case service + ".NotificationClosed":
		c.shown, c.chosen = 0, nil
	case service + ".ActionInvoked":
		key, ok := s.Body[1].(string)
		if ok && c.chosen != nil {
			c.chosen(key)
		}
	}
}
