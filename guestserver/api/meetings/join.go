package meetings

import (
	"net/http"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

// join answers the address that takes whoever asks into a meeting with its own role. A companion is a second, visible participant
// that works the meeting's own waiting room for a moderator.
func (a *API) join(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	var b struct {
		Companion bool `json:"companion"`
	}
	if err := rest.Read(r, &b); err != nil {
		return err
	}
	url, err := a.joinURL(r, who, b.Companion)
	if err != nil {
		return err
	}
	return rest.Answer(w, http.StatusOK, struct {
		URL string `json:"url"`
	}{url})
}

func (a *API) joinURL(r *http.Request, who rest.Caller, companion bool) (string, error) {
	switch {
	case who.In.AtLeast(meeting.RoleModerator):
		return a.Conference.JoinModerator(r.Context(), r.PathValue("id"), who.Account, companion)
	case companion:
		return "", rest.NotAllowed
	}
	return a.Conference.JoinMember(r.Context(), r.PathValue("id"), who.Account)
}
