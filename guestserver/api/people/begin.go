package people

import (
	"net/http"

	"foyer/guestserver/api/rest"
)

// begin answers where a desktop app sends a browser, to sign in by the provider.
func (a *API) begin(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		Redirect  string `json:"redirect"`
		Challenge string `json:"code_challenge"`
	}
	if err := rest.Read(r, &body); err != nil {
		return err
	}
	begun, err := a.Provider.BeginApp(r.Context(), body.Redirect, body.Challenge)
	if err != nil {
		return err
	}
	return rest.Answer(w, http.StatusOK, struct {
		URL   string `json:"url"`
		State string `json:"state"`
		Nonce string `json:"nonce"`
	}{begun.URL, begun.State, begun.Nonce})
}
