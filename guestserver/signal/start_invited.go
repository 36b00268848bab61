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
	token, err := e.known(r, m.ID, body.Resumption)
	if err != nil {
		refuse(w, err)
		return
	}
	token = cmp.Or(token, lobby.NewToken())
	secret := e.tickets.give(ticket{meetingID: m.ID, token: token, recorded: m.Recorded})
	reply(w, http.StatusOK, started{Ticket: secret, Resumption: token})
}

// known returns the token by which the guest is known at the meeting, empty if there is none: the resumption token, or else the
// cookie. Who left knocks anew, and with a new token, so that the client holds the one that takes it back.
func (e *Endpoint) known(r *http.Request, meetingID, resumption string) (string, error) {
	tokens := []string{resumption}
	if cookie, err := r.Cookie(e.GuestCookie(meetingID)); err == nil {
		tokens = append(tokens, cookie.Value)
	}
	for _, token := range tokens {
		g, err := e.Lobby.Guest(r.Context(), meetingID, token)
		switch {
		case err == nil && g.State != lobby.Left:
			return token, nil
		case err != nil && !errors.Is(err, lobby.ErrUnknownGuest):
			return "", err
		}
	}
	return "", nil
}
