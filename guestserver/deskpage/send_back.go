package deskpage

import (
	"context"
	"net/http"

	"foyer/guestserver/lobby"
)

// sendBack sends the guest in the field guest back to the waiting room.
func (d *Desk) sendBack(w http.ResponseWriter, r *http.Request, v visit) {
	d.act(w, r, v, func(ctx context.Context, meetingID string, by lobby.Person) error {
		return d.Lobby.SendBack(ctx, meetingID, r.PostFormValue("guest"), by)
	})
}
