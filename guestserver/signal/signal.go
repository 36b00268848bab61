// Package signal is the websocket endpoint on which guests wait and moderators decide. It speaks the messages of client/signaling
// and draws nothing; what the messages mean is the lobby's business.
//
// A waiting guest is cheap: the HTTP handler returns after the upgrade, the connection is read in a goroutine of its own with
// small buffers and a small stack, and it has no writer of its own: a few writers serve all connections.
package signal

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"foyer/guestserver/account"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// Lobby is what the endpoint needs of the lobby.
type Lobby interface {
	Knock(ctx context.Context, k lobby.Knock) (lobby.Guest, string, error)
	Guest(ctx context.Context, meetingID, token string) (lobby.Guest, error)
	Attend(g lobby.Guest) (release func())
	Enter(ctx context.Context, meetingID, token string) (string, error)
	Waiting(ctx context.Context, meetingID string) ([]lobby.Guest, error)
	Door(ctx context.Context, meetingID string) (lobby.Door, error)
	Decide(ctx context.Context, d lobby.Decision) ([]lobby.Guest, error)
	Remember(ctx context.Context, meetingID string, v lobby.Verdict, by lobby.Person) error
}

// Meetings is what the endpoint needs of the meetings.
type Meetings interface {
	ByGuestCode(ctx context.Context, code string) (meeting.Meeting, error)
	Moderated(ctx context.Context, accountID, id string) (meeting.Meeting, error)
}

// Accounts is what the endpoint needs of the accounts.
type Accounts interface {
	Authenticate(ctx context.Context, token string) (account.Account, error)
}

// Bus is where the lobby's events come from.
type Bus interface {
	Subscribe(receive func(lobby.Event)) (cancel func())
}

// Options is what the endpoint is made of.
type Options struct {
	Lobby    Lobby
	Meetings Meetings
	Accounts Accounts
	Bus      Bus
	// PublicURL is the guest server's address; browsers that show its pages may connect.
	PublicURL string
	// GuestCookie returns the name of the cookie that holds a guest's token at a meeting.
	GuestCookie func(meetingID string) string
}

// Sizes of a connection's buffers, in bytes. A guest's messages are short; longer ones are read past the buffer.
const (
	readBuffer  = 256
	writeBuffer = 1024
)

// commandTimeout bounds how long one command may take.
const commandTimeout = 20 * time.Second

// Endpoint serves tickets and websockets.
type Endpoint struct {
	Options
	upgrader  websocket.Upgrader
	tickets   tickets
	hub       hub
	writers   *writers
	keepalive *keepalive
	cancel    func()
}

// New returns an endpoint that is told what happens in the lobby. Close it.
func New(o Options) *Endpoint {
	e := &Endpoint{Options: o, writers: startWriters(), keepalive: startKeepalive()}
	e.upgrader = websocket.Upgrader{
		ReadBufferSize: readBuffer, WriteBufferSize: writeBuffer, WriteBufferPool: new(sync.Pool),
		HandshakeTimeout: 10 * time.Second, CheckOrigin: e.sameOrigin,
	}
	e.cancel = o.Bus.Subscribe(e.hub.tell)
	return e
}

// Register adds the endpoint's routes.
func (e *Endpoint) Register(mux *http.ServeMux) {
	mux.HandleFunc("POST /v1/rooms/{id}/start", e.start)
	mux.HandleFunc("POST /v1/rooms/{id}/start_invited", e.startInvited)
	mux.HandleFunc("GET /signaling", e.upgrade)
}

// Close tells every client that the server goes away, so that it comes back soon, and waits until they are gone or ctx ends.
func (e *Endpoint) Close(ctx context.Context) error {
	e.cancel()
	e.hub.close()
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		e.hub.readers.Wait()
		e.keepalive.stop()
		e.writers.stop()
	}()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return errors.New("some websocket clients did not go in time")
	}
}

// SignedOut ends the connections of a moderator's session, so that they hear nothing more.
func (e *Endpoint) SignedOut(session string) { e.hub.endSession(session) }

// Connections returns how many websockets are open.
func (e *Endpoint) Connections() int { return e.hub.len() }

// Awaited returns the IDs of the meetings at which guests are connected, and so wait to hear that it starts.
func (e *Endpoint) Awaited() []string { return e.hub.awaited() }

// sameOrigin lets in programs, which send no origin, and this server's own pages.
func (e *Endpoint) sameOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	from, err := url.Parse(origin)
	if err != nil {
		return false
	}
	public, err := url.Parse(e.PublicURL)
	return from.Host == r.Host || err == nil && from.Host == public.Host
}
