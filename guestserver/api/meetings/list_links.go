package meetings

import (
	"fmt"
	"net/http"

	"foyer/guestserver/api/rest"
)

// listLinks answers a meeting's links: the guest link first, then the personal ones, the oldest first. There are few.
func (a *API) listLinks(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
	links, err := a.Meetings.Links(r.Context(), r.PathValue("id"))
	if err != nil {
		return fmt.Errorf("list links: %w", err)
	}
	return rest.Answer(w, http.StatusOK, rest.Views(links, a.viewLink))
}
