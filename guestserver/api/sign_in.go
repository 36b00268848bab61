package api

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"foyer/guestserver/account"
)

// session answers a sign-in.
type session struct {
	Token     string    `json:"token"`
	ExpiresAt time.Time `json:"expires_at"`
	Account   person    `json:"account"`
}

type person struct {
	ID    string `json:"id"`
	Email string `json:"email"`
	Name  string `json:"name"`
}

func (a *API) signIn(w http.ResponseWriter, r *http.Request) error {
	var body struct{ Email, Password string }
	if err := read(r, &body); err != nil {
		return err
	}
	acc, err := a.Accounts.SignIn(r.Context(), body.Email, body.Password)
	if errors.Is(err, account.ErrWrongCredentials) {
		slog.Warn("sign-in refused", "from", r.RemoteAddr)
	}
	if err != nil {
		return err
	}
	token, expires, err := a.Accounts.NewSession(r.Context(), acc.ID)
	if err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	return answer(w, session{Token: token, ExpiresAt: expires, Account: person{acc.ID, acc.Email, acc.Name}})
}
