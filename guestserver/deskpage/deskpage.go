// Package deskpage is the moderator's desk as pages of the guest server: for those whom a desktop app does not serve, and the way in
// from a phone. Whoever is signed in sees the own meetings at /desk, who waits in them, and decides.
//
// The pages are rendered on the server, and forms do all that they can do. A script of our own makes them live: it hears over the
// signaling that something happened, fetches the same page anew and changes what is another. So a page looks the same with and
// without it, and the app, the script and the forms have the same lobby decide.
package deskpage

import (
	"context"
	"embed"
	"net/http"
	"time"

	"foyer/guestserver/account"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
	"foyer/guestserver/peer"
	"foyer/guestserver/web/cookie"
	"foyer/guestserver/web/page"
)

//go:embed templates static
var files embed.FS

// Files are the templates and static files of the desk, for page.Load.
func Files() embed.FS { return files }

// maxForm bounds a form, in bytes: a message of 500 characters and a password fit several times.
const maxForm = 16 << 10

// Lobby is where guests wait and moderators decide.
type Lobby interface {
	// First returns the first guests in a state, and how many are in it.
	First(ctx context.Context, meetingID string, state lobby.State, limit int) (first []lobby.Guest, count int, err error)
	CountWaiting(ctx context.Context, meetingID string) (int, error)
	Find(ctx context.Context, meetingID, guestID string) (lobby.Guest, error)
	Door(ctx context.Context, meetingID string) (lobby.Door, error)
	Blocks(ctx context.Context, meetingID string) ([]lobby.Block, error)
	Decisions(ctx context.Context, meetingID string, before int64, limit int) ([]lobby.LogEntry, error)

	Decide(ctx context.Context, d lobby.Decision) ([]lobby.Guest, error)
	Undo(ctx context.Context, meetingID string, decisionID int64, by lobby.Person) ([]lobby.Guest, error)
	Remember(ctx context.Context, meetingID string, v lobby.Verdict, by lobby.Person) error
	Say(ctx context.Context, meetingID, guestID, text string, by lobby.Person) error
	Rename(ctx context.Context, meetingID, guestID, name string, by lobby.Person) error
	Block(ctx context.Context, meetingID, guestID string, by lobby.Person) error
	Unblock(ctx context.Context, meetingID string, blockID int64, by lobby.Person) error
	ShowQueue(ctx context.Context, meetingID string, show bool, by lobby.Person) error
	SendBack(ctx context.Context, meetingID, guestID string, by lobby.Person) error
	Kick(ctx context.Context, meetingID, guestID string, by lobby.Person, ban bool) error
}

// Meetings knows who moderates what.
type Meetings interface {
	Of(ctx context.Context, accountID string) ([]meeting.Meeting, error)
	Meeting(ctx context.Context, id string) (meeting.Meeting, error)
	Links(ctx context.Context, meetingID string) ([]meeting.Link, error)
	// Access returns meeting.ErrUnknown for an account without a role in the meeting.
	Access(ctx context.Context, accountID, meetingID string) (meeting.Role, error)
}

// Conference is the way into the meetings.
type Conference interface {
	Running(ctx context.Context, meetingID string) (running bool, people int, err error)
	JoinModerator(ctx context.Context, meetingID string, acc account.Account, companion bool) (string, error)
}

// Accounts are the people who sign in.
type Accounts interface {
	// SignIn returns account.ErrWrongCredentials and account.ErrThrottled.
	SignIn(ctx context.Context, email, password, network string) (account.Account, error)
	NewSession(ctx context.Context, accountID, device string) (token string, expires time.Time, err error)
	ListSessions(ctx context.Context, accountID string) ([]account.Session, error)
	Revoke(ctx context.Context, accountID, sessionID string) error
}

// Browsers know who a browser is signed in as.
type Browsers interface {
	Account(r *http.Request) (account.Account, bool)
	Token(r *http.Request) string
	SignIn(w http.ResponseWriter, token string, expires time.Time)
}

// Desk serves the pages.
type Desk struct {
	Lobby      Lobby
	Meetings   Meetings
	Conference Conference
	Accounts   Accounts
	Browsers   Browsers
	// Provider is what people know the sign-in provider by, empty if there is none. Its sign-in begins at /signin.
	Provider string
	// Ticket answers a request for a ticket to the signaling, for the meeting of the path value "id", in the name of a session.
	Ticket func(w http.ResponseWriter, r *http.Request, session string)
	// Problem shows a page for a kind of failure, whose texts have the keys guest.problem.<kind>.title and .text. Retry is where to go on.
	Problem func(w http.ResponseWriter, r *http.Request, status int, kind, retry string)
	Pages   *page.Pages
	// PublicURL is the guest server's address, without a slash at the end.
	PublicURL string
	// Proxies may say where a request comes from, which sign-ins are counted by.
	Proxies peer.Proxies
}

// Register adds the pages.
func (d *Desk) Register(mux *http.ServeMux) {
	// A cookie tells who acts, and browsers add it to what other sites make them send. Those are refused here; besides, the cookie is
	// SameSite=Lax.
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.Problem(w, r, http.StatusForbidden, "desk_origin", home)
	}))
	pages := page.Secured(protection.Handler(d.whole(d.routes())))
	mux.Handle("/desk", pages)
	mux.Handle("/desk/", pages)
}

func (d *Desk) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /desk/signin", d.signInPage)
	mux.HandleFunc("POST /desk/signin", d.signIn)
	mux.HandleFunc("GET /desk", d.signedIn(d.list))
	mux.HandleFunc("GET /desk/devices", d.signedIn(d.devices))
	mux.HandleFunc("POST /desk/devices", d.signedIn(d.endDevice))

	mux.HandleFunc("GET /desk/{id}", d.moderating(d.room))
	mux.HandleFunc("GET /desk/{id}/guests/{guest}", d.moderating(d.guest))
	mux.HandleFunc("GET /desk/{id}/everyone", d.moderating(d.everyone))
	mux.HandleFunc("POST /desk/{id}/decide", d.moderating(d.decide))
	mux.HandleFunc("POST /desk/{id}/undo", d.moderating(d.undo))
	mux.HandleFunc("POST /desk/{id}/remember", d.moderating(d.remember))
	mux.HandleFunc("POST /desk/{id}/say", d.moderating(d.say))
	mux.HandleFunc("POST /desk/{id}/rename", d.moderating(d.rename))
	mux.HandleFunc("POST /desk/{id}/block", d.moderating(d.block))
	mux.HandleFunc("POST /desk/{id}/unblock", d.moderating(d.unblock))
	mux.HandleFunc("POST /desk/{id}/send-back", d.moderating(d.sendBack))
	mux.HandleFunc("POST /desk/{id}/kick", d.moderating(d.kick))
	mux.HandleFunc("POST /desk/{id}/queue", d.moderating(d.showQueue))
	mux.HandleFunc("POST /desk/{id}/join", d.moderating(d.join))
	mux.HandleFunc("POST /desk/{id}/ticket", d.moderating(d.ticket))
	mux.HandleFunc("GET /desk/{$}", func(w http.ResponseWriter, r *http.Request) { goTo(w, r, home) })
	mux.HandleFunc("/desk/", d.unknownMeeting)
	return mux
}

// whole lets forms through that have arrived whole. The fields of any other would seem to be empty, and that says something, too: an empty
// message takes back the one before.
func (d *Desk) whole(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if r.Method == http.MethodPost && r.ParseForm() != nil {
			d.Problem(w, r, http.StatusBadRequest, "desk_form", home)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// view is what the templates of all pages use.
type view struct {
	page.Page
	// Account is who is signed in; the zero Account on the sign-in page.
	Account account.Account
	// Meeting is the one that the page is about, the zero Meeting on pages about none.
	Meeting meeting.Meeting
}

func (d *Desk) view(r *http.Request, acc account.Account, m meeting.Meeting) view {
	return view{d.Pages.For(r, cookie.Jar{}.Language(r)), acc, m}
}

// home is where the list of meetings is.
const home = "/desk"

// Path is where the pages of the meeting are.
func (v view) Path() string { return home + "/" + v.Meeting.ID }
