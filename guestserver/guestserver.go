// Package guestserver is the server behind the guest links: it shows guests their pages, lets them wait, tells moderators who knocks
// and takes those who are allowed into the meeting. It runs on its own (foyer --serve) or within the desktop app, and knows
// nothing of either.
//
// This package puts the rooms below it together. Each of them declares what it needs; nobody but this package knows them all.
package guestserver

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"foyer/assets"
	"foyer/client/bbb"
	"foyer/client/bbb/bbbtest"
	"foyer/guestserver/account"
	"foyer/guestserver/api"
	"foyer/guestserver/bus"
	"foyer/guestserver/conference"
	"foyer/guestserver/deskpage"
	"foyer/guestserver/lobby"
	knocking "foyer/guestserver/lobby/throttle"
	"foyer/guestserver/meeting"
	"foyer/guestserver/signal"
	"foyer/guestserver/store"
	"foyer/guestserver/web"
	"foyer/guestserver/web/cookie"
	"foyer/guestserver/web/page"
)

// Times of the HTTP server.
const (
	headerTimeout = 10 * time.Second
	bodyTimeout   = 30 * time.Second
	writeTimeout  = 60 * time.Second
	idleTimeout   = 2 * time.Minute
	// stopTimeout bounds how long a stopping server waits for requests and connections under way.
	stopTimeout = 3 * time.Second
)

// maxHeader bounds the headers of a request, in bytes.
const maxHeader = 32 << 10

// simulatedGoneAfter is how long someone counts as inside a simulated meeting after the page was last heard of.
const simulatedGoneAfter = 30 * time.Second

// deviceKey is the name of the key that signs guests' devices.
const deviceKey = "devices"

// Server is an open guest server.
type Server struct {
	config    Config
	publicURL string
	listener  net.Listener
	store     *store.Store
	lobby     *lobby.Lobby
	accounts  *account.Accounts
	meetings  *meeting.Meetings
	signal    *signal.Endpoint
	pages     *web.Site
	// sessionsEnded wakes up who ends the websockets of sessions that are no more.
	sessionsEnded chan struct{}
	bus           *bus.Local[lobby.Event]
	// conference takes people into the meetings.
	conference *conference.Conference
	http       *http.Server
	first      *Credentials
	stop       sync.Once
}

// Open opens the database, makes an administrator and a meeting if there are none, and begins to listen. Guests and moderators are
// answered once Serve is called. What a person can mend is returned as a *Problem. A server that is open and not served must be
// closed.
func Open(ctx context.Context, c Config) (_ *Server, err error) {
	s := &Server{config: c, sessionsEnded: make(chan struct{}, 1)}
	defer func() {
		if err != nil {
			err = errors.Join(explain(err, c), s.Close())
		}
	}()
	if s.store, err = store.Open(ctx, c.Data); err != nil {
		return nil, err
	}
	if err := s.listen(ctx); err != nil {
		return nil, err
	}
	s.accounts = account.NewLimited(s.store, c.Limits.Passwords)
	s.accounts.Ended = func() {
		select {
		case s.sessionsEnded <- struct{}{}:
		default:
		}
	}
	s.meetings = meeting.NewLimited(s.store, meeting.Limits{
		NetworkCode: c.Limits.Codes, LinkCode: c.Limits.LinkCodes, NetworkGuess: c.Limits.Links,
	})
	mux := http.NewServeMux()
	if err := s.openConference(mux); err != nil {
		return nil, err
	}
	s.bus = new(bus.Local[lobby.Event])
	s.lobby, err = lobby.Open(ctx, lobby.Config{
		Store: s.store, Bus: s.bus, Conference: s.conference, Grace: c.Grace, KeepNames: c.KeepNames,
		Limits: knocking.Limits{Network: c.Limits.Knocks, Meeting: c.Limits.MeetingKnocks},
	})
	if err != nil {
		return nil, fmt.Errorf("open lobby: %w", err)
	}
	if err := s.route(ctx, mux); err != nil {
		return nil, err
	}
	// The last step, after all that can fail: the password that it makes up is told only if the server opens.
	if err := s.firstStart(ctx); err != nil {
		return nil, fmt.Errorf("first start: %w", err)
	}
	return s, nil
}

func (s *Server) listen(ctx context.Context) (err error) {
	address := s.config.Listen
	if address == "" {
		address = DefaultListen
	}
	var l net.ListenConfig
	if s.listener, err = l.Listen(ctx, "tcp", address); err != nil {
		return fmt.Errorf("%w: %w", ErrListen, err)
	}
	s.publicURL, err = s.config.publicURL(s.listener.Addr())
	return err
}

// hopTimeout bounds how long a load balancer may take to answer, beside what a guest's request itself may take.
const hopTimeout = 10 * time.Second

// openConference sets up what takes people into meetings. A simulated BigBlueButton is added to mux.
func (s *Server) openConference(mux *http.ServeMux) error {
	s.conference = &conference.Conference{Meetings: s.meetings, PublicURL: s.publicURL}
	config := s.config
	if config.Simulate {
		config.BBB = bbb.Config{URL: s.publicURL, Secret: rand.Text()}
		simulator := bbbtest.New(bbbtest.Options{Secret: config.BBB.Secret, GoneAfter: simulatedGoneAfter})
		mux.Handle("/bigbluebutton/", simulator)
		mux.Handle("/graphql", simulator)
	} else {
		s.conference.HTTP = &http.Client{Timeout: hopTimeout}
	}
	server, err := config.openBBB()
	if err != nil {
		return fmt.Errorf("%w: conference server: %w", ErrConfig, err)
	}
	if server == nil {
		slog.Warn("no conference server is set up: guests can knock, but not enter")
	}
	s.conference.BBB = server
	return nil
}

// route puts together what answers requests.
func (s *Server) route(ctx context.Context, mux *http.ServeMux) error {
	texts, err := assets.Load()
	if err != nil {
		return fmt.Errorf("load texts: %w", err)
	}
	pages, err := page.Load(texts, deskpage.Files())
	if err != nil {
		return fmt.Errorf("load pages: %w", err)
	}
	key, err := s.store.Secret(ctx, deviceKey)
	if err != nil {
		return err
	}
	s.pages = web.New(web.Options{
		Lobby: s.lobby, Meetings: s.meetings, Conference: s.conference, People: s.browsers(), Bus: s.bus, Pages: pages, PublicURL: s.publicURL,
		Secure: s.secure(), Key: key, Proxies: s.config.TrustedProxies, KeepNames: cmp.Or(s.config.KeepNames, lobby.DefaultKeepNames),
	})
	provider, err := s.signIn(mux)
	if err != nil {
		return err
	}
	// After all that can fail, since only a server that answers requests closes it.
	s.signal = signal.New(signal.Options{
		Lobby: s.lobby, Meetings: s.meetings, Accounts: s.accounts, Bus: s.bus, PublicURL: s.publicURL, GuestCookie: web.CookieName,
		Device: cookie.Jar{Secure: s.secure(), Key: key}.Device, Proxies: s.config.TrustedProxies,
	})
	s.signal.Register(mux)
	portal := &api.API{
		Accounts: s.accounts, Provider: provider, Meetings: s.meetings, Conference: s.conference, Lobby: s.lobby, Texts: texts,
		PublicURL: s.publicURL, Proxies: s.config.TrustedProxies, SignedOut: s.signal.SignedOut,
	}
	portal.Register(mux)
	desk := &deskpage.Desk{
		Lobby: s.lobby, Meetings: s.meetings, Conference: s.conference, Accounts: s.accounts, Browsers: s.browsers(), Provider: provider.Name(),
		Ticket: s.signal.StartAs, Problem: s.pages.Problem, Pages: pages, PublicURL: s.publicURL, Proxies: s.config.TrustedProxies,
	}
	desk.Register(mux)
	mux.HandleFunc("GET /healthz", s.health)
	mux.Handle("/", s.pages)
	s.http = &http.Server{
		Handler: mux, ReadHeaderTimeout: headerTimeout, ReadTimeout: bodyTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		// Without TLS, all that is logged here is a panic, too many open files, or another fault of this program.
		MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelError),
	}
	s.http.RegisterOnShutdown(s.pages.Close)
	return nil
}

// Serve answers requests until ctx ends, then stops cleanly: what is under way is finished, clients are told to come back, and
// everyone who waits is in the database. It closes the server.
func (s *Server) Serve(ctx context.Context) error {
	stop := s.watch(ctx)
	failed := make(chan error, 1)
	go func() { failed <- s.http.Serve(s.listener) }()
	select {
	case <-ctx.Done():
		stop()
		return s.Close()
	case err := <-failed:
		stop()
		if errors.Is(err, http.ErrServerClosed) { // Somebody called Close.
			return s.Close()
		}
		return errors.Join(fmt.Errorf("serve: %w", err), s.Close())
	}
}

// Close stops the server. It may be called at any time, and twice.
func (s *Server) Close() error {
	var errs []error
	s.stop.Do(func() { errs = s.shutdown() })
	return errors.Join(errs...)
}

func (s *Server) shutdown() []error {
	var errs []error
	if s.http != nil {
		errs = append(errs, s.finishRequests())
	}
	if s.listener != nil {
		// The HTTP server has closed it, if it ever served.
		if err := s.listener.Close(); !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	if s.lobby != nil {
		s.lobby.Close()
	}
	if s.store != nil {
		errs = append(errs, s.store.Close())
	}
	return errs
}

// finishRequests ends what serves guests and moderators. Who does not let go in time is cut off, which is no failure: browsers hold
// connections open that they never use.
func (s *Server) finishRequests() error {
	ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	finished := make(chan error, 1)
	go func() { finished <- s.http.Shutdown(ctx) }()
	if err := s.signal.Close(ctx); err != nil {
		slog.Info("stop", "left", err)
	}
	err := <-finished
	if errors.Is(err, context.DeadlineExceeded) {
		slog.Info("stop", "left", "connections that did not end in time")
		return s.http.Close()
	}
	return err
}

// URL returns the address under which guests reach the server, without a slash at the end.
func (s *Server) URL() string { return s.publicURL }

// secure reports whether guests come by HTTPS.
func (s *Server) secure() bool { return strings.HasPrefix(s.publicURL, "https:") }
