package lobby

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"foyer/guestserver/lobby/names"
)

// MaxMessage is the longest message to those who wait, in characters.
const MaxMessage = 500

// ErrMessageTooLong says that a message is longer than MaxMessage.
var ErrMessageTooLong = fmt.Errorf("the message is longer than %d characters", MaxMessage)

// Say writes to a guest, or with an empty guestID to all who wait. The latter is kept for those who come later, until an empty text
// takes it back. It returns ErrMessageTooLong and ErrUnknownGuest.
func (l *Lobby) Say(ctx context.Context, meetingID, guestID, text string, by Person) error {
	if text = cleanText(text); utf8.RuneCountInString(text) > MaxMessage {
		return ErrMessageTooLong
	}
	return l.act(ctx, meetingID, ActionSay, by, func(a *act) error {
		a.entry.Detail = text
		if guestID == "" {
			a.tell(Event{Kind: Said, Text: text})
			return a.tx.SetMessage(meetingID, text)
		}
		g, err := a.tx.Guest(meetingID, guestID)
		if err != nil {
			return err
		}
		g.Message = text
		a.note([]Guest{g})
		a.tell(Event{Kind: Said, Guests: []Guest{g}, Text: text})
		return a.tx.Message(g)
	})
}

// cleanText returns a text without the characters that control a terminal or turn the direction of the text around it. Lines stay.
func cleanText(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		if unicode.IsSpace(r) {
			return ' '
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "")))
}

// Rename gives a guest another name. It returns names.ErrEmpty and names.ErrTooLong, ErrUnknownGuest, and ErrTooLate for a guest who has
// left.
func (l *Lobby) Rename(ctx context.Context, meetingID, guestID, name string, by Person) error {
	name, err := names.Clean(name)
	if err != nil {
		return fmt.Errorf("rename: %w", err)
	}
	return l.act(ctx, meetingID, ActionRename, by, func(a *act) error {
		g, err := a.tx.Guest(meetingID, guestID)
		if err != nil {
			return err
		}
		if g.State == Left {
			return ErrTooLate
		}
		return a.rename(g, name)
	})
}

func (a *act) rename(g Guest, name string) error {
	if g.Name == name {
		return nil
	}
	before := g.Name
	a.entry.Detail, a.entry.Before = name, before
	if g.AskedName == "" {
		g.AskedName = g.Name
	}
	if g.AskedName == name {
		g.AskedName = ""
	}
	g.Name = name
	a.note([]Guest{g})
	a.tell(Event{Kind: Renamed, Guests: []Guest{g}, Before: before})
	return a.tx.Rename(g, names.Likeness(g.Name))
}

// unrename gives the guest of an entry its earlier name back, if it still has the one of the entry.
func (a *act) unrename(entry LogEntry) (bool, error) {
	if len(entry.Guests) == 0 {
		return false, nil
	}
	g, err := a.tx.Guest(a.meetingID, entry.Guests[0].ID)
	if errors.Is(err, ErrUnknownGuest) || err == nil && g.Name != entry.Detail {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, a.rename(g, entry.Before)
}

// ShowQueue shows guests their place in the queue, or hides it.
func (l *Lobby) ShowQueue(ctx context.Context, meetingID string, show bool, by Person) error {
	return l.act(ctx, meetingID, ActionShowQueue, by, func(a *act) error {
		door, err := a.tx.Door(meetingID)
		if err != nil || door.ShowQueue == show {
			return err
		}
		a.entry.Detail = fmt.Sprint(show)
		a.tell(Event{Kind: QueueShown, Show: show})
		return a.tx.ShowQueue(meetingID, show)
	})
}
