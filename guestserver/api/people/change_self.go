package people

import (
	"net/http"
	"strings"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
)

// changeSelf gives whoever asks another name.
func (a *API) changeSelf(w http.ResponseWriter, r *http.Request, acc account.Account) error {
	type changeable struct {
		Name string `json:"name"`
	}
	changed, err := rest.ReadPatch(r, changeable{acc.Name})
	if err != nil {
		return err
	}
	if err := a.Accounts.Change(r.Context(), acc.ID, account.Change{Name: &changed.Name}); err != nil {
		return err
	}
	acc.Name = strings.TrimSpace(changed.Name)
	return rest.Answer(w, http.StatusOK, viewAccount(acc))
}
