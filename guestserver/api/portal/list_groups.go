package portal

import (
	"fmt"
	"net/http"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

// listGroups answers the groups that somebody has a role in, or in something below, and all of them to an administrator.
func (a *API) listGroups(w http.ResponseWriter, r *http.Request, acc account.Account) error {
	groups, err := a.groupsOf(r, acc)
	if err != nil {
		return fmt.Errorf("list groups: %w", err)
	}
	page, err := rest.Page(w, r, groups, func(g meeting.Group) string { return byName(g.Name, g.ID) })
	if err != nil {
		return err
	}
	return rest.Answer(w, http.StatusOK, rest.Views(page, viewGroup))
}

func (a *API) groupsOf(r *http.Request, acc account.Account) ([]meeting.Group, error) {
	if acc.Role == account.Administrator {
		return a.Meetings.Groups(r.Context())
	}
	return a.Meetings.GroupsOf(r.Context(), acc.ID)
}
