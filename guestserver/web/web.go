// Package web is the guest's side of the front door: the pages behind a guest link, where someone knocks, waits, and is taken
// into the meeting or told why not.
//
// The pages are rendered on the server and complete without JavaScript; one small script hears decisions at once. Nothing is
// loaded from elsewhere, and nothing is built. Whoever has the link may enter; the guest's token in a cookie tells who is who.
package web

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"time"

	"foyer/assets"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// Lobby is where guests wait.
type Lobby interface {
	// Knock lets a new guest wait, or takes the guest of the token back to its place. It returns the guest, decided already if
	// the meeting decides by itself, and its token. Errors: names.ErrEmpty, names.ErrTooLong.
	Knock(ctx context.Context, k lobby.Knock) (lobby.Guest, string, error)
	// Guest finds a guest of the meeting by its token, which counts as a sign of life. Error: lobby.ErrUnknownGuest.
	Guest(ctx context.Context, meetingID, token string) (lobby.Guest, error)
	// Leave says that the guest no longer waits.
	Leave(ctx context.Context, meetingID, token string) error
	// Enter returns the join URL of an allowed guest. Errors: lobby.ErrNotAllowed, lobby.ErrConference,
	// lobby.ErrSetup, lobby.ErrUnknownGuest.
	Enter(ctx context.Context, meetingID, token string) (joinURL string, err error)
}

// Meetings finds meetings by their guest code.
type Meetings interface {
	// ByGuestCode returns meeting.ErrUnknown if there is no such code.
	ByGuestCode(ctx context.Context, code string) (meeting.Meeting, error)
}

// Options are what the pages need.
type Options struct {
	Lobby    Lobby
	Meetings Meetings
	Texts    *assets.Catalogue
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Secure says that guests come by HTTPS: cookies are then sent by HTTPS only.
	Secure bool
	// PublicURL is how guests reach this server, such as https://meet.example.org, for QR codes. If it is empty, the
	// address that the request came to is taken.
	PublicURL string
}

// site serves the pages.
type site struct {
	Options
	static static
	pages  pages
}

// New returns the handler of the guest's pages, to be mounted at "/". It fails only if a file of the program itself is broken.
func New(o Options) (http.Handler, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	files, err := loadStatic()
	if err != nil {
		return nil, fmt.Errorf("load static files: %w", err)
	}
	templates, err := parsePages()
	if err != nil {
		return nil, fmt.Errorf("parse pages: %w", err)
	}
	s := &site{Options: o, static: files, pages: templates}

	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.start)
	mux.HandleFunc("GET /b/{code}", s.join)
	mux.HandleFunc("POST /b/{code}", s.knock)
	mux.HandleFunc("GET /b/{code}/wait", s.wait)
	mux.HandleFunc("GET /b/{code}/state", s.state)
	mux.HandleFunc("POST /b/{code}/leave", s.leave)
	mux.HandleFunc("GET /b/{code}/qr.png", s.qrPNG)
	mux.HandleFunc("GET /b/{code}/qr.svg", s.qrSVG)
	mux.HandleFunc("GET /b/{code}/{rest...}", backToJoin)
	mux.HandleFunc("GET /assets/{file}", s.asset)
	mux.HandleFunc("/", s.nowhere)

	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(s.crossOrigin))
	return secured(protection.Handler(mux)), nil
}

// plainHost is a host that can stand in a Content-Security-Policy.
var plainHost = regexp.MustCompile(`^[A-Za-z0-9.-]+(:[0-9]+)?$`)

// secured sets the headers that all answers have.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy(r.Host))
		// Not no-referrer: with that, browsers send "Origin: null" with our own forms, too, and over plain HTTP, where there is
		// no Sec-Fetch-Site, such a form cannot be told from a stranger's. The conference server gets no referrer by this either.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Robots-Tag", "noindex, nofollow")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// policy returns the Content-Security-Policy. It has no form-action: browsers apply that to the redirects after a form as well,
// and these lead to the conference server.
func policy(host string) string {
	connect := "'self'"
	// Safari before 15.4 does not count websockets as 'self'.
	if plainHost.MatchString(host) {
		connect += " ws://" + host + " wss://" + host
	}
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src " + connect +
		"; base-uri 'none'; frame-ancestors 'none'"
}
