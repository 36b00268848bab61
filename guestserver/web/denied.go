package web

import (
	"net/http"

	"foyer/guestserver/lobby"
)

// deniedPage tells a guest that it was not let in.
type deniedPage struct {
	guestPage
	// Again offers to ask again; the lobby enforces when.
	Again bool
}

// ByMeeting reports whether no person decided, but the meeting by its guest policy.
func (p deniedPage) ByMeeting() bool { return p.Guest.DecidedBy == lobby.Person{} }

func (s *site) denied(w http.ResponseWriter, r *http.Request, v visit, g lobby.Guest) {
	s.pages.Show(w, r, http.StatusOK, "denied", deniedPage{
		guestPage: guestPage{view: s.view(r, v), Guest: g}, Again: s.mayAskAgain(g),
	})
}

func (s *site) mayAskAgain(g lobby.Guest) bool {
	return g.State == lobby.Denied && s.Now().Sub(g.DecidedAt) >= lobby.AskAgainAfter
}
