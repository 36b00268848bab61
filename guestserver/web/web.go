// Package web is the guest's side of the front door: the pages behind a guest link, where someone knocks, waits, and is taken
// into the meeting or told why not.
//
// The pages are rendered on the server and complete without JavaScript; one small script hears decisions at once. Nothing is
// loaded from elsewhere, and nothing is built. Whoever has the link may enter; the guest's token in a cookie tells who is who.
package web

import (
	"context"
	"net/http"
	"time"

	"foyer/guestserver/account"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
	"foyer/guestserver/peer"
	"foyer/guestserver/web/cookie"
	"foyer/guestserver/web/page"
)

// Lobby is where guests wait.
type Lobby interface {
	// Knock lets a new guest wait, or takes the guest of the token back to its place. It returns the guest, decided already if
	// the meeting decides by itself, and its token. Errors: names.ErrEmpty, names.ErrTooLong, lobby.ErrBlocked, lobby.ErrFull,
	// lobby.ErrThrottled, lobby.ErrTokenTaken.
	Knock(ctx context.Context, k lobby.Knock) (lobby.Guest, string, error)
	// Guest finds a guest of the meeting by its token, which counts as a sign of life. Error: lobby.ErrUnknownGuest.
	Guest(ctx context.Context, meetingID, token string) (lobby.Guest, error)
	// Door returns how the meeting answers a knock.
	Door(ctx context.Context, meetingID string) (lobby.Door, error)
	// Full reports whether the meeting takes no more guests.
	Full(ctx context.Context, meetingID string) (bool, error)
	// Place returns the place of a waiting guest, 1 for the first, and how many wait.
	Place(ctx context.Context, g lobby.Guest) (place, of int, err error)
	// Leave says that the guest no longer waits.
	Leave(ctx context.Context, meetingID, token string) error
	// Enter returns the join URL of an allowed guest. Errors: lobby.ErrNotAllowed, lobby.ErrConference,
	// lobby.ErrSetup, lobby.ErrUnknownGuest, meeting.ErrNotRunning.
	Enter(ctx context.Context, meetingID, token string) (joinURL string, err error)
	// LeaveRoom says that the guest has come out of the meeting.
	LeaveRoom(ctx context.Context, meetingID, guestID, reason string) error
	// GuestData returns all that is known of a guest, and Erase removes it. Error: lobby.ErrUnknownGuest.
	GuestData(ctx context.Context, meetingID, token string) (lobby.Data, error)
	Erase(ctx context.Context, meetingID, token string) error
	// Blocks returns who is kept out of the meeting.
	Blocks(ctx context.Context, meetingID string) ([]lobby.Block, error)
}

// Meetings finds meetings by their links.
type Meetings interface {
	// MeetingByCode returns meeting.ErrUnknown if there is no such code, and with the meeting and the link meeting.ErrSwitchedOff,
	// meeting.ErrExpired and meeting.ErrReplaced.
	MeetingByCode(ctx context.Context, code string) (meeting.Meeting, meeting.Link, error)
	// Unlock checks an access code that somebody typed. Errors: meeting.ErrWrongAccessCode, *meeting.TooManyTriesError.
	Unlock(ctx context.Context, l meeting.Link, accessCode, network string) error
	// CountGuess counts a code that leads nowhere, and CheckGuesses asks whether too many did, by the network that they came from.
	// Error: *meeting.TooManyTriesError.
	CountGuess(network string) error
	CheckGuesses(network string) error
	// Consent keeps what a guest has agreed to, and Consents returns it.
	Consent(ctx context.Context, consents ...meeting.Consent) error
	Consents(ctx context.Context, meetingID, guestID string) ([]meeting.Consent, error)
}

// Conference knows the meetings on the conference server.
type Conference interface {
	// Running reports whether a meeting runs.
	Running(ctx context.Context, meetingID string) (running bool, participants int, err error)
	// JoinMember returns an address that takes a person who belongs to the meeting into it, with its own role. Errors:
	// meeting.ErrUnknown for others, lobby.ErrConference, lobby.ErrSetup, meeting.ErrNotRunning.
	JoinMember(ctx context.Context, meetingID string, person account.Account) (string, error)
}

// People knows who is signed in.
type People interface {
	// Account returns who the request's browser is signed in as, and whether it is.
	Account(r *http.Request) (account.Account, bool)
}

// Bus tells of what happens in the meetings.
type Bus interface {
	// Subscribe has each later event handed to receive, which must not block.
	Subscribe(receive func(lobby.Event)) (cancel func())
}

// Options are what the pages need.
type Options struct {
	Lobby      Lobby
	Meetings   Meetings
	Conference Conference
	Bus        Bus
	// People is nil where nobody can sign in.
	People People
	// Pages are drawn and served from here: all of the server's, with those of other packages.
	Pages *page.Pages
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Secure says that guests come by HTTPS: cookies are then sent by HTTPS only.
	Secure bool
	// Key signs the device of a browser. It must be secret, and the same on all nodes.
	Key []byte
	// Proxies may say where a request comes from.
	Proxies peer.Proxies
	// KeepNames is how long guests are kept, which the privacy page says.
	KeepNames time.Duration
	// PublicURL is how guests reach this server, such as https://meet.example.org, for QR codes. If it is empty, the
	// address that the request came to is taken.
	PublicURL string
}

// Site serves the pages. It is mounted at "/".
type Site struct {
	handler http.Handler
	*site
	// stopListening ends what is heard from the bus.
	stopListening func()
}

// site is what the handlers share.
type site struct {
	Options
	pages  *page.Pages
	jar    cookie.Jar
	starts *starts
	// posters has as many as are being drawn.
	posters chan struct{}
}

// CookieName returns the name of the cookie that holds the guest's token at a meeting.
func CookieName(meetingID string) string { return cookie.TokenName(meetingID) }

// New returns the guest's pages.
func New(o Options) *Site {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &site{
		Options: o, pages: o.Pages, jar: cookie.Jar{Secure: o.Secure, Key: o.Key}, starts: newStarts(), posters: make(chan struct{}, maxPosters),
	}
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(s.crossOrigin))
	return &Site{page.Secured(protection.Handler(s.routes())), s, o.Bus.Subscribe(s.starts.hear)}
}

// ServeHTTP answers a request.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Awaited returns the meetings that somebody waits for to start.
func (s *Site) Awaited() []string { return s.starts.awaited() }

// Close ends the connections over which that is told. The pages ask again where they are told to.
func (s *Site) Close() {
	s.stopListening()
	s.starts.close()
}

func (s *site) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.start)
	mux.HandleFunc("GET /b/{code}", s.join)
	mux.HandleFunc("POST /b/{code}", s.knock)
	mux.HandleFunc("GET /b/{code}/wait", s.wait)
	mux.HandleFunc("GET /b/{code}/state", s.state)
	mux.HandleFunc("GET /b/{code}/started", s.started)
	mux.HandleFunc("POST /b/{code}/leave", s.leave)
	mux.HandleFunc("GET /b/{code}/goodbye", s.goodbye)
	mux.HandleFunc("GET /b/{code}/mine", s.mine)
	mux.HandleFunc("GET /b/{code}/mine.json", s.export)
	mux.HandleFunc("POST /b/{code}/erase", s.erase)
	mux.HandleFunc("GET /b/{code}/{file}", s.file)
	mux.HandleFunc("GET /b/{code}/{rest...}", backToJoin)
	mux.HandleFunc("GET /privacy", s.privacy)
	mux.HandleFunc("POST /language", s.language)
	mux.HandleFunc("GET /assets/{file}", s.asset)
	mux.HandleFunc("/", s.nowhere)
	return mux
}
