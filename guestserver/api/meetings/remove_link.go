package meetings

import (
	"net/http"

	"foyer/guestserver/api/rest"
)

// removeLink removes a personal link. A guest link can only be switched off, or replaced.
func (a *API) removeLink(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
	l, err := a.linkOf(r)
	if err != nil {
		return err
	}
	if err := rest.CheckVersion(r, l.Version); err != nil {
		return err
	}
	if err := a.Meetings.RemoveLink(r.Context(), l.ID, l.Version); err != nil {
		return err
	}
	return rest.Done(w)
}
