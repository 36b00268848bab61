package portal

import (
	"net/http"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

func (a *API) changeGroup(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	g, err := a.Meetings.Group(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := rest.CheckVersion(r, g.Version); err != nil {
		return err
	}
	changed, err := rest.ReadPatch(r, groupBody{g.Name, g.Slug, g.SiteURL, rest.Settings(g.Settings)})
	if err != nil {
		return err
	}
	g.Name, g.Slug, g.SiteURL, g.Settings = changed.Name, changed.Slug, changed.SiteURL, meeting.Settings(changed.Settings)
	if g, err = a.Meetings.UpdateGroup(r.Context(), g); err != nil {
		return err
	}
	a.groupChanged(r.Context(), g.ID, who.Person())
	return a.answerGroup(w, r, http.StatusOK, g, who.In)
}
