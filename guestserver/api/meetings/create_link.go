package meetings

import (
	"net/http"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

// createLink makes a personal link, or a new guest link in place of the old one.
func (a *API) createLink(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
	var b struct {
		Kind meeting.LinkKind `json:"kind"`
		linkBody
	}
	if err := rest.Read(r, &b); err != nil {
		return err
	}
	l, err := a.newLink(r, b.Kind, b.linkBody)
	if err != nil {
		return err
	}
	return a.answerLink(w, http.StatusCreated, l)
}

func (a *API) newLink(r *http.Request, kind meeting.LinkKind, b linkBody) (meeting.Link, error) {
	switch {
	case kind == meeting.PersonalLink:
		return a.Meetings.NewPersonalLink(r.Context(), b.apply(meeting.Link{MeetingID: r.PathValue("id")}))
	case kind == meeting.GuestLink && b == (linkBody{}):
		return a.Meetings.NewGuestLink(r.Context(), r.PathValue("id"))
	}
	return meeting.Link{}, rest.NewProblem(http.StatusBadRequest, "invalid_link",
		"The kind must be personal, or guest with no other field: a new guest link keeps the switches of the old one.")
}

func (a *API) answerLink(w http.ResponseWriter, status int, l meeting.Link) error {
	rest.SetVersion(w, l.Version)
	return rest.Answer(w, status, a.viewLink(l))
}
