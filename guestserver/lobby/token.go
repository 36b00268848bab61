package lobby

import (
	"crypto/rand"
	"crypto/sha256"
	"time"

	"github.com/google/uuid"
)

// tokenLength is the length of a guest's token in characters, the one of OpenTalk's resumption tokens.
const tokenLength = 64

// NewToken returns a secret that only the guest has, of letters and digits.
func NewToken() string {
	return (rand.Text() + rand.Text() + rand.Text())[:tokenLength]
}

// hashToken returns what the store keeps of a token. The token has so many random bits that a plain hash protects it.
func hashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

func newGuest(meetingID, name string, now time.Time) Guest {
	return Guest{ID: uuid.NewString(), MeetingID: meetingID, Name: name, State: Waiting, KnockedAt: now}
}

// stillStands reports whether a new knock of the same guest changes nothing: it waits, or was decided on a moment ago, or has left the
// meeting and may come back.
func (g Guest) stillStands(now time.Time) bool {
	switch g.State {
	case Waiting, Gone:
		return true
	case Denied:
		return now.Sub(g.DecidedAt) < AskAgainAfter
	case Allowed, Entering, Inside:
		return !g.decisionExpired(now)
	case Left:
		return g.Verdict == Allow && !g.decisionExpired(now)
	}
	return false
}

func (g Guest) decisionExpired(now time.Time) bool { return now.Sub(g.DecidedAt) >= DecisionLasts }
