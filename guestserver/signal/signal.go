// Package signal is the websocket endpoint on which guests wait, moderators decide and participants take part. It speaks the messages of
// client/signaling and draws nothing; what the messages mean is the lobby's business. Its rooms: wire carries frames over many
// websockets, room knows who is at which meeting, and this package gives tickets and carries out commands.
package signal

import (
	"context"
	"net/http"
	"net/url"
	"sync"

	"foyer/guestserver/account"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
	"foyer/guestserver/peer"
	"foyer/guestserver/signal/room"
	"foyer/guestserver/signal/wire"
)

// Lobby is what the endpoint needs of the lobby.
type Lobby interface {
	Knock(ctx context.Context, k lobby.Knock) (lobby.Guest, string, error)
	Guest(ctx context.Context, meetingID, token string) (lobby.Guest, error)
	Guests(ctx context.Context, meetingID string, state lobby.State) ([]lobby.Guest, error)
	Waiting(ctx context.Context, meetingID string) ([]lobby.Guest, error)
	Queue(ctx context.Context, meetingID string) ([]string, error)
	Find(ctx context.Context, meetingID, guestID string) (lobby.Guest, error)
	Attend(g lobby.Guest) (release func())
	Enter(ctx context.Context, meetingID, token string) (string, error)
	EnterRoom(ctx context.Context, meetingID, guestID string) error
	LeaveRoom(ctx context.Context, meetingID, guestID, reason string) error
	Door(ctx context.Context, meetingID string) (lobby.Door, error)
	Blocks(ctx context.Context, meetingID string) ([]lobby.Block, error)

	Decide(ctx context.Context, d lobby.Decision) ([]lobby.Guest, error)
	Undo(ctx context.Context, meetingID string, decisionID int64, by lobby.Person) ([]lobby.Guest, error)
	Remember(ctx context.Context, meetingID string, v lobby.Verdict, by lobby.Person) error
	Reconsider(ctx context.Context, meetingID string, by lobby.Person) error
	Say(ctx context.Context, meetingID, guestID, text string, by lobby.Person) error
	Rename(ctx context.Context, meetingID, guestID, name string, by lobby.Person) error
	Block(ctx context.Context, meetingID, guestID string, by lobby.Person) error
	BlockAccount(ctx context.Context, meetingID string, who, by lobby.Person) error
	Unblock(ctx context.Context, meetingID string, blockID int64, by lobby.Person) error
	ShowQueue(ctx context.Context, meetingID string, show bool, by lobby.Person) error
	SetRules(ctx context.Context, meetingID string, r lobby.Rules, by lobby.Person) error
	SendBack(ctx context.Context, meetingID, guestID string, by lobby.Person) error
	Kick(ctx context.Context, meetingID, guestID string, by lobby.Person, ban bool) error
	Debrief(ctx context.Context, meetingID string, scope lobby.Scope, moderators []string, by lobby.Person) error
}

// Meetings is what the endpoint needs of the meetings.
type Meetings interface {
	Meeting(ctx context.Context, id string) (meeting.Meeting, error)
	MeetingByCode(ctx context.Context, code string) (meeting.Meeting, meeting.Link, error)
	Unlock(ctx context.Context, l meeting.Link, accessCode, network string) error
	CountGuess(network string) error
	CheckGuesses(network string) error
	Access(ctx context.Context, accountID, meetingID string) (meeting.Role, error)
	Consents(ctx context.Context, meetingID, guestID string) ([]meeting.Consent, error)
	UpdateMeeting(ctx context.Context, m meeting.Meeting) (meeting.Meeting, error)
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
	// Device returns the id by which a meeting knows the request's browser again, and gives it one if need be; nil knows none.
	Device func(w http.ResponseWriter, r *http.Request, meetingID string) string
	// Proxies may speak for a client's address.
	Proxies peer.Proxies
}

// Endpoint serves tickets and websockets.
type Endpoint struct {
	Options
	tickets     tickets
	resumptions resumptions
	wire        *wire.Wire
	rooms       room.Rooms
	errands     errands
	cancel      func()
	stopped     sync.WaitGroup
}

// New returns an endpoint that is told what happens in the lobby. Close it.
func New(o Options) *Endpoint {
	e := &Endpoint{Options: o, errands: newErrands()}
	e.wire = wire.Open(e.sameOrigin)
	e.cancel = o.Bus.Subscribe(func(event lobby.Event) {
		e.rooms.Tell(event)
		e.errands.follow(event)
	})
	e.stopped.Go(e.runErrands)
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
	e.errands.stop()
	e.stopped.Wait()
	return e.wire.Close(ctx)
}

// SignedOut ends the connections of a session, so that they hear nothing more.
func (e *Endpoint) SignedOut(session string) { e.rooms.EndSession(session) }

// Sessions returns the tokens of the sessions that have connections.
func (e *Endpoint) Sessions() []string { return e.rooms.Sessions() }

// Connections returns how many websockets are open.
func (e *Endpoint) Connections() int { return e.wire.Len() }

// Awaited returns the IDs of the meetings at which guests are connected, and so wait to hear that it starts.
func (e *Endpoint) Awaited() []string { return e.rooms.Awaited() }

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
