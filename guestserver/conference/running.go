package conference

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"foyer/client/bbb"
	"foyer/guestserver/lobby"
)

const (
	// sightTrusted is how long it is believed what BigBlueButton told of a meeting.
	sightTrusted = 4 * time.Second
	// watchEvery is how often meetings that somebody waits for are looked at, give or take a half.
	watchEvery = 5 * time.Second
	// lookTimeout bounds one look. A call may not take as long, so that its client learns that a server is silent, and leaves it alone.
	lookTimeout = bbb.DefaultTimeout + 2*time.Second
	// lookPatience is how long somebody waits for a look. Pages wait ten seconds for an answer, and are to hear of a server that is silent.
	lookPatience = 6 * time.Second
	// watchers is how many meetings are looked at at a time.
	watchers = 4
)

// looking begins the names of looks that are under way.
const looking = "look "

// sight is what BigBlueButton told of a meeting.
type sight struct {
	running    bool
	people     int
	createTime int64
	failure    error
	known      time.Time
}

// fresh reports whether what is known still counts.
func (s sight) fresh() bool { return time.Since(s.known) < sightTrusted }

// Running reports whether somebody is inside a meeting, and how many people are. Many may ask: BigBlueButton is asked every few seconds
// at most. A meeting on any other system counts as running, with nobody known inside. It returns lobby.ErrConference and
// lobby.ErrSetup, wrapped.
func (c *Conference) Running(ctx context.Context, meetingID string) (running bool, people int, err error) {
	m, err := c.Meetings.Meeting(ctx, meetingID)
	if err != nil {
		return false, 0, fmt.Errorf("look at meeting: %w", err)
	}
	if m.Effective.ConferenceLink.Value != "" {
		return true, 0, nil
	}
	s, err := c.look(ctx, meetingID)
	return s.running, s.people, err
}

// look returns what BigBlueButton tells of a meeting.
func (c *Conference) look(ctx context.Context, meetingID string) (sight, error) {
	if c.BBB == nil {
		return sight{}, fmt.Errorf("%w: there is none", lobby.ErrSetup)
	}
	c.mu.Lock()
	s, ok := c.sights[meetingID]
	c.mu.Unlock()
	if ok && s.fresh() {
		return s, s.failure
	}
	seen := c.asking.DoChan(looking+meetingID, func() (any, error) {
		asked := time.Now()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookTimeout)
		defer cancel()
		s := c.ask(ctx, meetingID)
		c.noteSight(meetingID, s, asked)
		return s, s.failure
	})
	select {
	case <-ctx.Done():
		return sight{}, ctx.Err()
	case <-time.After(lookPatience):
		return sight{}, fmt.Errorf("look at meeting: %w: it is silent", lobby.ErrConference)
	case result := <-seen:
		s, _ := result.Val.(sight)
		return s, result.Err
	}
}

func (c *Conference) ask(ctx context.Context, meetingID string) sight {
	info, err := c.BBB.MeetingInfo(ctx, meetingID)
	s := sight{known: time.Now()}
	switch {
	case errors.Is(err, bbb.ErrNotFound):
	case err != nil:
		s.failure = fmt.Errorf("look at meeting: %w: %w", kindOf(err), err)
	default:
		s.running, s.people, s.createTime = info.Running && !info.HasBeenForciblyEnded, info.ParticipantCount, info.CreateTime
	}
	return s
}

// noteSight remembers what was told of a meeting, unless it has changed since that was asked, and forgets what counts no more.
func (c *Conference) noteSight(meetingID string, s sight, asked time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if asked.Before(c.changed[meetingID]) {
		return
	}
	if c.sights == nil {
		c.sights = map[string]sight{}
	}
	maps.DeleteFunc(c.sights, func(_ string, s sight) bool { return !s.fresh() })
	c.sights[meetingID] = s
}

// Watch looks at the meetings that somebody waits for, whose IDs awaited returns, and tells when one of them starts or ends, until ctx
// ends. A meeting that runs when it is looked at first is told of as well, since whoever waits may have come before it started.
func (c *Conference) Watch(ctx context.Context, awaited func() []string, tell func(meetingID string, running bool)) {
	running := map[string]bool{}
	for {
		// Many servers that start together must not ask together.
		select {
		case <-ctx.Done():
			return
		case <-time.After(watchEvery/2 + rand.N(watchEvery)):
		}
		seen := map[string]bool{}
		for id, s := range c.lookAt(ctx, awaited()) {
			seen[id] = s.running
			if s.failure != nil {
				seen[id] = running[id] // Nobody knows better.
			}
			if seen[id] != running[id] {
				tell(id, seen[id])
			}
		}
		running = seen
	}
}

// lookAt looks at several meetings at a time.
func (c *Conference) lookAt(ctx context.Context, ids []string) map[string]sight {
	var mu sync.Mutex
	sights := map[string]sight{}
	var looking errgroup.Group
	looking.SetLimit(watchers)
	for _, id := range ids {
		looking.Go(func() error {
			s, err := c.look(ctx, id)
			s.failure = err
			mu.Lock()
			defer mu.Unlock()
			sights[id] = s
			return nil
		})
	}
	_ = looking.Wait() // None fails: each sight has its failure.
	return sights
}
