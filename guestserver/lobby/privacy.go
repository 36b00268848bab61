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
	return l.dataOf(ctx, g)
}

// DataOf returns all that is known of a guest by its ID, for those who have to answer when the guest asks. It returns ErrUnknownGuest.
func (l *Lobby) DataOf(ctx context.Context, meetingID, guestID string) (Data, error) {
	g, err := l.Find(ctx, meetingID, guestID)
	if err != nil {
		return Data{}, err
	}
	return l.dataOf(ctx, g)
}

func (l *Lobby) dataOf(ctx context.Context, g Guest) (Data, error) {
	decisions, err := l.store.DecisionsOn(ctx, g)
	if err != nil {
		return Data{}, fmt.Errorf("read decisions on guest: %w", err)
	}
	return Data{g, decisions}, nil
}

// Erase removes all that is known of the guest of a token, as it asks for. If it waits it gives up its place. A block of its device
// stays without its name, since it would be no block otherwise.
func (l *Lobby) Erase(ctx context.Context, meetingID, token string) error {
	return l.erase(ctx, func(tx Tx) (Guest, error) { return tx.GuestByToken(meetingID, hashToken(token)) })
}

// EraseGuest does the same with a guest by its ID, and returns ErrUnknownGuest.
func (l *Lobby) EraseGuest(ctx context.Context, meetingID, guestID string) error {
	return l.erase(ctx, func(tx Tx) (Guest, error) { return tx.Guest(meetingID, guestID) })
}

func (l *Lobby) erase(ctx context.Context, find func(Tx) (Guest, error)) error {
	err := l.change(ctx, func(tx Tx) ([]Event, error) {
		g, err := find(tx)
		if err != nil {
			return nil, err
		}
		if err := tx.Erase(g); err != nil {
			return nil, err
		}
		g.State = Left
		return []Event{{Kind: Departed, MeetingID: g.MeetingID, Guests: []Guest{g}}}, nil
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
