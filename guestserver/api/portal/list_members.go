package portal

import (
	"fmt"
	"net/http"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

// memberView is a member as it is answered.
type memberView struct {
	AccountID string       `json:"account_id"`
	Name      string       `json:"name"`
	Email     string       `json:"email"`
	Role      meeting.Role `json:"role"`
}

func viewMember(m meeting.Membership) memberView {
	return memberView{m.AccountID, m.Name, m.Email, m.Role}
}

// listMembers answers who has a role in a group, room or meeting itself; not those who have it by the level above.
func (a *API) listMembers(scope meeting.Scope) func(http.ResponseWriter, *http.Request, rest.Caller) error {
	return func(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
		members, err := a.Meetings.Members(r.Context(), scope, r.PathValue("id"))
		if err != nil {
			return fmt.Errorf("list members: %w", err)
		}
		page, err := rest.Page(w, r, members, func(m meeting.Membership) string { return byName(m.Name, m.AccountID) })
		if err != nil {
			return err
		}
		return rest.Answer(w, http.StatusOK, rest.Views(page, viewMember))
	}
}
