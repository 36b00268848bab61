package cookie

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
)

// digestLength is how many bytes of an HMAC are kept. Nobody tries 2^128 of them.
const digestLength = 16

// Device returns the id by which the meeting knows the request's browser again, so that a moderator can keep it out under whatever
// name it comes. It is another one at each meeting: nobody can tell from them who came to two. A browser without a device, or
// with a forged one, is given one that lasts.
func (j Jar) Device(w http.ResponseWriter, r *http.Request, meetingID string) string {
	id := j.device(r)
	if id == "" {
		id = rand.Text()
	}
	j.set(w, deviceCookie, id+"."+j.digest("device", id), KeepDevice)
	return j.digest("device at "+meetingID, id)
}

// KnownDevice returns the same id for a browser that has a device, empty for another.
func (j Jar) KnownDevice(r *http.Request, meetingID string) string {
	id := j.device(r)
	if id == "" {
		return ""
	}
	return j.digest("device at "+meetingID, id)
}

// ForgetDevice drops the browser's device.
func (j Jar) ForgetDevice(w http.ResponseWriter) { j.set(w, deviceCookie, "", 0) }

// device returns the id that the server once gave to the request's browser, empty if it gave none.
func (j Jar) device(r *http.Request) string {
	c, err := r.Cookie(deviceCookie)
	if err != nil {
		return ""
	}
	id, signature, _ := strings.Cut(c.Value, ".")
	if !hmac.Equal([]byte(signature), []byte(j.digest("device", id))) {
		return ""
	}
	return id
}

// digest returns what only the server can make of a text. Texts for one purpose are worth nothing for another.
func (j Jar) digest(purpose, text string) string {
	mac := hmac.New(sha256.New, j.Key)
	mac.Write([]byte(purpose + "\x00" + text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:digestLength])
}
