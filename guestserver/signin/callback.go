package signin

import (
	"crypto/subtle"
	"fmt"
	"net/http"

	"foyer/guestserver/lobby/throttle"
)

// callback takes the provider's answer, and signs the browser in.
func (p *Pages) callback(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	begun, err := p.begun(r)
	// A sign-in is answered once, whatever the answer is.
	p.Browsers.set(w, begunCookie, "", 0)
	if err != nil {
		p.fail(w, r, err)
		return
	}
	query := r.URL.Query()
	if refusal := query.Get("error"); refusal != "" {
		p.fail(w, r, fmt.Errorf("%w: %.80q", ErrRefused, refusal))
		return
	}
	acc, err := p.Provider.Finish(r.Context(), Answer{
		Code: query.Get("code"), Issuer: query.Get("iss"), Redirect: p.callbackURL(), Verifier: begun.verifier, Nonce: begun.nonce,
		Network: throttle.NetworkOf(p.Proxies.Address(r)),
	})
	if err != nil {
		p.fail(w, r, err)
		return
	}
	token, expires, err := p.Sessions.NewSession(r.Context(), acc.ID, r.UserAgent())
	if err != nil {
		p.fail(w, r, err)
		return
	}
	p.Browsers.SignIn(w, token, expires)
	http.Redirect(w, r, begun.next, http.StatusSeeOther)
}

// begun returns the sign-in that this browser began and that the provider answers. A page elsewhere that sends somebody here with its
// own answer would sign that person in as somebody else.
func (p *Pages) begun(r *http.Request) (pending, error) {
	cookie, err := r.Cookie(p.Browsers.name(begunCookie))
	if err != nil {
		return pending{}, errNotBegun
	}
	begun, err := parsePending(cookie.Value)
	if err != nil {
		return pending{}, err
	}
	if subtle.ConstantTimeCompare([]byte(begun.state), []byte(r.URL.Query().Get("state"))) != 1 {
		return pending{}, errNotBegun
	}
	return begun, nil
}
