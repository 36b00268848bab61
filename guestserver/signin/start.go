package signin

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// begunCookie holds a sign-in under way. It is no secret to the browser that began it, and no other has it.
const begunCookie = "foyer_signin"

// signInTime is how long a person may take on the provider's pages.
const signInTime = 15 * time.Minute

// maxNext is the longest path that somebody is sent to after signing in, in bytes.
const maxNext = 500

// errNotBegun is returned for an answer that this browser did not begin a sign-in for.
var errNotBegun = errors.New("no such sign-in was begun in this browser")

// pending is a sign-in that a browser has begun.
type pending struct{ state, nonce, verifier, next string }

// start sends a browser to the provider. It comes back to the path in the parameter next.
func (p *Pages) start(w http.ResponseWriter, r *http.Request) {
	verifier := oauth2.GenerateVerifier()
	begun, err := p.Provider.begin(r.Context(), p.callbackURL(), oauth2.S256ChallengeOption(verifier))
	if err != nil {
		p.fail(w, r, err)
		return
	}
	next := Local(r.URL.Query().Get("next"))
	if len(next) > maxNext {
		next = "/"
	}
	p.Browsers.set(w, begunCookie, pending{begun.State, begun.Nonce, verifier, next}.String(), signInTime)
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, begun.URL, http.StatusSeeOther)
}

func (p *Pages) callbackURL() string { return p.PublicURL + "/signin/callback" }

// String returns the sign-in as its cookie holds it.
func (b pending) String() string {
	return strings.Join([]string{b.state, b.nonce, b.verifier, base64.RawURLEncoding.EncodeToString([]byte(b.next))}, ".")
}

// parsePending reads a cookie. What comes from a browser may be anything.
func parsePending(cookie string) (pending, error) {
	parts := strings.Split(cookie, ".")
	if len(parts) != 4 {
		return pending{}, errNotBegun
	}
	next, err := base64.RawURLEncoding.DecodeString(parts[3])
	if err != nil || parts[0] == "" || parts[1] == "" || parts[2] == "" {
		return pending{}, errNotBegun
	}
	return pending{parts[0], parts[1], parts[2], Local(string(next))}, nil
}
