package signin

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"foyer/guestserver/account"
	"foyer/guestserver/peer"
)

// Kinds of failure that a person is shown a page for.
const (
	// FailedAgain says to begin anew: this sign-in was not begun in this browser, or took too long.
	FailedAgain = "signin_again"
	// FailedRefused says that the provider did not sign the person in.
	FailedRefused = "signin_refused"
	// FailedUnavailable says that the provider does not answer.
	FailedUnavailable = "signin_unavailable"
	// FailedUnknown says that the person has no account here.
	FailedUnknown = "signin_unknown"
	// FailedUnverified says that the provider does not vouch for the e-mail address.
	FailedUnverified = "signin_unverified"
	// FailedThrottled says that too many sign-ins have failed from the person's network.
	FailedThrottled = "signin_tries"
	// FailedInternal is this server's fault.
	FailedInternal = "internal"
)

// Pages sign browsers in and out.
type Pages struct {
	Provider *Provider
	Browsers Browsers
	Sessions Sessions
	// PublicURL is the guest server's address, without a slash at the end.
	PublicURL string
	// Proxies may say where a request comes from.
	Proxies peer.Proxies
	// SignedOut is told the token of each session that has ended here; it may be nil.
	SignedOut func(token string)
	// Problem shows a page for a kind of failure. Begin is where to begin anew.
	Problem func(w http.ResponseWriter, r *http.Request, status int, kind, begin string)
}

// Sessions begin and end.
type Sessions interface {
	NewSession(ctx context.Context, accountID, device string) (token string, expires time.Time, err error)
	SignOut(ctx context.Context, token string) error
}

// Register adds the pages; without a provider only the way out.
func (p *Pages) Register(mux *http.ServeMux) {
	mux.Handle("POST /signout", http.NewCrossOriginProtection().Handler(http.HandlerFunc(p.out)))
	if p.Provider.Issuer == "" {
		return
	}
	mux.HandleFunc("GET /signin", p.start)
	mux.HandleFunc("GET /signin/callback", p.callback)
}

// fail shows a page for an error, and logs what the person who runs the server can mend.
func (p *Pages) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, kind := http.StatusInternalServerError, FailedInternal
	switch {
	case errors.Is(err, errNotBegun):
		status, kind = http.StatusBadRequest, FailedAgain
	case errors.Is(err, account.ErrUnverified):
		status, kind = http.StatusForbidden, FailedUnverified
	case errors.Is(err, account.ErrUnknown):
		status, kind = http.StatusForbidden, FailedUnknown
	case errors.Is(err, ErrRefused):
		status, kind = http.StatusForbidden, FailedRefused
	case errors.Is(err, account.ErrThrottled):
		status, kind = http.StatusTooManyRequests, FailedThrottled
	case errors.Is(err, ErrUnavailable):
		status, kind = http.StatusBadGateway, FailedUnavailable
	}
	slog.WarnContext(r.Context(), "sign-in failed", "kind", kind, "error", err)
	p.Problem(w, r, status, kind, "/signin")
}

// Local returns a path on this server that somebody may be sent to after signing in, "/" in place of any other address.
func Local(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\x00\r\n\t") {
		return "/"
	}
	return path
}
