package deskpage

import (
	"context"
	"net/http"

	"foyer/guestserver/lobby"
)

// showQueue shows guests their place in the queue, with the field show, or hides it.
func (d *Desk) showQueue(w http.ResponseWriter, r *http.Request, v visit) {
	d.act(w, r, v, func(ctx context.Context, meetingID string, by lobby.Person) error {
		return d.Lobby.ShowQueue(ctx, meetingID, r.PostFormValue("show") != "", by)
	})
}
