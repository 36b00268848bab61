package live

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"foyer/client/bbb"
)

// publicChat is BigBlueButton's name for the chat of everyone.
const publicChat = "MAIN-PUBLIC-GROUP-CHAT"

// Mute turns a user's microphone off. The user may turn it on again.
func (m *Meeting) Mute(ctx context.Context, id string) error {
	return m.onUser(ctx, id, setMuted, map[string]any{"muted": true},
		func(u User) bool { return !u.heard() })
}

// MuteAll turns all microphones off, with exceptPresenter all but the presenter's.
func (m *Meeting) MuteAll(ctx context.Context, exceptPresenter bool) error {
	return m.do(ctx, setAllMuted, map[string]any{"muted": true, "exceptPresenter": exceptPresenter},
		func(s *Snapshot) bool {
			return !slices.ContainsFunc(s.Users, func(u User) bool { return u.heard() && !(exceptPresenter && u.Presenter) })
		})
}

// LowerHand lowers a user's raised hand.
func (m *Meeting) LowerHand(ctx context.Context, id string) error {
	return m.onUser(ctx, id, setRaiseHand, map[string]any{"raiseHand": false}, func(u User) bool { return !u.Hand })
}

// SetRole makes a user a moderator or a viewer. A guest becomes a moderator only where the meeting was created with
// allowPromoteGuestToModerator; elsewhere the server does nothing, which is an *UnconfirmedError.
func (m *Meeting) SetRole(ctx context.Context, id string, r bbb.Role) error {
	if r != bbb.Moderator && r != bbb.Viewer {
		return fmt.Errorf("set role: %w: unknown role %.20q", ErrInvalid, r)
	}
	if id == m.Snapshot().UserID {
		return fmt.Errorf("set role: %w: the companion needs its own", ErrInvalid)
	}
	return m.onUser(ctx, id, setRole, map[string]any{"role": string(r)},
		func(u User) bool { return u.Moderator == (r == bbb.Moderator) })
}

// Eject removes a user. With ban, everyone whose join had the same userID is removed and not let in again; a join without a
// userID gets a new one each time, so that a ban is void.
func (m *Meeting) Eject(ctx context.Context, id string, ban bool) error {
	if id == m.Snapshot().UserID {
		return fmt.Errorf("eject: %w: the companion leaves by Leave", ErrInvalid)
	}
	return m.onUser(ctx, id, eject, map[string]any{"banUser": ban}, func(User) bool { return false })
}

// End ends the meeting for everyone.
func (m *Meeting) End(ctx context.Context) error {
	err := m.do(ctx, endMeeting, nil, func(*Snapshot) bool { return false })
	if errors.Is(err, ErrEnded) {
		return nil
	}
	return err
}

// Chat writes a message in Markdown to everyone, under the companion's name.
func (m *Meeting) Chat(ctx context.Context, text string) error {
	if strings.TrimSpace(text) == "" {
		return fmt.Errorf("chat: %w: the message is empty", ErrInvalid)
	}
	m.mu.Lock()
	before := m.own
	m.mu.Unlock()
	return m.do(ctx, sendMessage, map[string]any{"chatId": publicChat, "chatMessageInMarkdownFormat": text},
		func(*Snapshot) bool {
			for id := range m.own {
				if !before[id] {
					return true
				}
			}
			return false
		})
}

// onUser sends a mutation on one user, and waits until the user is as wanted, or gone.
func (m *Meeting) onUser(ctx context.Context, id, text string, variables map[string]any, wanted func(User) bool) error {
	find := func(s *Snapshot) int { return slices.IndexFunc(s.Users, func(u User) bool { return u.ID == id }) }
	m.mu.Lock()
	err, at := m.ready(), find(&m.snap)
	m.mu.Unlock()
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", functionName(text), err)
	case at < 0:
		return fmt.Errorf("%s: %w", functionName(text), ErrNobody)
	}
	variables["userId"] = id
	return m.do(ctx, text, variables, func(s *Snapshot) bool {
		at := find(s)
		return at < 0 || wanted(s.Users[at])
	})
}

// heard reports whether others can hear the user.
func (u User) heard() bool { return u.Voice.Joined && !u.Voice.ListenOnly && !u.Voice.Muted }
