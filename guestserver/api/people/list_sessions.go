package people

import (
	"fmt"
	"net/http"
	"time"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
)

// deviceView is one of somebody's sessions as it is answered.
type deviceView struct {
	ID string `json:"id"`
	// Device is what the session's owner may know it by.
	Device    string    `json:"device"`
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at"`
	// Current says that it is the session of this very request.
	Current bool `json:"current"`
}

func (a *API) listSessions(w http.ResponseWriter, r *http.Request, acc account.Account) error {
	sessions, err := a.Accounts.ListSessions(r.Context(), acc.ID)
	if err != nil {
		return fmt.Errorf("list sessions: %w", err)
	}
	return rest.Answer(w, http.StatusOK, rest.Views(sessions, func(s account.Session) deviceView {
		return deviceView{s.ID, s.Device, s.CreatedAt, s.ExpiresAt, s.Owns(rest.Bearer(r))}
	}))
}
