package live

import (
	"context"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"foyer/client/bbb"
)

// MaxLobbyMessage is how many characters a message to the lobby may have. BigBlueButton's own client keeps to it.
const MaxLobbyMessage = 128

// atOnce is how many guests go into one mutation, so that no frame becomes longer than servers read.
const atOnce = 200

// roleFollows is how long a lobby has to have been empty before that counts as the effect of a verdict: longer than the second that
// Hasura, which answers BigBlueButton's subscriptions, takes by default between two looks at a table.
const roleFollows = 1500 * time.Millisecond

// Verdict is a decision on guests, in BigBlueButton's words.
type Verdict string

// The verdicts.
const (
	AllowGuests Verdict = "ALLOW"
	DenyGuests  Verdict = "DENY"
)

// Scope is a part of the lobby.
type Scope int

// The scopes. BigBlueButton keeps guests and authenticated users in two lines.
const (
	Everyone Scope = iota
	// Guests are those whose join called them guests.
	Guests
	// Authenticated are those whose join did not.
	Authenticated
)

func (s Scope) has(g Guest) bool { return s == Everyone || g.Authed == (s == Authenticated) }

// Allow lets guests in. Those who no longer wait are left out; ErrNobody says that none of them does.
func (m *Meeting) Allow(ctx context.Context, ids ...string) error {
	return m.decide(ctx, AllowGuests, ids)
}

// Deny turns guests away. They may knock again. Those who no longer wait are left out; ErrNobody says that none of them does.
func (m *Meeting) Deny(ctx context.Context, ids ...string) error {
	return m.decide(ctx, DenyGuests, ids)
}

// AllowAll lets all in who wait now. Who comes later waits.
func (m *Meeting) AllowAll(ctx context.Context, s Scope) error {
	return m.decideAll(ctx, AllowGuests, s)
}

// DenyAll turns all away who wait now. Who comes later waits.
func (m *Meeting) DenyAll(ctx context.Context, s Scope) error { return m.decideAll(ctx, DenyGuests, s) }

// Remember decides on all who wait, and sets the policy so that those who come next are treated alike. BigBlueButton remembers
// nothing about persons. It knows three: allow everyone (or the guests), allow the authenticated, deny everyone; other
// combinations are ErrInvalid.
func (m *Meeting) Remember(ctx context.Context, v Verdict, s Scope) error {
	var policy bbb.GuestPolicy
	switch {
	case v == AllowGuests && s == Authenticated:
		policy = bbb.AlwaysAcceptAuth
	case v == AllowGuests:
		policy = bbb.AlwaysAccept
	case v == DenyGuests && s == Everyone:
		policy = bbb.AlwaysDeny
	default:
		return fmt.Errorf("remember: %w: BigBlueButton has no policy for it", ErrInvalid)
	}
	// The policy comes first: whoever begins to wait before it holds is among those who are decided on then.
	if err := m.SetPolicy(ctx, policy); err != nil {
		return err
	}
	return m.decideAll(ctx, v, s)
}

// SetPolicy says what happens to those who come next. Who waits already waits on.
func (m *Meeting) SetPolicy(ctx context.Context, p bbb.GuestPolicy) error {
	switch p {
	case bbb.AlwaysAccept, bbb.AlwaysDeny, bbb.AskModerator, bbb.AlwaysAcceptAuth:
	default:
		return fmt.Errorf("set policy: %w: unknown policy %.40q", ErrInvalid, p)
	}
	return m.do(ctx, setPolicy, map[string]any{"guestPolicy": string(p)}, func(s *Snapshot) bool { return s.Policy == p })
}

// LobbyMessage shows a text to all who wait, and to those who will; an empty one shows nothing.
func (m *Meeting) LobbyMessage(ctx context.Context, text string) error {
	if err := checkLobbyMessage(text); err != nil {
		return err
	}
	return m.do(ctx, setLobbyMessage, map[string]any{"message": text},
		func(s *Snapshot) bool { return s.LobbyMessage == text })
}

// LobbyMessageTo shows a text to one guest, in place of that for all.
func (m *Meeting) LobbyMessageTo(ctx context.Context, id, text string) error {
	if err := checkLobbyMessage(text); err != nil {
		return err
	}
	if len(m.stillWaiting([]string{id})) == 0 {
		return fmt.Errorf("lobby message: %w", ErrNobody)
	}
	return m.do(ctx, setPrivateLobbyMessage, map[string]any{"guestId": id, "message": text}, func(s *Snapshot) bool {
		return slices.ContainsFunc(s.Waiting, func(g Guest) bool {
			return g.ID == id && (g.Message == text || text == "" && g.Message == s.LobbyMessage)
		})
	})
}

func checkLobbyMessage(text string) error {
	if n := utf8.RuneCountInString(text); n > MaxLobbyMessage {
		return fmt.Errorf("lobby message: %w: %d characters, at most %d are shown", ErrInvalid, n, MaxLobbyMessage)
	}
	return nil
}

func (m *Meeting) decideAll(ctx context.Context, v Verdict, s Scope) error {
	var ids []string
	for _, g := range m.Snapshot().Waiting {
		if s.has(g) {
			ids = append(ids, g.ID)
		}
	}
	if len(ids) == 0 {
		m.mu.Lock()
		defer m.mu.Unlock()
		return m.ready()
	}
	return m.decide(ctx, v, ids)
}

// decide sends a verdict on guests, and waits until none of them is in the lobby.
func (m *Meeting) decide(ctx context.Context, v Verdict, ids []string) error {
	m.mu.Lock()
	err := m.ready()
	m.mu.Unlock()
	if err != nil {
		return fmt.Errorf("decide: %w", err)
	}
	ids = m.stillWaiting(ids)
	if len(ids) == 0 {
		return fmt.Errorf("decide: %w", ErrNobody)
	}
	for some := range slices.Chunk(ids, atOnce) {
		guests := make([]map[string]string, 0, len(some))
		decided := make(map[string]bool, len(some))
		for _, id := range some {
			guests = append(guests, map[string]string{"guest": id, "status": string(v)})
			decided[id] = true
		}
		err := m.do(ctx, submitApproval, map[string]any{"guests": guests}, func(s *Snapshot) bool {
			return !slices.ContainsFunc(s.Waiting, func(g Guest) bool { return decided[g.ID] })
		})
		if err != nil {
			return err
		}
	}
	return m.stayedModerator(ctx)
}

// stayedModerator returns an error if the lobby is empty only because the companion lost the right to see it. The server tells that
// and the role by two tables, in any order, so the role has a moment to follow.
func (m *Meeting) stayedModerator(ctx context.Context) error {
	late := time.NewTimer(roleFollows)
	defer late.Stop()
	for {
		m.mu.Lock()
		state, waiting, moderator, over, changed := m.snap.State, len(m.snap.Waiting), m.snap.Moderator, m.over(), m.changed
		m.mu.Unlock()
		switch {
		case waiting > 0:
			return nil
		case state == Over:
			return fmt.Errorf("decide: %w", over)
		case !moderator:
			return fmt.Errorf("decide: %w", ErrNotModerator)
		}
		select {
		case <-changed:
		case <-late.C:
			return nil
		case <-ctx.Done():
			return &UnconfirmedError{Command: functionName(submitApproval), Err: ctx.Err()}
		}
	}
}

// stillWaiting returns those of the guests who wait.
func (m *Meeting) stillWaiting(ids []string) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	waiting := make(map[string]bool, len(m.snap.Waiting))
	for _, g := range m.snap.Waiting {
		waiting[g.ID] = true
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !waiting[id] })
}
