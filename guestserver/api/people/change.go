package people

import (
	"net/http"
	"strings"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
)

// change gives an account another name or role.
func (a *API) change(w http.ResponseWriter, r *http.Request, _ account.Account) error {
	acc, err := a.Accounts.Account(r.Context(), r.PathValue("account"))
	if err != nil {
		return err
	}
	type changeable struct {
		Name string       `json:"name"`
		Role account.Role `json:"role"`
	}
	changed, err := rest.ReadPatch(r, changeable{acc.Name, acc.Role})
	if err != nil {
		return err
	}
	// What stays as it was read is not written: another administrator, or the account itself, may have changed it meanwhile.
	var c account.Change
	if changed.Name != acc.Name {
		c.Name = &changed.Name
	}
	if changed.Role != acc.Role {
		c.Role = &changed.Role
	}
	if err := a.Accounts.Change(r.Context(), acc.ID, c); err != nil {
		return err
	}
	acc.Name, acc.Role = strings.TrimSpace(changed.Name), changed.Role
	return rest.Answer(w, http.StatusOK, viewAccount(acc))
}
