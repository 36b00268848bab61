package lobby

import (
	"context"
	"fmt"
	"log/slog"
	"time"
)

// DefaultKeepNames is how long is kept who knocked, and what was decided.
const DefaultKeepNames = 30 * 24 * time.Hour

// purgeEvery is how often is removed what is older.
const purgeEvery = 24 * time.Hour

// Data is all that is known of one guest.
type Data struct {
	Guest Guest
	// Decisions are the entries of the decision log about the guest, the latest first. They name nobody else.
	Decisions []LogEntry
}

// GuestData returns all that is known of the guest of a token.
func (l *Lobby) GuestData(ctx context.Context, meetingID, token string) (Data, error) {
	g, err := l.store.GuestByToken(ctx, meetingID, hashToken(token))
	if err != nil {
		return Data{}, fmt.Errorf("read guest: %w", err)
	}
	decisions, err := l.store.DecisionsOn(ctx, g)
	if err != nil {
		return Data{}, fmt.Errorf("read decisions on guest: %w", err)
	}
	return Data{g, decisions}, nil
}

// Erase removes all that is known of the guest of a token, as it asks for. If it waits it gives up its place. A block of its device
// stays without its name, since it would be no block otherwise.
func (l *Lobby) Erase(ctx context.Context, meetingID, token string) error {
	err := l.change(ctx, func(tx Tx) ([]Event, error) {
		g, err := tx.GuestByToken(meetingID, hashToken(token))
		if err != nil {
			return nil, err
		}
		if err := tx.Erase(g); err != nil {
			return nil, err
		}
		g.State = Left
		return []Event{{Kind: Departed, MeetingID: meetingID, Guests: []Guest{g}}}, nil
	})
	if err != nil {
		return fmt.Errorf("erase guest: %w", err)
	}
	return nil
}

// Purge removes who knocked before a time and neither waits nor is inside, and what was decided and blocked before it.
func (l *Lobby) Purge(ctx context.Context, before time.Time) error {
	n := 0
	err := l.change(ctx, func(tx Tx) (_ []Event, err error) {
		n, err = tx.Purge(before)
		return nil, err
	})
	if err != nil {
		return fmt.Errorf("purge: %w", err)
	}
	if n > 0 {
		slog.Info("purged old guests", "guests", n)
	}
	return nil
}
