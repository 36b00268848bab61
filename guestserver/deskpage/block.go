package deskpage

import (
	"context"
	"net/http"

	"foyer/guestserver/lobby"
)

// block keeps the guest in the field guest out, with whoever else has its device or account.
func (d *Desk) block(w http.ResponseWriter, r *http.Request, v visit) {
	d.act(w, r, v, func(ctx context.Context, meetingID string, by lobby.Person) error {
		return d.Lobby.Block(ctx, meetingID, r.PostFormValue("guest"), by)
	})
}
