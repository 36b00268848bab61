package signal

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"foyer/client/signaling"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// rightsEvery is how often is looked whether who moderates by right still may, and whether the meeting still is.
const rightsEvery = 10 * time.Second

// placesEvery is how often those who wait are told their places, while these change.
const placesEvery = 2 * time.Second

// errands are what has to be read from the lobby after an event. Whoever tells of the event must not wait for that.
type errands struct {
	quit chan struct{}
	wake chan struct{}

	mu    sync.Mutex
	doors map[string]lobby.Event
}

func newErrands() errands {
	return errands{quit: make(chan struct{}), wake: make(chan struct{}, 1), doors: map[string]lobby.Event{}}
}

func (r *errands) stop() { close(r.quit) }

// follow notes that a meeting's door stands otherwise after an event.
func (r *errands) follow(e lobby.Event) {
	switch e.Kind {
	case lobby.Remembered, lobby.PolicyChanged, lobby.RulesChanged, lobby.Ended:
	case lobby.Decided:
		if e.Rule != lobby.RuleOpened && e.Rule != lobby.RuleWindow {
			return
		}
	default:
		return
	}
	r.mu.Lock()
	if r.doors[e.MeetingID].Kind != lobby.PolicyChanged {
		r.doors[e.MeetingID] = e
	}
	r.mu.Unlock()
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// take returns the events after which doors have to be read, by meeting.
func (r *errands) take() map[string]lobby.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	doors := r.doors
	r.doors = map[string]lobby.Event{}
	return doors
}

// runErrands runs errands until they are stopped, one after the other, so that the last to be read is the last to be told.
func (e *Endpoint) runErrands() {
	places := time.NewTicker(placesEvery)
	defer places.Stop()
	rights := time.NewTicker(rightsEvery)
	defer rights.Stop()
	for {
		select {
		case <-e.errands.quit:
			return
		case <-e.errands.wake:
			for meetingID, event := range e.errands.take() {
				e.report(meetingID, e.readDoor(meetingID, event))
			}
		case <-places.C:
			for _, meetingID := range e.rooms.Queues() {
				e.report(meetingID, e.tellPlaces(meetingID))
			}
		case <-rights.C:
			for meetingID, accounts := range e.rooms.ByRight() {
				e.report(meetingID, e.checkRights(meetingID, accounts))
			}
		}
	}
}

func (e *Endpoint) report(meetingID string, err error) {
	if err != nil {
		slog.Error("follow the lobby", "meeting", meetingID, "error", err)
	}
}

// readDoor tells what is new of a meeting's door.
func (e *Endpoint) readDoor(meetingID string, event lobby.Event) error {
	ctx, cancel := context.WithTimeout(context.Background(), commandTimeout)
	defer cancel()
	door, err := e.Lobby.Door(ctx, meetingID)
	if err != nil {
		return err
	}
	e.rooms.SetSign(meetingID, door)
	if event.Kind != lobby.PolicyChanged {
		return nil
	}
	m, err := e.Meetings.Meeting(ctx, meetingID)
	if err != nil {
		return err
	}
	e.rooms.TellModerators(meetingID, &signaling.PolicyChanged{GuestPolicy: string(m.GuestPolicy), By: person(event.By)})
	return nil
}

// tellPlaces tells those who wait their places.
func (e *Endpoint) tellPlaces(meetingID string) error {
	ctx, cancel := context.WithTimeout(context.Background(), commandTimeout)
	defer cancel()
	whom := e.rooms.TakeQueue(meetingID)
	queue, err := e.Lobby.Queue(ctx, meetingID)
	if err == nil {
		e.rooms.TellPlaces(meetingID, queue, whom)
	}
	return err
}

// checkRights makes ordinary participants of accounts that may not moderate a meeting any more, and ends a meeting that is no more.
func (e *Endpoint) checkRights(meetingID string, accounts []string) error {
	ctx, cancel := context.WithTimeout(context.Background(), commandTimeout)
	defer cancel()
	_, err := e.Meetings.Meeting(ctx, meetingID)
	if errors.Is(err, meeting.ErrUnknown) {
		e.rooms.Delete(meetingID)
		return nil
	}
	for _, id := range accounts {
		var moderates bool
		if moderates, err = e.moderates(ctx, id, meetingID); err != nil {
			return err
		}
		if !moderates {
			e.rooms.Demote(meetingID, id)
		}
	}
	return err
}

// moderates reports whether an account may moderate a meeting.
func (e *Endpoint) moderates(ctx context.Context, accountID, meetingID string) (bool, error) {
	role, err := e.Meetings.Access(ctx, accountID, meetingID)
	if err != nil && !errors.Is(err, meeting.ErrUnknown) {
		return false, err
	}
	return role.AtLeast(meeting.RoleModerator), nil
}

func person(p lobby.Person) signaling.Person { return signaling.Person{ID: p.ID, Name: p.Name} }
