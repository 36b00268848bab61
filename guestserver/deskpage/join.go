package deskpage

import (
	"net/http"
)

// join takes a moderator into the meeting, which it starts if it does not run.
func (d *Desk) join(w http.ResponseWriter, r *http.Request, v visit) {
	address, err := d.Conference.JoinModerator(r.Context(), v.meeting.ID, v.account, false)
	if err != nil {
		d.done(w, r, v, err)
		return
	}
	goTo(w, r, address)
}
