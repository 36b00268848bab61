package lobby

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Enter returns the address that takes an allowed guest into the meeting. It can be called again, for a guest that lost its way:
// the guest remains allowed as long as the decision stands, also if the answer is ErrConference or ErrSetup. It returns ErrNotAllowed for
// anyone else.
func (l *Lobby) Enter(ctx context.Context, meetingID, token string) (string, error) {
	g, err := l.Guest(ctx, meetingID, token)
	if err != nil {
		return "", err
	}
	if !g.State.Admitted() {
		return "", fmt.Errorf("enter as %s guest: %w", g.State, ErrNotAllowed)
	}
	url, err := l.conference.JoinURL(ctx, g)
	if err != nil {
		return "", fmt.Errorf("enter: %w", err)
	}
	// The address is worth something from here on, so a decision that was taken back while it was signed counts.
	err = l.change(ctx, func(tx Tx) ([]Event, error) {
		moved, err := happen(tx, setOut, Move{MeetingID: meetingID, Guests: []string{g.ID}})
		if err != nil {
			return nil, err
		}
		if len(moved) > 0 {
			return []Event{{Kind: Departed, MeetingID: meetingID, Guests: moved}}, nil
		}
		now, err := tx.Guest(meetingID, g.ID)
		if err == nil && !now.State.Admitted() {
			err = ErrNotAllowed
		}
		return nil, err
	})
	if err != nil {
		return "", fmt.Errorf("enter: %w", err)
	}
	return url, nil
}

// EnterRoom notes that an allowed guest is inside the meeting, or returns ErrNotAllowed.
func (l *Lobby) EnterRoom(ctx context.Context, meetingID, guestID string) error {
	err := l.change(ctx, func(tx Tx) ([]Event, error) {
		g, err := tx.Guest(meetingID, guestID)
		if err != nil || g.State == Inside {
			return nil, err
		}
		inside, err := happen(tx, arrived, Move{MeetingID: meetingID, Guests: []string{guestID}})
		if err != nil {
			return nil, err
		}
		if len(inside) == 0 {
			return nil, ErrNotAllowed
		}
		return []Event{{Kind: Entered, MeetingID: meetingID, Guests: inside}}, nil
	})
	if err != nil {
		return fmt.Errorf("enter room: %w", err)
	}
	return nil
}

// LeaveRoom notes that a guest has left the meeting, and why. While its allowance stands it may come back.
func (l *Lobby) LeaveRoom(ctx context.Context, meetingID, guestID, reason string) error {
	if err := l.depart(ctx, departed, meetingID, guestID, reason); err != nil {
		return fmt.Errorf("leave room: %w", err)
	}
	return nil
}

// Inside returns the IDs of guests who are inside or on the way, as far as is known, by meeting. Those who have a connection open here are
// not among them: they say themselves when they leave.
func (l *Lobby) Inside(ctx context.Context) (map[string][]string, error) {
	inside, err := l.store.Inside(ctx)
	for meetingID, ids := range inside {
		inside[meetingID] = l.presence.unheld(meetingID, ids)
	}
	return inside, err
}

// LeaveEmptyRoom notes that guests have left a meeting in which there is nobody any more. While their allowance stands they may come back.
func (l *Lobby) LeaveEmptyRoom(ctx context.Context, meetingID string, guests []string) error {
	if err := l.departAll(ctx, departed, meetingID, guests, "nobody is in the meeting any more"); err != nil {
		return fmt.Errorf("leave empty room: %w", err)
	}
	return nil
}

// depart has something happen to a guest by which it no longer stands where it stood, and tells it.
func (l *Lobby) depart(ctx context.Context, what happening, meetingID, guestID, reason string) error {
	return l.departAll(ctx, what, meetingID, []string{guestID}, reason)
}

func (l *Lobby) departAll(ctx context.Context, what happening, meetingID string, ids []string, reason string) error {
	return l.change(ctx, func(tx Tx) ([]Event, error) {
		guests, err := happen(tx, what, Move{MeetingID: meetingID, Guests: ids})
		if err != nil || len(guests) == 0 {
			return nil, err
		}
		seated, err := fillSeats(tx, meetingID)
		return append([]Event{{Kind: Departed, MeetingID: meetingID, Guests: guests, Reason: reason}}, seated...), err
	})
}

// fillSeats lets those in whom a rule lets in and who had no seat before somebody left.
func fillSeats(tx Tx, meetingID string) ([]Event, error) {
	door, err := tx.Door(meetingID)
	if err != nil || door.Limit == 0 {
		return nil, err
	}
	return letInByRule(tx, meetingID)
}

// SendBack sends a guest who was let in back to the waiting room, to its old place. There it waits for a moderator, whatever the rules
// say, and its seat is free. It returns ErrUnknownGuest, and ErrTooLate if the guest is not let in any more.
func (l *Lobby) SendBack(ctx context.Context, meetingID, guestID string, by Person) error {
	return l.act(ctx, meetingID, ActionSendBack, by, func(a *act) error {
		guests, err := happen(a.tx, sentBack, Move{MeetingID: meetingID, Guests: []string{guestID}, Decided: &LogEntry{}})
		if err != nil {
			return err
		}
		if len(guests) == 0 {
			return a.tooLate(guestID)
		}
		a.note(guests)
		a.tell(Event{Kind: SentBack, Guests: guests})
		return a.tx.SendBack(guests[0])
	}, fillSeats)
}

// Kick removes a guest who was let in from the meeting, with ban also for the future, as Block does. Without ban it may knock again. It
// returns ErrUnknownGuest, and ErrTooLate if the guest is not let in any more.
func (l *Lobby) Kick(ctx context.Context, meetingID, guestID string, by Person, ban bool) error {
	return l.act(ctx, meetingID, ActionKick, by, func(a *act) error {
		guests, err := a.decide(removed, Move{Guests: []string{guestID}})
		if err != nil {
			return err
		}
		if len(guests) == 0 {
			return a.tooLate(guestID)
		}
		how := Kicked
		if ban {
			how, a.entry.Detail = Banned, string(Banned)
		}
		a.tell(Event{Kind: Removed, Guests: guests, Removal: how})
		if ban {
			return a.block(guestID)
		}
		return nil
	}, fillSeats)
}

// tooLate says why nothing happened to a guest: it is somewhere else by now, or not known.
func (a *act) tooLate(guestID string) error {
	if _, err := a.tx.Guest(a.meetingID, guestID); err != nil {
		return err
	}
	return ErrTooLate
}

// Scope says whom a debriefing asks to go.
type Scope string

// The scopes, by OpenTalk's names.
const (
	// ScopeGuests are those without an account.
	ScopeGuests Scope = "guests"
	// ScopeUsersAndGuests are all but moderators.
	ScopeUsersAndGuests Scope = "users_and_guests"
	ScopeAll            Scope = "all"
)

// ErrInvalidScope says that a scope is none.
var ErrInvalidScope = errors.New("invalid scope")

// includes reports whether the scope asks a guest to go.
func (s Scope) includes(g Guest) bool {
	switch s {
	case ScopeGuests:
		return g.AccountID == "" && g.Role != RoleModerator
	case ScopeUsersAndGuests:
		return g.Role != RoleModerator
	}
	return true
}

// Debrief removes the guests of a scope who were let in. Those who wait go on waiting, and the guests who were made moderators inside, whose
// IDs are named, stay unless the scope is ScopeAll. It returns ErrInvalidScope.
func (l *Lobby) Debrief(ctx context.Context, meetingID string, scope Scope, moderators []string, by Person) error {
	if scope != ScopeGuests && scope != ScopeUsersAndGuests && scope != ScopeAll {
		return fmt.Errorf("debrief %.20q: %w", scope, ErrInvalidScope)
	}
	return l.act(ctx, meetingID, ActionDebrief, by, func(a *act) error {
		ids := []string{}
		for _, state := range []State{Allowed, Entering, Inside} {
			guests, err := a.tx.Guests(meetingID, state)
			if err != nil {
				return err
			}
			for _, g := range guests {
				if scope == ScopeAll || scope.includes(g) && !slices.Contains(moderators, g.ID) {
					ids = append(ids, g.ID)
				}
			}
		}
		a.entry.Detail = string(scope)
		guests, err := a.decide(removed, Move{Guests: ids})
		if err == nil && len(guests) > 0 {
			a.tell(Event{Kind: Removed, Guests: guests, Removal: Debriefed})
		}
		return err
	})
}

// End ends the meeting for all who wait or are inside. What is remembered or blocked, the message to those who wait and the time at
// which the waiting room opens are forgotten, and told to be; whoever knocks later waits for the next time.
func (l *Lobby) End(ctx context.Context, meetingID string, by Person) error {
	return l.act(ctx, meetingID, ActionEnd, by, func(a *act) error {
		turnedAway, err := a.decide(ended, Move{From: []State{Waiting, Gone}})
		if err != nil {
			return err
		}
		// Who was let in keeps its decision: it was allowed before, though not for the next time.
		inside, err := happen(a.tx, ended, Move{MeetingID: meetingID, From: []State{Allowed, Entering, Inside}})
		if err != nil {
			return err
		}
		a.note(inside)
		if err := a.forget(); err != nil {
			return err
		}
		a.tell(Event{Kind: Ended, Guests: inOrder(append(turnedAway, inside...))})
		return nil
	})
}

// forget undoes what was set for this run of the meeting, and tells it.
func (a *act) forget() error {
	door, err := a.tx.Door(a.meetingID)
	if err != nil {
		return err
	}
	blocks, err := a.tx.UnblockAll(a.meetingID)
	if err != nil {
		return err
	}
	for _, b := range blocks {
		a.tell(Event{Kind: Unblocked, Block: b})
	}
	if door.Remembered != "" {
		a.tell(Event{Kind: Remembered})
	}
	if door.Message != "" {
		a.tell(Event{Kind: Said})
	}
	if !door.Rules.OpensAt.IsZero() {
		door.Rules.OpensAt = time.Time{}
		a.tell(Event{Kind: RulesChanged, Rules: door.Rules})
	}
	return errors.Join(a.tx.Remember(a.meetingID, ""), a.tx.SetMessage(a.meetingID, ""), a.tx.SetRules(a.meetingID, door.Rules),
		a.tx.SetEnd(a.meetingID, a.entry.At))
}

// Start tells that the meeting runs.
func (l *Lobby) Start(ctx context.Context, meetingID string) error {
	return l.change(ctx, func(Tx) ([]Event, error) { return []Event{{Kind: Started, MeetingID: meetingID}}, nil })
}
