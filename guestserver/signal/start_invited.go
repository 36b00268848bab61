package signal

import (
	"errors"
	"fmt"
	"net/http"

	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// startInvited gives a guest a ticket. A guest that knocked before, on the page or on an earlier connection, is known by its cookie
// or by the resumption token.
func (e *Endpoint) startInvited(w http.ResponseWriter, r *http.Request) {
	k, err := e.invite(w, r)
	if err != nil {
		refuse(w, err)
		return
	}
	reply(w, http.StatusOK, started{Ticket: e.tickets.give(k), Resumption: k.token})
}

// invite returns the ticket for a request with a guest code.
func (e *Endpoint) invite(w http.ResponseWriter, r *http.Request) (ticket, error) {
	var body struct {
		InviteCode   string `json:"invite_code"`
		Password     string `json:"password"`
		BreakoutRoom string `json:"breakout_room"`
		Resumption   string `json:"resumption"`
	}
	if err := readBody(w, r, &body); err != nil {
		return ticket{}, err
	}
	if body.BreakoutRoom != "" {
		return ticket{}, errBreakout
	}
	m, link, err := e.Meetings.MeetingByCode(r.Context(), body.InviteCode)
	if m.ID != "" && m.ID != r.PathValue("id") {
		return ticket{}, fmt.Errorf("%w: the invite code is for another room", errBadRequest)
	}
	if err != nil && !errors.Is(err, meeting.ErrReplaced) && !errors.Is(err, meeting.ErrExpired) && !errors.Is(err, meeting.ErrSwitchedOff) {
		return ticket{}, err
	}
	k := ticket{meetingID: m.ID, asksConsent: asksConsent(m) || link.OnlyWhileRunning}
	k.knock = lobby.Knock{Name: link.Name, Role: lobby.Role(link.Role), Network: e.network(r)}
	if link.Kind == meeting.PersonalLink {
		k.knock.Invited = link.ID
	}
	if e.Device != nil {
		k.knock.Device = e.Device(r)
	}
	if resumeErr := e.resume(r, &k, body.Resumption); resumeErr != nil || k.known {
		return k, resumeErr
	}
	// Whoever knocked already waits on, whatever has become of the link.
	if err != nil {
		return ticket{}, err
	}
	return k, e.Meetings.Unlock(r.Context(), link, body.Password, k.knock.Network)
}

// asksConsent reports whether guests have to agree to something before they knock.
func asksConsent(m meeting.Meeting) bool { return m.Recorded || m.Effective.Terms.Value.Version != "" }

// resume sets the token of a ticket: the one by which the guest is known at the meeting, or a new one. Who shows the token as a resumption
// token comes back on another connection, and the old one is ended; the cookie is also shown by a second tab.
func (e *Endpoint) resume(r *http.Request, k *ticket, resumption string) error {
	g, err := e.known(r, k, resumption)
	if err != nil {
		return err
	}
	if g.ID != "" {
		k.token, k.known, k.resumed = resumption, true, true
		e.rooms.TakeOver(k.meetingID, g.ID)
		return nil
	}
	if cookie, err := r.Cookie(e.GuestCookie(k.meetingID)); err == nil && k.account == nil {
		g, err := e.known(r, k, cookie.Value)
		if err != nil {
			return err
		}
		if g.ID != "" {
			k.token, k.known = cookie.Value, true
			return nil
		}
	}
	k.token = lobby.NewToken()
	return nil
}

// known returns the guest that a token stands for, the zero Guest if there is none. Who gave up at the door knocks anew, and with a new
// token, so that the client holds the one that takes it back.
func (e *Endpoint) known(r *http.Request, k *ticket, token string) (lobby.Guest, error) {
	if token == "" {
		return lobby.Guest{}, nil
	}
	g, err := e.Lobby.Guest(r.Context(), k.meetingID, token)
	switch {
	case errors.Is(err, lobby.ErrUnknownGuest):
		return lobby.Guest{}, nil
	case err != nil:
		return lobby.Guest{}, err
	case k.account != nil && g.AccountID != k.account.ID, g.State == lobby.Left && g.Verdict != lobby.Allow:
		return lobby.Guest{}, nil
	}
	return g, nil
}
