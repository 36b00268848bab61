package meeting

import (
	"cmp"
	"context"
	"fmt"
	"slices"
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

// OwnWords is the mark of Foyer's own text about recording, which counts where a portal has none. Whoever changes that text changes the mark.
const OwnWords = "foyer-1"

// Mark names the wording of a text: an agreement is to that, and to no other.
func (n Notice) Mark() string { return cmp.Or(n.Version, OwnWords) }

// HasTerms reports whether guests have to agree to terms of use.
func (m Meeting) HasTerms() bool { return !m.Effective.Terms.Value.Empty() }

// AsksConsent reports whether guests have to agree to something before they knock. The page and the websocket both go by it.
func (m Meeting) AsksConsent() bool { return m.Recorded || m.HasTerms() }

// Agreed reports whether a guest who consented to this has agreed to all that the meeting asks for by now: it may have knocked before the
// meeting was to be recorded.
func (m Meeting) Agreed(consents []Consent) bool {
	to := func(kind ConsentKind, n Notice) bool {
		return slices.ContainsFunc(consents, func(c Consent) bool { return c.Kind == kind && c.Notice.Version == n.Mark() })
	}
	return (!m.Recorded || to(ToRecording, m.Effective.RecordingConsent.Value)) && (!m.HasTerms() || to(ToTerms, m.Effective.Terms.Value))
}

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
