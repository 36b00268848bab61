package live

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"foyer/client/bbb"
)

// maxHops is how many redirects there may be between a join URL and the meeting: a portal's, a load balancer's, the server's.
const maxHops = 10

// Session is what the HTTP API gives to one who joined.
type Session struct {
	// Token names the session.
	Token string
	// AuthToken is needed to come in. If it is empty, the meeting itself is asked for it.
	AuthToken string
	// Cookies has JSESSIONID, without which the server opens no connection.
	Cookies []*http.Cookie
	// Websocket is the address of the GraphQL websocket, ws or wss.
	Websocket string
}

// Join makes a new session. Errors that come again however often one tries, such as bbb.ErrNotFound and ErrNotModerator, end the
// meeting for the companion; with bbb.ErrUnreachable, bbb.ErrNotBBB and all others it tries again.
type Join func(ctx context.Context) (Session, error)

// unsigned returns a client for the one call that needs no secret.
func unsigned(address string, t http.RoundTripper) (*bbb.Client, error) {
	return bbb.New(bbb.Config{URL: address, Secret: "none", HTTPClient: &http.Client{Transport: t}})
}

// websocketOf asks a server for its GraphQL websocket.
func websocketOf(ctx context.Context, c *bbb.Client) (string, error) {
	server, err := c.Server(ctx)
	if err == nil && server.GraphQLWebsocketURL == "" {
		err = ErrNoGraphQL
	}
	return server.GraphQLWebsocketURL, err
}

// ByURL joins by a signed join URL of a moderator, as portals hand them out, or by an address that redirects to one. Whoever made
// the URL chose the name, and whether the companion is called a bot. No page of the meeting is opened. A nil client is one of our
// own; its Jar and CheckRedirect are not used.
func ByURL(address string, c *http.Client) Join {
	return func(ctx context.Context) (Session, error) {
		w := wayIn{}
		if c != nil {
			w.client = *c
		}
		jar, err := cookiejar.New(nil)
		if err != nil {
			return Session{}, err
		}
		w.client.Jar = jar
		w.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		return w.follow(ctx, address)
	}
}

// wayIn follows redirects from a join URL to the session. Errors name no address, since each of them is a key.
type wayIn struct {
	client http.Client
	// api is the API of the server whose join was called last.
	api string
}

func (w *wayIn) follow(ctx context.Context, address string) (Session, error) {
	next, err := url.Parse(address)
	if err != nil {
		return Session{}, fmt.Errorf("join: %w: the address is no URL", bbb.ErrInvalid)
	}
	for range maxHops {
		if before, ok := strings.CutSuffix(next.Path, "/join"); ok && strings.HasSuffix(before, "/api") {
			w.api = (&url.URL{Scheme: next.Scheme, Host: next.Host, Path: before}).String()
		}
		here := next
		next, err = w.hop(ctx, here)
		if err != nil {
			return Session{}, err
		}
		token := next.Query().Get("sessionToken")
		if token == "" {
			continue
		}
		return w.session(ctx, here, token)
	}
	return Session{}, fmt.Errorf("join: %w: more than %d redirects", bbb.ErrNotBBB, maxHops)
}

// hop asks one address where it leads.
func (w *wayIn) hop(ctx context.Context, address *url.URL) (*url.URL, error) {
	ctx, cancel := context.WithTimeout(ctx, bbb.DefaultTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("join: %w: the address cannot be called", bbb.ErrInvalid)
	}
	resp, err := w.client.Do(req)
	if err != nil {
		if u, ok := errors.AsType[*url.Error](err); ok {
			err = u.Err
		}
		return nil, fmt.Errorf("join: %w: %w", bbb.ErrUnreachable, err)
	}
	defer resp.Body.Close()
	to, err := resp.Location()
	if err != nil {
		return nil, fmt.Errorf("join: %w: status %d and no way on", bbb.ErrNotBBB, resp.StatusCode)
	}
	if to.Query().Has("errors") {
		return nil, refusedJoin(to.Query().Get("errors"))
	}
	return to, nil
}

// session completes a session whose token is known.
func (w *wayIn) session(ctx context.Context, join *url.URL, token string) (Session, error) {
	if w.api == "" {
		return Session{}, fmt.Errorf("join: %w: no join of BigBlueButton on the way", bbb.ErrNotBBB)
	}
	c, err := unsigned(w.api, w.client.Transport)
	if err != nil {
		return Session{}, fmt.Errorf("join: %w", err)
	}
	address, err := websocketOf(ctx, c)
	return Session{Token: token, Cookies: w.client.Jar.Cookies(join), Websocket: address}, err
}

// refusedJoin returns the error of a join that leads back with reasons.
func refusedJoin(reasons string) error {
	for key, err := range map[string]error{"guestDeny": bbb.ErrDenied, "guestDeniedAccess": bbb.ErrDenied,
		"maxParticipantsReached": bbb.ErrFull, "meetingForciblyEnded": bbb.ErrEnded, "mismatchCreateTime": bbb.ErrOtherRun,
		"invalidMeetingIdentifier": bbb.ErrNotFound, "checksumError": bbb.ErrChecksum} {
		if strings.Contains(reasons, `"`+key) {
			return fmt.Errorf("join: %w", err)
		}
	}
	return fmt.Errorf("join: %w: it was refused", bbb.ErrNotBBB)
}

// finalJoin reports whether joining fails however often one tries.
func finalJoin(err error) bool {
	for _, kind := range []error{bbb.ErrInvalid, bbb.ErrChecksum, bbb.ErrNotFound, bbb.ErrEnded, bbb.ErrDenied,
		bbb.ErrOtherRun} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return final(err)
}
