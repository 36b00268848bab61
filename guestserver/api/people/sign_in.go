package people

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
	"foyer/guestserver/lobby/throttle"
)

// sessionView answers a sign-in.
type sessionView struct {
	Token     string    `json:"token"`
	ExpiresAt time.Time `json:"expires_at"`
	Account   view      `json:"account"`
}

func (a *API) signIn(w http.ResponseWriter, r *http.Request) error {
	var body struct{ Email, Password string }
	if err := rest.Read(r, &body); err != nil {
		return err
	}
	acc, err := a.Accounts.SignIn(r.Context(), body.Email, body.Password, throttle.NetworkOf(a.Proxies.Address(r)))
	if errors.Is(err, account.ErrWrongCredentials) {
		slog.Warn("sign-in refused", "from", a.Proxies.Address(r))
	}
	if err != nil {
		return err
	}
	return a.answerSession(w, r, acc)
}

// answerSession starts a session and answers its token.
func (a *API) answerSession(w http.ResponseWriter, r *http.Request, acc account.Account) error {
	token, expires, err := a.Accounts.NewSession(r.Context(), acc.ID, r.UserAgent())
	if err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	return rest.Answer(w, http.StatusOK, sessionView{Token: token, ExpiresAt: expires, Account: viewAccount(acc)})
}
