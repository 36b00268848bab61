package lobby

import (
	"context"
	"fmt"
	"time"

	"foyer/guestserver/lobby/names"
)

// Block keeps a device, or an account if the guest was signed in, out of a meeting until it is undone or the meeting ends.
type Block struct {
	// ID is that of the block's entry in the decision log.
	ID        int64
	Device    string
	AccountID string
	// GuestID is the guest that was blocked, or the account, and Name what it was called then. A guest without device and account is known
	// again by its token alone.
	GuestID string
	Name    string
	By      Person
	At      time.Time
}

// Block keeps a guest out: it is turned away, and with it whoever else has its device or account, now and on a new knock, under any
// name. It returns ErrUnknownGuest.
func (l *Lobby) Block(ctx context.Context, meetingID, guestID string, by Person) error {
	return l.act(ctx, meetingID, ActionBlock, by, func(a *act) error { return a.block(guestID) }, fillSeats)
}

// BlockAccount keeps out an account that is no guest but came in by right, as Block does a guest.
func (l *Lobby) BlockAccount(ctx context.Context, meetingID string, who, by Person) error {
	return l.act(ctx, meetingID, ActionBlock, by, func(a *act) error {
		a.entry.Detail = who.Name
		return a.keepOut(Guest{ID: who.ID, MeetingID: meetingID, AccountID: who.ID, Name: who.Name})
	}, fillSeats)
}

func (a *act) block(guestID string) error {
	g, err := a.tx.Guest(a.meetingID, guestID)
	if err != nil {
		return err
	}
	if err := a.keepOut(g); err != nil {
		return err
	}
	if len(a.entry.Guests) == 0 {
		a.note([]Guest{g})
	}
	return nil
}

// keepOut blocks a guest, or whoever has its account, unless it is blocked already.
func (a *act) keepOut(g Guest) error {
	past, err := a.tx.Past(g, names.Likeness(g.Name))
	if err != nil || past.Blocked {
		return err
	}
	b := Block{
		ID: a.entry.ID, Device: g.Device, AccountID: g.AccountID, GuestID: g.ID, Name: g.Name, By: a.entry.By, At: a.entry.At,
	}
	if err := a.tx.Block(a.meetingID, b); err != nil {
		return err
	}
	kin, err := a.tx.Kin(g)
	if err != nil {
		return err
	}
	var guests []Guest
	if len(kin) > 0 { // An account may have knocked never; and a move that names nobody moves everyone.
		if guests, err = a.decide(blocked, Move{Guests: kin}); err != nil {
			return err
		}
	}
	a.tell(Event{Kind: Blocked, Guests: guests, Block: b})
	return nil
}

// Unblock takes a block back. The guest may knock again. It returns ErrUnknownBlock.
func (l *Lobby) Unblock(ctx context.Context, meetingID string, blockID int64, by Person) error {
	return l.act(ctx, meetingID, ActionUnblock, by, func(a *act) error { return a.unblock(blockID) })
}

func (a *act) unblock(blockID int64) error {
	b, err := a.tx.Unblock(a.meetingID, blockID)
	if err != nil {
		return err
	}
	a.tell(Event{Kind: Unblocked, Block: b})
	return nil
}

// Blocks returns who is kept out of a meeting, the latest first.
func (l *Lobby) Blocks(ctx context.Context, meetingID string) ([]Block, error) {
	blocks, err := l.store.Blocks(ctx, meetingID)
	if err != nil {
		return nil, fmt.Errorf("read blocks: %w", err)
	}
	return blocks, nil
}
