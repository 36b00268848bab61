package people

import (
	"fmt"
	"net/http"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
)

func (a *API) list(w http.ResponseWriter, r *http.Request, _ account.Account) error {
	accounts, err := a.Accounts.List(r.Context())
	if err != nil {
		return fmt.Errorf("list accounts: %w", err)
	}
	page, err := rest.Page(w, r, accounts, byName)
	if err != nil {
		return err
	}
	return rest.Answer(w, http.StatusOK, rest.Views(page, viewAccount))
}
