package portal

import (
	"net/http"

	"foyer/guestserver/account"
	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

// portalView is the portal as it is answered.
type portalView struct {
	Settings  meeting.Settings  `json:"settings"`
	Effective meeting.Effective `json:"effective"`
	Version   int64             `json:"version"`
}

func (a *API) getPortal(w http.ResponseWriter, r *http.Request, _ account.Account) error {
	p, err := a.Meetings.Portal(r.Context())
	if err != nil {
		return err
	}
	return answerPortal(w, p)
}

func answerPortal(w http.ResponseWriter, p meeting.Portal) error {
	rest.SetVersion(w, p.Version)
	return rest.Answer(w, http.StatusOK, portalView{p.Settings, meeting.Inherit(portalLevel(p)), p.Version})
}

// portalLevel returns the weakest level of settings.
func portalLevel(p meeting.Portal) meeting.Level {
	return meeting.Level{Source: meeting.FromPortal, Settings: p.Settings}
}
