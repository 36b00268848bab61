package meeting

import (
	"context"
	"fmt"
	"time"
)

// ConsentKind is what a guest has agreed to.
type ConsentKind string

// The kinds of consent.
const (
	ToRecording ConsentKind = "recording"
	ToTerms     ConsentKind = "terms"
)

// Consent is the record that a guest agreed to a text. It is removed with the guest.
type Consent struct {
	// ID is a number of its own, larger than those of earlier consents.
	ID        int64
	MeetingID string
	GuestID   string
	Kind      ConsentKind
	// Notice is the text as the guest was shown it.
	Notice Notice
	At     time.Time
}

// Empty reports whether there is nothing to read, and so nothing to agree to, whatever version it is called.
func (n Notice) Empty() bool { return n.Text == "" && n.URL == "" }

// HasTerms reports whether guests have to agree to terms of use.
func (m Meeting) HasTerms() bool { return !m.Effective.Terms.Value.Empty() }

// AsksConsent reports whether guests have to agree to something before they knock. The page and the websocket both go by it.
func (m Meeting) AsksConsent() bool { return m.Recorded || m.HasTerms() }

// Consent keeps what a guest has agreed to, which holds from now on.
func (s *Meetings) Consent(ctx context.Context, consents ...Consent) error {
	now := time.Now()
	for i := range consents {
		consents[i].At = now
		if k := consents[i].Kind; k != ToRecording && k != ToTerms {
			return fmt.Errorf("keep consent: %w: unknown kind %.20q", ErrInvalid, k)
		}
	}
	if err := s.store.AddConsents(ctx, consents); err != nil {
		return fmt.Errorf("keep consent: %w", err)
	}
	return nil
}

// Consents returns what a guest has agreed to in a meeting, the oldest first; of all guests if guestID is empty.
func (s *Meetings) Consents(ctx context.Context, meetingID, guestID string) ([]Consent, error) {
	return s.store.Consents(ctx, meetingID, guestID)
}

// ConsentsAfter returns at most limit of the consents of all guests of a meeting, the oldest first, after the one of an ID.
func (s *Meetings) ConsentsAfter(ctx context.Context, meetingID string, id int64, limit int) ([]Consent, error) {
	return s.store.ConsentsAfter(ctx, meetingID, id, limit)
}
