package deskpage

import (
	"context"
	"net/http"

	"foyer/guestserver/lobby"
)

// rename gives the guest in the field guest another name.
func (d *Desk) rename(w http.ResponseWriter, r *http.Request, v visit) {
	d.act(w, r, v, func(ctx context.Context, meetingID string, by lobby.Person) error {
		return d.Lobby.Rename(ctx, meetingID, r.PostFormValue("guest"), r.PostFormValue("name"), by)
	})
}
