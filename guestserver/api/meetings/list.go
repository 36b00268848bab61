package meetings

import (
	"fmt"
	"net/http"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
)

// list answers the meetings that somebody moderates by a role of its own.
func (a *API) list(w http.ResponseWriter, r *http.Request, acc account.Account) error {
	meetings, err := a.Meetings.Of(r.Context(), acc.ID)
	if err != nil {
		return fmt.Errorf("list meetings: %w", err)
	}
	page, err := rest.Page(w, r, meetings, byName)
	if err != nil {
		return err
	}
	return rest.Answer(w, http.StatusOK, rest.Views(page, a.view))
}
