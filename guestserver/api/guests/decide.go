package guests

import (
	"fmt"
	"net/http"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
	"foyer/guestserver/lobby"
)

// decision answers a decision with what it changed.
type decision struct {
	Decision string `json:"decision"`
	// Guests are those whom it decided. Who was decided before, or is not known, is not among them.
	Guests []view `json:"guests"`
	// Remembered is what is decided for whoever knocks next, empty if the moderator is asked.
	Remembered string `json:"remembered"`
}

func (a *API) decide(w http.ResponseWriter, r *http.Request, acc account.Account) error {
	m, err := a.Meetings.Moderated(r.Context(), acc.ID, r.PathValue("id"))
	if err != nil {
		return fmt.Errorf("decide: %w", err)
	}
	var body struct {
		Decision string   `json:"decision"`
		Guests   []string `json:"guests"`
		Everyone bool     `json:"everyone"`
		Remember bool     `json:"remember"`
		Reason   string   `json:"reason"`
	}
	if err := rest.Read(r, &body); err != nil {
		return err
	}
	decided, err := a.Lobby.Decide(r.Context(), lobby.Decision{
		MeetingID: m.ID, Verdict: lobby.Verdict(body.Decision), Guests: body.Guests, Everyone: body.Everyone,
		Remember: body.Remember, Reason: body.Reason, By: person(acc),
	})
	if err != nil {
		return err
	}
	door, err := a.Lobby.Door(r.Context(), m.ID)
	if err != nil {
		return err
	}
	return rest.Answer(w, http.StatusOK, decision{
		Decision: body.Decision, Guests: rest.Views(decided, viewGuest), Remembered: string(door.Remembered),
	})
}
