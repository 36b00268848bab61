package deskpage

import (
	"errors"
	"net/http"
	"time"

	"foyer/guestserver/lobby"
)

// guestView is all that can be done about one guest.
type guestView struct {
	view
	Guest guestLine
}

// guest shows one guest: a page of its own, which the script shows in a dialog.
func (d *Desk) guest(w http.ResponseWriter, r *http.Request, v visit) {
	g, err := d.Lobby.Find(r.Context(), v.meeting.ID, r.PathValue("guest"))
	if errors.Is(err, lobby.ErrUnknownGuest) {
		d.Problem(w, r, http.StatusNotFound, "desk_guest", v.path())
		return
	}
	if err != nil {
		d.failed(w, r, err)
		return
	}
	page := d.view(r, v.account, v.meeting)
	d.Pages.Show(w, r, http.StatusOK, "guest", guestView{page, page.line(g, time.Now())})
}
