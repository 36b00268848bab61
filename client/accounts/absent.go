package accounts

import (
	"context"

	"foyer/client/portal"
)

// absent is the portal of an account whose token is not there yet: with it, the desk shows what was last known of the account's meetings.
type absent struct {
	// asked is closed once the keyring has been asked for long enough. From then on the account counts as signed out.
	asked <-chan struct{}
}

// Meetings tells of none.
func (p absent) Meetings(ctx context.Context) ([]portal.Meeting, error) {
	return nil, p.wait(ctx)
}

// Ticket gives none.
func (p absent) Ticket(ctx context.Context, _, _ string) (portal.Ticket, error) {
	return portal.Ticket{}, p.wait(ctx)
}

func (p absent) wait(ctx context.Context) error {
	select {
	case <-p.asked:
		return portal.ErrSignedOut
	case <-ctx.Done():
		return ctx.Err()
	}
}
