package meetings

import (
	"net/http"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
)

// invitationView has the addresses of what is needed to invite somebody.
type invitationView struct {
	GuestURL string `json:"guest_url"`
	// QRPNG and QRSVG are the guest link as a QR code, Poster a page to print with it.
	QRPNG  string `json:"qr_png"`
	QRSVG  string `json:"qr_svg"`
	Poster string `json:"poster"`
	// Calendar is the date for a calendar, empty if the meeting has none.
	Calendar string `json:"calendar,omitempty"`
}

func (a *API) invitation(w http.ResponseWriter, r *http.Request, _ rest.Caller) error {
	m, err := a.Meetings.Meeting(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	link := meeting.GuestURL(a.PublicURL, m.GuestCode)
	v := invitationView{GuestURL: link, QRPNG: link + "/qr.png", QRSVG: link + "/qr.svg", Poster: link + "/poster.pdf"}
	if !m.StartsAt.IsZero() {
		v.Calendar = link + "/meeting.ics"
	}
	return rest.Answer(w, http.StatusOK, v)
}
