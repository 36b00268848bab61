package deskpage

import (
	"net/http"
	"strconv"
)

// unblock takes the block in the field block back.
func (d *Desk) unblock(w http.ResponseWriter, r *http.Request, v visit) {
	id, err := strconv.ParseInt(r.PostFormValue("block"), 10, 64)
	if err != nil {
		id = 0 // Nothing has that number.
	}
	d.done(w, r, v, d.Lobby.Unblock(r.Context(), v.meeting.ID, id, v.by()))
}
