package web

import (
	"encoding/base64"
	"net/http"
	"regexp"
	"time"

	"foyer/guestserver/lobby"
	"foyer/guestserver/lobby/names"
	"foyer/guestserver/meeting"
)

// How long the browser keeps what it knows. A token outlives a phone that closes its browser over lunch; a name
// lasts until the next semester.
const (
	keepToken = 24 * time.Hour
	keepName  = 180 * 24 * time.Hour
)

// nameCookie keeps the guest's name for the next time, in base64, since cookies hold ASCII only.
const nameCookie = "foyer_name"

var tokenForm = regexp.MustCompile(`^[A-Za-z0-9]{64}$`)

// CookieName returns the name of the cookie that holds the guest's token at a meeting. Each meeting has its own: a guest may wait
// at several. Its path is "/", since the script's request for a ticket is not below the meeting's page.
func CookieName(meetingID string) string { return "foyer_guest_" + shortID(meetingID) }

// consentCookie returns the name of the cookie that remembers consent. Each meeting has its own, since consent to one recording is
// none to another.
func consentCookie(meetingID string) string { return "foyer_consent_" + shortID(meetingID) }

func shortID(meetingID string) string { return meetingID[:min(8, len(meetingID))] }

// token returns the guest's token at the meeting, empty if there is none or what there is cannot be one.
func token(r *http.Request, m meeting.Meeting) string {
	c, err := r.Cookie(CookieName(m.ID))
	if err != nil || !tokenForm.MatchString(c.Value) {
		return ""
	}
	return c.Value
}

// rememberedName returns the name of the last time, empty if there is none or it is none.
func rememberedName(r *http.Request) string {
	c, err := r.Cookie(nameCookie)
	if err != nil {
		return ""
	}
	name, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return ""
	}
	clean, err := names.Clean(string(name))
	if err != nil {
		return ""
	}
	return clean
}

func rememberedConsent(r *http.Request, m meeting.Meeting) bool {
	c, err := r.Cookie(consentCookie(m.ID))
	return err == nil && c.Value == "yes"
}

// remember sets the cookies of a guest who knocked.
func (s *site) remember(w http.ResponseWriter, m meeting.Meeting, g lobby.Guest, token string) {
	s.setCookie(w, CookieName(m.ID), token, keepToken)
	s.setCookie(w, nameCookie, base64.RawURLEncoding.EncodeToString([]byte(g.Name)), keepName)
	if m.Recorded {
		s.setCookie(w, consentCookie(m.ID), "yes", keepName)
	}
}

// setCookie sets a cookie for a time; no time deletes it.
func (s *site) setCookie(w http.ResponseWriter, name, value string, keep time.Duration) {
	age := int(keep / time.Second)
	if keep == 0 {
		age = -1
	}
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: age,
		HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode,
	})
}
