package people

import (
	"fmt"
	"net/http"

	"foyer/guestserver/api/rest"
)

func (a *API) signOut(w http.ResponseWriter, r *http.Request) error {
	token := rest.Bearer(r)
	if err := a.Accounts.SignOut(r.Context(), token); err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	if a.SignedOut != nil {
		a.SignedOut(token)
	}
	return rest.Done(w)
}
