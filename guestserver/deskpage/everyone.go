package deskpage

import (
	"net/http"

	"foyer/guestserver/lobby"
)

// everyoneView is what can be written to all who wait.
type everyoneView struct {
	view
	// Waits is how many there are.
	Waits int
	Door  lobby.Door
}

// everyone shows what can be written to all who wait: a message, or a reason with which all are denied.
func (d *Desk) everyone(w http.ResponseWriter, r *http.Request, v visit) {
	door, err := d.Lobby.Door(r.Context(), v.meeting.ID)
	if err != nil {
		d.failed(w, r, err)
		return
	}
	waits, err := d.Lobby.CountWaiting(r.Context(), v.meeting.ID)
	if err != nil {
		d.failed(w, r, err)
		return
	}
	d.Pages.Show(w, r, http.StatusOK, "everyone", everyoneView{d.view(r, v.account, v.meeting), waits, door})
}
