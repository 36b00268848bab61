package people

import (
	"net/http"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
)

// setPassword gives an account a new password, for someone who has lost the old one, and ends its sessions.
func (a *API) setPassword(w http.ResponseWriter, r *http.Request, _ account.Account) error {
	var body struct {
		Password string `json:"password"`
	}
	if err := rest.Read(r, &body); err != nil {
		return err
	}
	acc, err := a.Accounts.Account(r.Context(), r.PathValue("account"))
	if err != nil {
		return err
	}
	if err := a.Accounts.SetPassword(r.Context(), acc, body.Password); err != nil {
		return err
	}
	return rest.Done(w)
}
