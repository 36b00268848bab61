package api

import (
	"fmt"
	"net/http"
)

func (a *API) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := a.Accounts.SignOut(r.Context(), bearer(r)); err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	if a.SignedOut != nil {
		a.SignedOut(bearer(r))
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
