package portal

import (
	"net/http"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

// groupBody is what can be set of a group.
type groupBody struct {
	Name     string        `json:"name"`
	Slug     string        `json:"slug"`
	SiteURL  string        `json:"site_url"`
	Settings rest.Settings `json:"settings"`
}

// createGroup makes a group, whose owner is the administrator who makes it.
func (a *API) createGroup(w http.ResponseWriter, r *http.Request, acc account.Account) error {
	var body groupBody
	if err := rest.Read(r, &body); err != nil {
		return err
	}
	g, err := a.Meetings.CreateGroup(r.Context(), acc.ID,
		meeting.Group{Name: body.Name, Slug: body.Slug, SiteURL: body.SiteURL, Settings: meeting.Settings(body.Settings)})
	if err != nil {
		return err
	}
	return a.answerGroup(w, r, http.StatusCreated, g, meeting.RoleOwner)
}
