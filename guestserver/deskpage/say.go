package deskpage

import (
	"context"
	"net/http"
	"strings"

	"foyer/guestserver/lobby"
)

// say writes the text to the guest in the field guest, or to all who wait. An empty text takes back the one before.
func (d *Desk) say(w http.ResponseWriter, r *http.Request, v visit) {
	d.act(w, r, v, func(ctx context.Context, meetingID string, by lobby.Person) error {
		// Browsers send line breaks as CR LF.
		text := strings.ReplaceAll(r.PostFormValue("text"), "\r\n", "\n")
		return d.Lobby.Say(ctx, meetingID, r.PostFormValue("guest"), text, by)
	})
}
