package people

import (
	"net/http"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
)

// change gives an account another role.
func (a *API) change(w http.ResponseWriter, r *http.Request, _ account.Account) error {
	acc, err := a.Accounts.Account(r.Context(), r.PathValue("account"))
	if err != nil {
		return err
	}
	type changeable struct {
		Role account.Role `json:"role"`
	}
	changed, err := rest.ReadPatch(r, changeable{acc.Role})
	if err != nil {
		return err
	}
	if err := a.Accounts.SetRole(r.Context(), acc.ID, changed.Role); err != nil {
		return err
	}
	acc.Role = changed.Role
	return rest.Answer(w, http.StatusOK, viewAccount(acc))
}
