package people

import (
	"net/http"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
)

// remove removes an account. What it has made passes to another administrator.
func (a *API) remove(w http.ResponseWriter, r *http.Request, _ account.Account) error {
	if err := a.Accounts.Remove(r.Context(), r.PathValue("account")); err != nil {
		return err
	}
	return rest.Done(w)
}
