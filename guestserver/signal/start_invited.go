package signal

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"

	"foyer/guestserver/lobby"
)

// startInvited gives a guest a ticket. A guest that knocked before, on the page or on an earlier connection, is known by its cookie
// or by the resumption token.
func (e *Endpoint) startInvited(w http.ResponseWriter, r *http.Request) {
	var body struct {
		InviteCode string `json:"invite_code"`
		Resumption string `json:"resumption"`
	}
	if err := readBody(w, r, &body); err != nil {
		refuse(w, err)
		return
	}
	m, err := e.Meetings.ByGuestCode(r.Context(), body.InviteCode)
	if err != nil {
		refuse(w, err)
		return
	}
	if m.ID != r.PathValue("id") {
		refuse(w, fmt.Errorf("%w: the invite code is for another room", errBadRequest))
		return
	}
	token := body.Resumption
	if cookie, err := r.Cookie(e.GuestCookie(m.ID)); err == nil {
		token = cmp.Or(token, cookie.Value)
	}
	if token != "" {
		_, err := e.Lobby.Guest(r.Context(), m.ID, token)
		switch {
		case errors.Is(err, lobby.ErrUnknownGuest):
			token = ""
		case err != nil:
			refuse(w, err)
			return
		}
	}
	token = cmp.Or(token, lobby.NewToken())
	secret := e.tickets.give(ticket{meetingID: m.ID, token: token, recorded: m.Recorded})
	reply(w, http.StatusOK, started{Ticket: secret, Resumption: token})
}
