package people

import (
	"net/http"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
)

func (a *API) get(w http.ResponseWriter, r *http.Request, _ account.Account) error {
	acc, err := a.Accounts.Account(r.Context(), r.PathValue("account"))
	if err != nil {
		return err
	}
	return rest.Answer(w, http.StatusOK, viewAccount(acc))
}
