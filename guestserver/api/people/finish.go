package people

import (
	"net/http"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/lobby/throttle"
	"foyer/guestserver/signin"
)

// finish exchanges what the provider called a desktop app back with for a session.
func (a *API) finish(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		Code     string `json:"code"`
		Issuer   string `json:"issuer"`
		Redirect string `json:"redirect"`
		Verifier string `json:"code_verifier"`
		Nonce    string `json:"nonce"`
	}
	if err := rest.Read(r, &body); err != nil {
		return err
	}
	acc, err := a.Provider.Finish(r.Context(), signin.Answer{
		Code: body.Code, Issuer: body.Issuer, Redirect: body.Redirect, Verifier: body.Verifier, Nonce: body.Nonce,
		Network: throttle.NetworkOf(a.Proxies.Address(r)),
	})
	if err != nil {
		return err
	}
	return a.answerSession(w, r, acc)
}
