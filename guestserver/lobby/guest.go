package lobby

import (
	"crypto/rand"
	"crypto/sha256"
	"time"

	"github.com/google/uuid"
)

// Verdict is a decision. The zero Verdict is none.
type Verdict string

// The decisions.
const (
	Allow Verdict = "allow"
	Deny  Verdict = "deny"
)

// Valid reports whether v is one of the two decisions.
func (v Verdict) Valid() bool { return v == Allow || v == Deny }

// happening is what the verdict does to a guest.
func (v Verdict) happening() happening {
	if v == Allow {
		return allowed
	}
	return denied
}

// Role is what a guest is in the meeting, once it is let in.
type Role string

// The roles. A guest who is invited as a moderator waits like all others, and then enters as a moderator.
const (
	RoleGuest     Role = ""
	RoleModerator Role = "moderator"
)

// Flag is something about a guest that a moderator should know before deciding.
type Flag string

// The flags. They are computed when the guest knocks.
const (
	// LooksLikeModerator says that the name can be taken for that of one of the meeting's moderators.
	LooksLikeModerator Flag = "looks_like_moderator"
	// SameName says that the name can be taken for that of someone who waits or is inside.
	SameName Flag = "same_name"
	// DeniedBefore says that the same device or account was denied at this meeting before.
	DeniedBefore Flag = "denied_before"
)

// Guest is someone who knocked.
type Guest struct {
	// ID is a UUID. It is the participant's id in the signaling and the userID in BigBlueButton.
	ID        string
	MeetingID string
	Name      string
	// AskedName is what the guest called itself, if a moderator gave it another Name.
	AskedName string
	State     State
	Role      Role
	// Place orders guests by their knock, over all meetings.
	Place     int64
	KnockedAt time.Time
	// ConsentAt is when the guest consented to a recording, zero if it was not asked.
	ConsentAt time.Time
	// ConsentVersion and TermsVersion say which texts the guest agreed to, empty if there were none.
	ConsentVersion, TermsVersion string
	// Invited is the id of the personal link that the guest came by, empty if there was none.
	Invited string
	// Device is the id of the browser's signed device token, empty if it is unknown.
	Device string
	// NewDevice says that the device was made for this knock, so that nothing can be known of it.
	NewDevice bool
	// AccountID is the account of a person who is signed in, empty for anyone else.
	AccountID string
	Flags     []Flag
	// SentBack says that a moderator sent the guest back to the waiting room. Nobody but a moderator lets it in again.
	SentBack bool
	// Message is what a moderator wrote to this guest last.
	Message string
	// DecisionID is the entry in the decision log that brought the guest to where it is, 0 if it waits undecided. Verdict,
	// DecidedAt, DecidedBy and Reason are that entry's.
	DecisionID int64
	// Verdict is the decision, empty if the entry is none: the guest was removed, say.
	Verdict Verdict
	// DecidedAt is zero before a decision.
	DecidedAt time.Time
	// DecidedBy is who decided; the zero Person is the meeting itself, by its policy or a rule.
	DecidedBy Person
	// Reason is what the guest is told with a denial or a removal.
	Reason string
}

// Person is a moderator who decides.
type Person struct {
	ID   string
	Name string
}

// Knock is a guest's request to enter.
type Knock struct {
	MeetingID string
	// Name is what the guest calls itself; name.Clean is applied to it.
	Name string
	// Token is the guest's token of an earlier knock at this meeting, empty for a new guest.
	Token string
	// NewToken is the token that a new guest gets, made by NewToken. If it is empty, or is that of an earlier knock, one is made.
	NewToken string
	// Consent says that the guest consents to a recording.
	Consent bool
	// ConsentVersion and TermsVersion say which texts the guest agreed to.
	ConsentVersion, TermsVersion string
	// Role is RoleModerator if the guest's personal link says so.
	Role Role
	// Invited is the id of the guest's personal link, empty if it came by the guest link.
	Invited string
	// Device is the id of the browser's signed device token, empty if it has none.
	Device string
	// NewDevice says that the device was made for this knock, so that nothing can be known of it.
	NewDevice bool
	// AccountID is the account of a person who is signed in.
	AccountID string
	// Network is throttle.NetworkOf the guest's address. It is kept in memory only, for as long as the limit of knocks needs it. Knocks
	// of an unknown network, which is empty, count for the meeting alone.
	Network string
}

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
	return Guest{ID: newID(), MeetingID: meetingID, Name: name, State: Waiting, KnockedAt: now}
}

// newID returns an ID that comes after those made before: the database adds it at the end of an index, instead of somewhere within.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

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
