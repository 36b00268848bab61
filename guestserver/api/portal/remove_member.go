package portal

import (
	"net/http"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

// removeMember takes an account's role away. That it has none there is no error.
func (a *API) removeMember(scope meeting.Scope) func(http.ResponseWriter, *http.Request, rest.Caller) error {
	return func(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
		acc, err := a.find(r.Context(), r.PathValue("account"))
		if err != nil {
			return err
		}
		if err := a.Meetings.RemoveMember(r.Context(), scope, r.PathValue("id"), acc.ID); err != nil {
			return err
		}
		return rest.Done(w)
	}
}
