package guestserver

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"foyer/client/bbb/pool"
	"foyer/guestserver/account"
	"foyer/guestserver/lobby"
)

// sessionsEvery is how often is looked for websockets whose session was revoked or has expired.
const sessionsEvery = 30 * time.Second

// watch does what nobody asks for while the server runs. The returned function ends it and waits until it has ended.
func (s *Server) watch(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var watching sync.WaitGroup
	for _, watch := range []func(context.Context){s.watchMeetings, s.watchServers, s.watchSessions, s.conference.WatchEndings} {
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

// watchServers has several conference servers looked after.
func (s *Server) watchServers(ctx context.Context) {
	if servers, ok := s.conference.BBB.(*pool.Pool); ok {
		servers.Run(ctx, lookEvery)
	}
}

// watchSessions ends the websockets of sessions that are no more, however they ended.
func (s *Server) watchSessions(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(sessionsEvery):
			s.endLostSessions(ctx)
		}
	}
}

func (s *Server) endLostSessions(ctx context.Context) {
	for _, token := range s.signal.Sessions() {
		if _, err := s.accounts.Authenticate(ctx, token); errors.Is(err, account.ErrSignedOut) {
			s.signal.SignedOut(token)
		}
	}
}
