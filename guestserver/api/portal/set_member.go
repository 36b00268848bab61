package portal

import (
	"context"
	"net/http"
	"strings"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

// setMember gives an account a role. The path names the account by its ID or its e-mail address: owners know people by the latter.
func (a *API) setMember(scope meeting.Scope) func(http.ResponseWriter, *http.Request, rest.Caller) error {
	return func(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
		var body struct {
			Role meeting.Role `json:"role"`
		}
		if err := rest.Read(r, &body); err != nil {
			return err
		}
		acc, err := a.find(r.Context(), r.PathValue("account"))
		if err != nil {
			return err
		}
		m := meeting.Membership{
			Scope: scope, ScopeID: r.PathValue("id"), AccountID: acc.ID, Role: body.Role, Name: acc.Name, Email: acc.Email,
		}
		if err := a.Meetings.SetMember(r.Context(), m); err != nil {
			return err
		}
		return rest.Answer(w, http.StatusOK, viewMember(m))
	}
}

// find returns an account by its ID or e-mail address.
func (a *API) find(ctx context.Context, name string) (account.Account, error) {
	if strings.Contains(name, "@") {
		return a.Accounts.ByEmail(ctx, name)
	}
	return a.Accounts.Account(ctx, name)
}
