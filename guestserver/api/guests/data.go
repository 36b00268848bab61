package guests

import (
	"fmt"
	"net/http"
	"time"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

// dataView is all that is known of a guest, for whoever has to hand it out.
type dataView struct {
	Guest     view          `json:"guest"`
	Device    string        `json:"device,omitempty"`
	AccountID string        `json:"account_id,omitempty"`
	Invited   string        `json:"invited,omitempty"`
	Decisions []entryView   `json:"decisions"`
	Consents  []consentView `json:"consents"`
}

// consentView is what a guest has agreed to.
type consentView struct {
	At     time.Time           `json:"at"`
	Kind   meeting.ConsentKind `json:"kind"`
	Notice meeting.Notice      `json:"notice"`
}

func viewConsent(c meeting.Consent) consentView { return consentView{c.At, c.Kind, c.Notice} }

func (a *API) data(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
	data, err := a.Lobby.DataOf(r.Context(), r.PathValue("id"), r.PathValue("guest"))
	if err != nil {
		return err
	}
	g := data.Guest
	consents, err := a.Meetings.Consents(r.Context(), g.MeetingID, g.ID)
	if err != nil {
		return fmt.Errorf("read consents of guest: %w", err)
	}
	return rest.Answer(w, http.StatusOK, dataView{
		Guest: viewGuest(g), Device: g.Device, AccountID: g.AccountID, Invited: g.Invited, Decisions: rest.Views(data.Decisions, viewEntry),
		Consents: rest.Views(consents, viewConsent),
	})
}
