package deskpage

import (
	"net/http"
)

// ticket answers the script with a ticket to the signaling. The cookie is in no reach of the script.
func (d *Desk) ticket(w http.ResponseWriter, r *http.Request, v visit) {
	d.Ticket(w, r, d.Browsers.Token(r))
}
