package people

import (
	"net/http"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
)

// self answers the account of whoever asks.
func (a *API) self(w http.ResponseWriter, _ *http.Request, acc account.Account) error {
	return rest.Answer(w, http.StatusOK, viewAccount(acc))
}
