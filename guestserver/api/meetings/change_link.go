package meetings

import (
	"fmt"
	"net/http"
	"time"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

// linkBody is what can be set of a link.
type linkBody struct {
	Name             string           `json:"name"`
	Role             meeting.LinkRole `json:"role"`
	Off              bool             `json:"off"`
	ExpiresAt        *time.Time       `json:"expires_at"`
	OnlyWhileRunning bool             `json:"only_while_running"`
	Limit            int              `json:"limit"`
	AccessCode       string           `json:"access_code"`
}

// apply returns a link with what is set.
func (b linkBody) apply(l meeting.Link) meeting.Link {
	l.Name, l.Role, l.Off, l.ExpiresAt = b.Name, b.Role, b.Off, moment(b.ExpiresAt)
	l.OnlyWhileRunning, l.Limit, l.AccessCode = b.OnlyWhileRunning, b.Limit, b.AccessCode
	return l
}

// changeLink turns a link's switches. Its address stays. Those who wait hear of it: there may be room for them by now.
func (a *API) changeLink(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	l, err := a.linkOf(r)
	if err != nil {
		return err
	}
	if err := rest.CheckVersion(r, l.Version); err != nil {
		return err
	}
	b, err := rest.ReadPatch(r, linkBody{l.Name, l.Role, l.Off, optional(l.ExpiresAt), l.OnlyWhileRunning, l.Limit, l.AccessCode})
	if err != nil {
		return err
	}
	if l, err = a.Meetings.UpdateLink(r.Context(), b.apply(l)); err != nil {
		return err
	}
	if err := a.Lobby.Reconsider(r.Context(), l.MeetingID, who.Person()); err != nil {
		return fmt.Errorf("tell of changed link: %w", err)
	}
	return a.answerLink(w, http.StatusOK, l)
}
