package people

import (
	"fmt"
	"net/http"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
)

// changePassword replaces somebody's own password, and ends all other sessions of the account.
func (a *API) changePassword(w http.ResponseWriter, r *http.Request, acc account.Account) error {
	var body struct {
		Old      string `json:"old_password"`
		Password string `json:"password"`
	}
	if err := rest.Read(r, &body); err != nil {
		return err
	}
	if err := a.Accounts.ChangePassword(r.Context(), acc, body.Old, body.Password, rest.Bearer(r)); err != nil {
		return fmt.Errorf("change own password: %w", err)
	}
	return rest.Done(w)
}
