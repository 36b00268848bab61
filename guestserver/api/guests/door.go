package guests

import (
	"net/http"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/lobby"
)

// doorView is how a meeting answers a knock.
type doorView struct {
	// Decides is what becomes of a knock by a stranger, empty if a moderator is asked.
	Decides    lobby.Verdict `json:"decides"`
	Remembered lobby.Verdict `json:"remembered"`
	Message    string        `json:"message"`
	ShowQueue  bool          `json:"show_queue"`
	Limit      int           `json:"limit"`
	Rules      lobby.Rules   `json:"rules"`
}

func (a *API) door(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
	return a.answerDoor(w, r)
}

// answerDoor answers how the meeting of a request answers a knock by now.
func (a *API) answerDoor(w http.ResponseWriter, r *http.Request) error {
	d, err := a.Lobby.Door(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return rest.Answer(w, http.StatusOK, doorView{
		Decides: d.Verdict(), Remembered: d.Remembered, Message: d.Message, ShowQueue: d.ShowQueue, Limit: d.Limit, Rules: d.Rules,
	})
}
