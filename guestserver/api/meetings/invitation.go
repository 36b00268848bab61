package meetings

import (
	"fmt"
	"net/http"

	"foyer/guestserver/api/rest"
	"foyer/guestserver/meeting"
	"foyer/guestserver/web/invite"
)

// invitationView is what is needed to invite somebody.
type invitationView struct {
	// Text is an invitation to send, with the link, the access code and the times.
	Text     string `json:"text"`
	GuestURL string `json:"guest_url"`
	// QRPNG and QRSVG are the guest link as a QR code, Poster a page to print with it.
	QRPNG  string `json:"qr_png"`
	QRSVG  string `json:"qr_svg"`
	Poster string `json:"poster"`
	// Calendar is the date for a calendar, empty if the meeting has none.
	Calendar string `json:"calendar,omitempty"`
}

// invitation answers how to invite guests, in the language that the parameter language names or the browser asks for. Members are not
// told the access code.
func (a *API) invitation(w http.ResponseWriter, r *http.Request, who rest.Caller) error {
	m, err := a.Meetings.Meeting(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	link := meeting.GuestURL(a.PublicURL, m.GuestCode)
	i := invite.Invitation{MeetingID: m.ID, Meeting: m.Name, Group: m.GroupName, URL: link, StartsAt: m.StartsAt, EndsAt: m.EndsAt}
	if who.In.AtLeast(meeting.RoleModerator) {
		links, err := a.Meetings.Links(r.Context(), m.ID)
		if err != nil {
			return fmt.Errorf("find access code: %w", err)
		}
		if len(links) > 0 {
			i.AccessCode = links[0].AccessCode
		}
	}
	texts := a.Texts.For(r.URL.Query().Get("language"), r.Header.Get("Accept-Language"))
	v := invitationView{
		Text: invite.Text(texts, i), GuestURL: link, QRPNG: link + "/qr.png", QRSVG: link + "/qr.svg", Poster: link + "/poster.pdf",
	}
	if !m.StartsAt.IsZero() {
		v.Calendar = link + "/meeting.ics"
	}
	return rest.Answer(w, http.StatusOK, v)
}
