package deskpage

import (
	"context"
	"net/http"

	"foyer/guestserver/lobby"
)

// kick removes the guest in the field guest from the meeting, with the field ban also for the future.
func (d *Desk) kick(w http.ResponseWriter, r *http.Request, v visit) {
	d.act(w, r, v, func(ctx context.Context, meetingID string, by lobby.Person) error {
		return d.Lobby.Kick(ctx, meetingID, r.PostFormValue("guest"), by, r.PostFormValue("ban") != "")
	})
}
