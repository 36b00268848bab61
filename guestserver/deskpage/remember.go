package deskpage

import (
	"context"
	"net/http"

	"foyer/guestserver/lobby"
)

// remember takes the decision in the field decision for whoever knocks next; the empty one has moderators asked.
func (d *Desk) remember(w http.ResponseWriter, r *http.Request, v visit) {
	d.act(w, r, v, func(ctx context.Context, meetingID string, by lobby.Person) error {
		return d.Lobby.Remember(ctx, meetingID, lobby.Verdict(r.PostFormValue("decision")), by)
	})
}
