package people

import (
	"errors"
	"net/http"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
)

// revoke ends one of somebody's own sessions, such as that of a lost telephone.
func (a *API) revoke(w http.ResponseWriter, r *http.Request, acc account.Account) error {
	err := a.Accounts.Revoke(r.Context(), acc.ID, r.PathValue("session"))
	if errors.Is(err, account.ErrUnknown) {
		return rest.NewProblem(http.StatusNotFound, "unknown_session", "There is no such session of yours. List them again.")
	}
	if err != nil {
		return err
	}
	return rest.Done(w)
}
