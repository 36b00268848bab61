package guests

import (
	"net/http"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/lobby"
)

// decided answers a decision with what it changed.
type decided struct {
	Decision lobby.Verdict `json:"decision"`
	// Guests are those whom it decided. Who was decided before, or is not known, is not among them.
	Guests []view `json:"guests"`
	// Remembered is what is decided for whoever knocks next, empty if the moderator is asked.
	Remembered lobby.Verdict `json:"remembered"`
}

func (a *API) decide(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	var body struct {
		Decision lobby.Verdict `json:"decision"`
		Guests   []string      `json:"guests"`
		Everyone bool          `json:"everyone"`
		Remember bool          `json:"remember"`
		Reason   string        `json:"reason"`
	}
	if err := rest.Read(r, &body); err != nil {
		return err
	}
	guests, err := a.Lobby.Decide(r.Context(), lobby.Decision{
		MeetingID: r.PathValue("id"), Verdict: body.Decision, Guests: body.Guests, Everyone: body.Everyone,
		Remember: body.Remember, Reason: body.Reason, By: who.Person(),
	})
	if err != nil {
		return err
	}
	door, err := a.Lobby.Door(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return rest.Answer(w, http.StatusOK, decided{body.Decision, rest.Views(guests, viewGuest), door.Remembered})
}
