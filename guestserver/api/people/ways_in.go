package people

import (
	"net/http"

	"foyer/guestserver/api/rest"
)

// waysIn answers how people sign in here, to anyone: whoever asks is not signed in yet.
func (a *API) waysIn(w http.ResponseWriter, _ *http.Request) error {
	return rest.Answer(w, http.StatusOK, struct {
		Password bool `json:"password"`
		// Provider is what people know the sign-in provider by, empty if there is none.
		Provider string `json:"provider"`
	}{true, a.Provider.Name()})
}
