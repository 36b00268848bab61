package meetings

import (
	"net/http"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

func (a *API) getLink(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
	l, err := a.linkOf(r)
	if err != nil {
		return err
	}
	return a.answerLink(w, http.StatusOK, l)
}

// linkOf returns the link that a request names. A link of another meeting does not exist here.
func (a *API) linkOf(r *http.Request) (meeting.Link, error) {
	l, err := a.Meetings.Link(r.Context(), r.PathValue("link"))
	if err != nil {
		return meeting.Link{}, err
	}
	if l.MeetingID != r.PathValue("id") {
		return meeting.Link{}, meeting.ErrUnknown
	}
	return l, nil
}
