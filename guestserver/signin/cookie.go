package signin

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"foyer/guestserver/account"
)

// sessionCookie holds the token of a browser's session.
const sessionCookie = "foyer_session"

// Browsers know who a browser is signed in as, by the cookie with its session.
type Browsers struct {
	// Accounts know whose session it is, by account.ErrSignedOut if nobody's.
	Accounts interface {
		Authenticate(ctx context.Context, token string) (account.Account, error)
	}
	// Secure says that people come by HTTPS: cookies are then sent by HTTPS only.
	Secure bool
}

// Account returns who a request's browser is signed in as, and whether it is. It is no permission to change anything: a browser adds
// the cookie to requests that other sites make it send, too.
func (b Browsers) Account(r *http.Request) (account.Account, bool) {
	token := b.Token(r)
	if token == "" {
		return account.Account{}, false
	}
	acc, err := b.Accounts.Authenticate(r.Context(), token)
	if err != nil && !errors.Is(err, account.ErrSignedOut) {
		slog.ErrorContext(r.Context(), "read who is signed in", "error", err)
	}
	return acc, err == nil
}

// Token returns the token of the browser's session, empty if there is none.
func (b Browsers) Token(r *http.Request) string {
	c, err := r.Cookie(b.name(sessionCookie))
	if err != nil {
		return ""
	}
	return c.Value
}

// SignIn keeps a session in the browser.
func (b Browsers) SignIn(w http.ResponseWriter, token string, expires time.Time) {
	b.set(w, sessionCookie, token, time.Until(expires))
}

// signOut drops it.
func (b Browsers) signOut(w http.ResponseWriter) { b.set(w, sessionCookie, "", 0) }

// set sets a cookie for a time; no time deletes it. Lax cookies come along when a provider sends its visitors back, and not with
// what other sites post.
func (b Browsers) set(w http.ResponseWriter, name, value string, keep time.Duration) {
	age := int(keep / time.Second)
	if keep == 0 {
		age = -1
	}
	http.SetCookie(w, &http.Cookie{
		Name: b.name(name), Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: b.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// name returns a cookie's name. Under HTTPS its prefix keeps other hosts of the same domain from setting it.
func (b Browsers) name(name string) string {
	if b.Secure {
		return "__Host-" + name
	}
	return name
}
