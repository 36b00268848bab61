package meetings

import (
	"fmt"
	"net/http"
	"strings"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

func (a *API) list(w http.ResponseWriter, r *http.Request, acc account.Account) error {
	meetings, err := a.Meetings.Of(r.Context(), acc.ID)
	if err != nil {
		return fmt.Errorf("list meetings: %w", err)
	}
	page, err := rest.Page(w, r, meetings, func(m meeting.Meeting) string { return strings.ToLower(m.Name) + "\x00" + m.ID })
	if err != nil {
		return err
	}
	return rest.Answer(w, http.StatusOK, rest.Views(page, a.view))
}
