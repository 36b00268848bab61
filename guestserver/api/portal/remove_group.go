package portal

import (
	"net/http"

	"foyer/guestserver/api/rest"
)

func (a *API) removeGroup(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
	g, err := a.Meetings.Group(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := rest.CheckVersion(r, g.Version); err != nil {
		return err
	}
	if err := a.Meetings.RemoveGroup(r.Context(), g.ID, g.Version); err != nil {
		return err
	}
	return rest.Done(w)
}
