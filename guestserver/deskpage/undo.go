package deskpage

import (
	"net/http"
	"strconv"
)

// undo takes the decision in the field decision back.
func (d *Desk) undo(w http.ResponseWriter, r *http.Request, v visit) {
	id, err := strconv.ParseInt(r.PostFormValue("decision"), 10, 64)
	if err != nil {
		id = 0 // Nothing has that number.
	}
	_, err = d.Lobby.Undo(r.Context(), v.meeting.ID, id, v.by())
	d.done(w, r, v, err)
}
