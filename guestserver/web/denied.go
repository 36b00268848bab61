package web

import (
	"fmt"
	"net/http"
	"slices"

	"foyer/guestserver/lobby"
)

// deniedPage tells a guest that it was not let in.
type deniedPage struct {
	guestPage
	// KeptOut says that asking again is no use: a moderator keeps the guest out.
	KeptOut bool
	// Again offers to ask again; the lobby enforces when.
	Again bool
}

// ByMeeting reports whether no person decided, but the meeting by its guest policy.
func (p deniedPage) ByMeeting() bool { return p.Guest.DecidedBy == lobby.Person{} }

func (s *site) denied(w http.ResponseWriter, r *http.Request, v visit, g lobby.Guest) {
	keptOut, err := s.keptOut(r, v, g)
	if err != nil {
		s.failed(w, r, v, err)
		return
	}
	s.pages.Show(w, r, http.StatusOK, "denied", deniedPage{
		guestPage: guestPage{view: s.view(r, v), Guest: g}, KeptOut: keptOut, Again: !keptOut && s.deniedLongAgo(g),
	})
}

// keptOut reports whether a moderator has blocked the guest, or its device or account under another name.
func (s *site) keptOut(r *http.Request, v visit, g lobby.Guest) (bool, error) {
	blocks, err := s.Lobby.Blocks(r.Context(), v.meeting.ID)
	if err != nil {
		return false, fmt.Errorf("read blocks: %w", err)
	}
	return slices.ContainsFunc(blocks, func(b lobby.Block) bool {
		return b.GuestID == g.ID || b.Device != "" && b.Device == g.Device || b.AccountID != "" && b.AccountID == g.AccountID
	}), nil
}

// mayAskAgain reports whether a denied guest may knock again.
func (s *site) mayAskAgain(r *http.Request, v visit, g lobby.Guest) (bool, error) {
	if !s.deniedLongAgo(g) {
		return false, nil
	}
	keptOut, err := s.keptOut(r, v, g)
	return !keptOut, err
}

func (s *site) deniedLongAgo(g lobby.Guest) bool {
	return s.Now().Sub(g.DecidedAt) >= lobby.AskAgainAfter
}
