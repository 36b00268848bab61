package guestserver

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"foyer/client/bbb/pool"
	"foyer/guestserver/account"
	"foyer/guestserver/lobby"
)

// sessionsEvery is how often is looked for websockets whose session has expired, or was ended by a command beside the server.
const sessionsEvery = 30 * time.Second

// roomsEvery is how often is looked for meetings that have run empty. Who went in is out after the second look.
const roomsEvery = time.Minute

// roomsAtATime is how many of these meetings are looked at side by side, so that a conference server that is slow holds up few others.
const roomsAtATime = 8

// watch does what nobody asks for while the server runs. The returned function ends it and waits until it has ended.
func (s *Server) watch(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var watching sync.WaitGroup
	for _, watch := range []func(context.Context){
		s.watchMeetings, s.watchRooms, s.watchServers, s.watchSessions, s.conference.WatchEndings,
	} {
		watching.Go(func() { watch(ctx) })
	}
	return func() {
		cancel()
		watching.Wait()
	}
}

// watchMeetings has whoever waits hear that a meeting starts or ends.
func (s *Server) watchMeetings(ctx context.Context) {
	awaited := func() []string { return append(s.signal.Awaited(), s.pages.Awaited()...) }
	s.conference.Watch(ctx, awaited, func(meetingID string, running bool) {
		if !running {
			s.bus.Publish(lobby.Event{Kind: lobby.Stopped, MeetingID: meetingID})
			return
		}
		if err := s.lobby.Start(ctx, meetingID); err != nil && ctx.Err() == nil {
			slog.Error("tell that a meeting started", "meeting", meetingID, "error", err)
		}
	})
}

// watchRooms has guests leave who went into a meeting that does not run any more: who closes the browser says no goodbye.
func (s *Server) watchRooms(ctx context.Context) {
	var out map[string]bool
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(roomsEvery):
			out = s.leaveEmptyRooms(ctx, out)
		}
	}
}

// leaveEmptyRooms looks into the meetings that guests went to, and returns the IDs of the guests of those that do not run. Guests who were
// among them the last time as well have left: to load the meeting's page takes a moment, so that others may be on the way.
func (s *Server) leaveEmptyRooms(ctx context.Context, before map[string]bool) map[string]bool {
	inside, err := s.lobby.Inside(ctx)
	if err != nil && ctx.Err() == nil {
		slog.Error("look for empty meetings", "error", err)
	}
	var mu sync.Mutex
	out := map[string]bool{}
	var looking errgroup.Group
	looking.SetLimit(roomsAtATime)
	for meetingID, guests := range inside {
		looking.Go(func() error {
			// While the conference server does not answer nobody knows better.
			if running, _, err := s.conference.Running(ctx, meetingID); err != nil || running {
				return nil
			}
			mu.Lock()
			for _, id := range guests {
				out[id] = true
			}
			mu.Unlock()
			s.leaveEmptyRoom(ctx, meetingID, slices.DeleteFunc(guests, func(id string) bool { return !before[id] }))
			return nil
		})
	}
	_ = looking.Wait() // None fails.
	return out
}

func (s *Server) leaveEmptyRoom(ctx context.Context, meetingID string, guests []string) {
	if len(guests) == 0 {
		return
	}
	if err := s.lobby.LeaveEmptyRoom(ctx, meetingID, guests); err != nil && ctx.Err() == nil {
		slog.Error("have guests leave an empty meeting", "meeting", meetingID, "error", err)
	}
}

// watchServers has several conference servers looked after.
func (s *Server) watchServers(ctx context.Context) {
	if servers, ok := s.conference.BBB.(*pool.Pool); ok {
		servers.Run(ctx, lookEvery)
	}
}

// watchSessions ends the websockets of sessions that are no more, however they ended: at once if they did here.
func (s *Server) watchSessions(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.sessionsEnded:
		case <-time.After(sessionsEvery):
		}
		s.endLostSessions(ctx)
	}
}

func (s *Server) endLostSessions(ctx context.Context) {
	for _, token := range s.signal.Sessions() {
		if _, err := s.accounts.Authenticate(ctx, token); errors.Is(err, account.ErrSignedOut) {
			s.signal.SignedOut(token)
		}
	}
}
