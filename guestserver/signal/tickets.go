package signal

import (
	"crypto/rand"
	"sync"
	"time"

	"foyer/guestserver/lobby"
)

const (
	// ticketLasts is how long a ticket may be used, as at OpenTalk.
	ticketLasts = 30 * time.Second
	// ticketLength is how many random characters follow the meeting's ID in a ticket, as at OpenTalk.
	ticketLength = 27
)

// ticket says who may open a connection.
type ticket struct {
	meetingID string
	// account is set on the ticket of someone who is signed in.
	account *signedIn
	// moderates says that the account moderates the meeting. Everyone else comes as a guest, by the lobby.
	moderates bool
	// token is the guest's own, new if the guest has not knocked yet.
	token string
	// resumption is the token by which a moderator's connection can be taken over.
	resumption string
	// known says that the guest has knocked before, and resumed that it comes back on another connection.
	known, resumed bool
	// blocked says that a moderator keeps the guest out.
	blocked bool
	// knock is what is known of a guest before it says its name.
	knock lobby.Knock
	// asksConsent says that a guest must have consented on the page before it may knock.
	asksConsent bool

	expires time.Time
}

// signedIn is someone who is signed in.
type signedIn struct {
	lobby.Person
	// session is the token of the session.
	session string
}

// tickets are those given out and not used yet. The zero tickets is ready.
type tickets struct {
	mu    sync.Mutex
	given map[string]ticket
	swept time.Time
}

// give returns the secret of a new ticket.
func (t *tickets) give(k ticket) string {
	secret := k.meetingID + "#" + (rand.Text() + rand.Text())[:ticketLength]
	now := time.Now()
	k.expires = now.Add(ticketLasts)
	t.mu.Lock()
	defer t.mu.Unlock()
	if now.Sub(t.swept) > ticketLasts {
		t.sweep(now)
	}
	t.given[secret] = k
	return secret
}

// take returns the ticket of a secret, once.
func (t *tickets) take(secret string) (ticket, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	k, ok := t.given[secret]
	delete(t.given, secret)
	return k, ok && time.Now().Before(k.expires)
}

func (t *tickets) sweep(now time.Time) {
	if t.given == nil {
		t.given = map[string]ticket{}
	}
	for secret, k := range t.given {
		if !now.Before(k.expires) {
			delete(t.given, secret)
		}
	}
	t.swept = now
}
