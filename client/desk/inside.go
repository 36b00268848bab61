package desk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"foyer/client/bbb"
	"foyer/client/bbb/bridge"
	"foyer/client/bbb/live"
	"foyer/client/portal"
	"foyer/client/signaling"
)

// linger is how long the companion stays in a conference after nobody looks inside any more.
const linger = time.Minute

// Host is a portal that can bring the desk's companion into a conference. A meeting that has one says so when it is listed.
type Host interface {
	Portal
	// Companion returns a join URL of BigBlueButton for a companion with a moderator's rights, or an address that leads to one. It
	// starts no meeting.
	Companion(ctx context.Context, meetingID string) (string, error)
	// End ends a meeting for all who are inside or wait.
	End(ctx context.Context, meetingID string) error
}

// visit is the desk's look into a conference. The desk's lock guards it.
type visit struct {
	// inside is the link into the conference, nil while nobody looks.
	inside *link
	leave  context.CancelFunc
	looks  int
	// heir is the meeting that has taken this one's place since, with those who look; nil if none has.
	heir *meeting
	// refused is why the conference cannot be looked into at all, nil if it can or was not tried.
	refused error
}

// LookInside has the desk show the conference of a meeting from the inside: who is there with hands, microphones and cameras. For that
// it brings a companion in, which all inside can see, and which leaves a minute after the last call of stop. It returns at once; what
// comes of it is Meeting.Look. Where guests wait inside, the companion is there anyway while the meeting runs.
//
// It fails with ErrUnknownMeeting, ErrNotSupported where there is no such conference, and ErrTooOld.
func (d *Desk) LookInside(key MeetingKey) (stop func(), err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	m := d.find(key)
	switch {
	case m == nil:
		return nil, fmt.Errorf("look inside: %w", ErrUnknownMeeting)
	case !m.hasConference():
		return nil, fmt.Errorf("look inside: %w", ErrNotSupported)
	case m.refused != nil:
		return nil, fmt.Errorf("look inside: %w", m.refused)
	}
	return m.look(), nil
}

// look begins a look, which stop ends. The caller holds the desk's lock; that of stop does not.
func (m *meeting) look() (stop func()) {
	m.looks++
	m.attend()
	d := m.account.desk
	return sync.OnceFunc(func() {
		d.change(d.ctx, func() []Change {
			for m.heir != nil {
				m = m.heir
			}
			m.looks--
			m.attend()
			return nil
		})
	})
}

// attend brings the companion in or out, as it is wanted now. The caller holds the desk's lock.
func (m *meeting) attend() {
	wanted := m.looks > 0 || m.waitsInside() && m.running
	switch {
	case wanted && m.inside == nil && m.hasConference() && m.refused == nil && m.ctx.Err() == nil:
		m.enter()
	case !wanted && m.inside != nil:
		was := m.inside
		time.AfterFunc(linger, func() { m.change(func() []Change { return m.exit(was) }) })
	}
}

// enter brings the companion in.
func (m *meeting) enter() {
	l := newLink(m, conference, nil)
	l.ctx, m.leave = context.WithCancel(m.ctx)
	companion := bridge.New(m.join, m.account.desk.conference)
	l.open = func(ctx context.Context) (Line, error) {
		line, err := companion.Line(ctx)
		switch {
		case errors.Is(err, live.ErrNoGraphQL):
			return nil, fmt.Errorf("%w (%w)", ErrTooOld, err)
		case err != nil:
			return nil, err
		}
		return line, nil
	}
	m.inside = l
	m.account.desk.running.Go(func() {
		err := l.watch()
		companion.Leave()
		m.change(func() []Change {
			if errors.Is(err, ErrTooOld) && m.inside == l {
				m.refused = err
			}
			return nil
		})
	})
}

// exit takes the companion out, unless it is wanted again.
func (m *meeting) exit(l *link) []Change {
	if m.inside != l || m.looks > 0 || m.waitsInside() && m.running {
		return nil
	}
	m.leave()
	m.inside = nil
	return []Change{Refreshed{}}
}

// join asks the portal for a way in.
func (m *meeting) join(ctx context.Context) (string, error) {
	return m.account.portal.(Host).Companion(ctx, m.id)
}

// update takes what the portal lists of the meeting. The caller holds the desk's lock.
func (m *meeting) update(info portal.Meeting) {
	listed := m.info.Running != info.Running
	m.info = info
	if listed {
		m.running = info.Running
	}
	m.attend()
}

// setRunning takes that the meeting has started or ended. The caller holds the desk's lock.
func (m *meeting) setRunning(running bool) {
	m.running, m.info.Running = running, running
	m.attend()
}

// notRunning reports whether err says that there is no conference to be in.
func notRunning(err error) bool {
	refused, ok := errors.AsType[*portal.Error](err)
	return ok && refused.Code == "not_running" || errors.Is(err, live.ErrEnded) || errors.Is(err, bbb.ErrNotFound)
}

// hasConference reports whether the portal can bring a companion into the meeting.
func (m *meeting) hasConference() bool {
	_, ok := m.account.portal.(Host)
	return ok && m.info.Conference
}

// waitsInside reports whether guests wait in the conference's own lobby.
func (m *meeting) waitsInside() bool { return m.info.WaitsInside && m.hasConference() }

// lobby is the link to where guests wait.
func (m *meeting) lobby() *link {
	if m.waitsInside() && m.inside != nil {
		return m.inside
	}
	return m.main
}

// decisive is the link whose state is the meeting's: that to the portal, or if that is live and guests wait inside, that into the
// running conference.
func (m *meeting) decisive() *link {
	if m.main.state == Live && m.running {
		return m.lobby()
	}
	return m.main
}

// limits returns why the desk cannot do more in the meeting, in words for the moderator. The caller holds the desk's lock.
func (m *meeting) limits() error {
	switch {
	case m.refused != nil && m.waitsInside():
		return ErrLobbyTooOld
	case m.refused != nil:
		return m.refused
	case m.main.kind == openTalk && m.main.can != Capabilities{}, m.main.kind == roomServer:
		return ErrOpenTalk
	}
	return nil
}

// letThrough allows those in BigBlueButton's lobby whom somebody or a rule has allowed at the portal, and returns the others. The
// caller holds the desk's lock.
func (m *meeting) letThrough(l *link, guests []Guest) (others []Guest) {
	if l.kind != conference {
		return guests
	}
	var known []string
	for _, g := range guests {
		if m.trusted[g.ExtID] {
			known = append(known, g.ID)
		} else {
			others = append(others, g)
		}
	}
	if len(known) > 0 {
		line := l.line
		m.account.desk.running.Go(func() {
			if err := line.Send(l.ctx, signaling.Allow{Guests: known}); err != nil {
				slog.Warn("let guests through", "meeting", m.id, "error", err)
			}
		})
	}
	return others
}
