// Package cookie is what a guest's browser keeps for the guest server. All of it is needed to let guests in, and none of it tells
// anybody else who they are.
//
// Whatever comes back from a browser can be forged: a token is worth what the lobby says, a device counts only with the server's
// signature, and all else merely fills in forms.
package cookie

import (
	"encoding/base64"
	"net/http"
	"regexp"
	"time"

	"foyer/guestserver/lobby/names"
)

// How long the browser keeps what it knows.
const (
	// KeepToken outlives a phone that closes its browser over lunch.
	KeepToken = 24 * time.Hour
	// KeepName and KeepLanguage last until the next semester.
	KeepName     = 180 * 24 * time.Hour
	KeepLanguage = 180 * 24 * time.Hour
	// KeepDevice outlasts the longest series of meetings that somebody was blocked from.
	KeepDevice = 30 * 24 * time.Hour
)

// Names of cookies.
const (
	// nameCookie keeps the guest's name, in base64, since cookies hold ASCII only.
	nameCookie     = "foyer_name"
	languageCookie = "foyer_language"
	deviceCookie   = "foyer_device"
)

var tokenForm = regexp.MustCompile(`^[A-Za-z0-9]{64}$`)

// IsToken reports whether a value can be a guest's token.
func IsToken(value string) bool { return tokenForm.MatchString(value) }

// TokenName returns the name of the cookie that holds the guest's token at a meeting. Each meeting has its own: a guest may wait
// at several. Its path is "/", since the script's request for a ticket is not below the meeting's page.
func TokenName(meetingID string) string { return "foyer_guest_" + shortID(meetingID) }

// consentName returns the name of the cookie that remembers consent. Each meeting has its own, since consent to one recording is
// none to another.
func consentName(meetingID string) string { return "foyer_consent_" + shortID(meetingID) }

func shortID(meetingID string) string { return meetingID[:min(8, len(meetingID))] }

// Jar reads and sets the cookies.
type Jar struct {
	// Secure says that guests come by HTTPS: cookies are then sent by HTTPS only.
	Secure bool
	// Key signs devices.
	Key []byte
}

// Token returns the guest's token at a meeting, empty if there is none or what there is cannot be one.
func (Jar) Token(r *http.Request, meetingID string) string {
	c, err := r.Cookie(TokenName(meetingID))
	if err != nil || !IsToken(c.Value) {
		return ""
	}
	return c.Value
}

// SetToken keeps the guest's token at a meeting; the empty one drops it.
func (j Jar) SetToken(w http.ResponseWriter, meetingID, token string) {
	j.set(w, TokenName(meetingID), token, KeepToken)
}

// GuestName returns the name of the last time, empty if there is none or it is none.
func (Jar) GuestName(r *http.Request) string {
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

// SetGuestName keeps the guest's name for the next time.
func (j Jar) SetGuestName(w http.ResponseWriter, name string) {
	j.set(w, nameCookie, base64.RawURLEncoding.EncodeToString([]byte(name)), KeepName)
}

// Consented reports whether the guest has agreed to these very words at the meeting before. Words are what the guest saw.
func (j Jar) Consented(r *http.Request, meetingID, words string) bool {
	c, err := r.Cookie(consentName(meetingID))
	return err == nil && c.Value == j.digest("consent", words)
}

// SetConsent keeps that the guest has agreed to these words at the meeting.
func (j Jar) SetConsent(w http.ResponseWriter, meetingID, words string) {
	j.set(w, consentName(meetingID), j.digest("consent", words), KeepName)
}

// maxLanguage is the longest tag of a language, in bytes.
const maxLanguage = 35

// Language returns the language that the guest chose by hand, empty if there is none. It may be any short value.
func (Jar) Language(r *http.Request) string {
	c, err := r.Cookie(languageCookie)
	if err != nil || len(c.Value) > maxLanguage {
		return ""
	}
	return c.Value
}

// SetLanguage keeps the language that the guest chose by hand.
func (j Jar) SetLanguage(w http.ResponseWriter, tag string) {
	j.set(w, languageCookie, tag, KeepLanguage)
}

// Forget drops all that the browser keeps of the guest of a meeting, and its name, but for the device.
func (j Jar) Forget(w http.ResponseWriter, meetingID string) {
	for _, name := range []string{TokenName(meetingID), consentName(meetingID), nameCookie} {
		j.set(w, name, "", 0)
	}
}

// set sets a cookie for a time; the empty value deletes it.
func (j Jar) set(w http.ResponseWriter, name, value string, keep time.Duration) {
	age := int(keep / time.Second)
	if value == "" {
		age = -1
	}
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: age,
		HttpOnly: true, Secure: j.Secure, SameSite: http.SameSiteLaxMode,
	})
}
