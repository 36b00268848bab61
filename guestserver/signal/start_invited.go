package signal

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"

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
	// A browser sends its cookies along, and keeps those of the answer, whichever page had it ask.
	if !e.sameOrigin(r) {
		return ticket{}, errForeign
	}
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
		// Whoever guesses codes knows no room, and must not learn this way that a code was right.
		wrong := fmt.Errorf("%w: the invite code is for another room", errBadRequest)
		return ticket{}, cmp.Or(e.Meetings.CheckGuesses(e.network(r)), wrong)
	}
	if errors.Is(err, meeting.ErrUnknown) {
		return ticket{}, cmp.Or(e.Meetings.CountGuess(e.network(r)), err)
	}
	if err != nil && !errors.Is(err, meeting.ErrReplaced) && !errors.Is(err, meeting.ErrExpired) && !errors.Is(err, meeting.ErrSwitchedOff) {
		return ticket{}, err
	}
	k := ticket{meetingID: m.ID, asksConsent: m.AsksConsent() || link.OnlyWhileRunning}
	k.knock = lobby.Knock{Name: link.Name, Role: lobby.Role(link.Role), Network: e.network(r)}
	if link.Kind == meeting.PersonalLink {
		k.knock.Invited = link.ID
	}
	if e.Device != nil {
		k.knock.Device = e.Device(w, r, m.ID)
	}
	if resumeErr := e.resume(r, &k, body.Resumption); resumeErr != nil || k.known {
		return k, resumeErr
	}
	// Whoever knocked already waits on, whatever has become of the link, and whatever others guess.
	if err := cmp.Or(e.Meetings.CheckGuesses(k.knock.Network), err); err != nil {
		return ticket{}, err
	}
	return k, e.Meetings.Unlock(r.Context(), link, body.Password, k.knock.Network)
}

// resume sets the token of a ticket: the one by which the guest is known at the meeting, or a new one. Who shows the token as a resumption
// token comes back on another connection, and the old one is ended; the cookie is also shown by a second tab.
func (e *Endpoint) resume(r *http.Request, k *ticket, resumption string) error {
	shown := []string{resumption}
	if cookie, err := r.Cookie(e.GuestCookie(k.meetingID)); err == nil && k.account == nil {
		shown = append(shown, cookie.Value)
	}
	for i, token := range shown {
		g, err := e.known(r, k, token)
		if errors.Is(err, lobby.ErrUnknownGuest) {
			continue
		}
		if err != nil {
			return err
		}
		if g.State == lobby.Left && g.Verdict != lobby.Allow {
			// Who gave up, or was removed, knocks anew, and with a new token, so that the client holds the one that takes it back. A
			// block holds on: without device and account the guest is known by its old token alone.
			if k.blocked, err = e.blocked(r, g); err != nil {
				return err
			}
			continue
		}
		k.token, k.known, k.resumed = token, true, i == 0
		if k.resumed {
			e.rooms.TakeOver(k.meetingID, g.ID)
		}
		return nil
	}
	k.token = lobby.NewToken()
	return nil
}

// known returns the guest that a token stands for, or ErrUnknownGuest. Whoever is signed in is known by a token of the account alone.
func (e *Endpoint) known(r *http.Request, k *ticket, token string) (lobby.Guest, error) {
	if token == "" {
		return lobby.Guest{}, lobby.ErrUnknownGuest
	}
	g, err := e.Lobby.Guest(r.Context(), k.meetingID, token)
	if err == nil && k.account != nil && g.AccountID != k.account.ID {
		err = lobby.ErrUnknownGuest
	}
	return g, err
}

// blocked reports whether a moderator keeps a guest out.
func (e *Endpoint) blocked(r *http.Request, g lobby.Guest) (bool, error) {
	blocks, err := e.Lobby.Blocks(r.Context(), g.MeetingID)
	return slices.ContainsFunc(blocks, func(b lobby.Block) bool { return b.GuestID == g.ID }), err
}
