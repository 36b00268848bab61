package portal

import (
	"net/http"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

func (a *API) changePortal(w http.ResponseWriter, r *http.Request, acc account.Account) error {
	p, err := a.Meetings.Portal(r.Context())
	if err != nil {
		return err
	}
	if err := rest.CheckVersion(r, p.Version); err != nil {
		return err
	}
	type changeable struct {
		Settings rest.Settings `json:"settings"`
	}
	changed, err := rest.ReadPatch(r, changeable{rest.Settings(p.Settings)})
	if err != nil {
		return err
	}
	p.Settings = meeting.Settings(changed.Settings)
	if p, err = a.Meetings.UpdatePortal(r.Context(), p); err != nil {
		return err
	}
	a.portalChanged(r.Context(), rest.Caller{Account: acc}.Person())
	return answerPortal(w, p)
}
