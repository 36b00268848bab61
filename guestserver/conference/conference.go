// Package conference takes people into meetings on a conference server: on BigBlueButton, which it has create the meeting first, or on
// any other system by a plain link. It knows nothing of HTTP pages and of SQL.
package conference

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"foyer/client/bbb"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// runTrusted is how long the conference server is taken at its word that a meeting runs. Within it hundreds of guests who are
// allowed at once need a single create.
const runTrusted = 5 * time.Second

// createTimeout bounds the creation that guests wait for.
const createTimeout = 15 * time.Second

// failureTrusted is how long a failure is taken for what the next guest would get. It spares a server in trouble, and the log.
const failureTrusted = 3 * time.Second

// BBB is what a conference needs of BigBlueButton.
type BBB interface {
	Create(ctx context.Context, p bbb.CreateParams) (bbb.Created, error)
	JoinURL(p bbb.JoinParams) (string, error)
}

// Meetings is what a conference needs of the meetings.
type Meetings interface {
	Meeting(ctx context.Context, id string) (meeting.Meeting, error)
}

// Conference takes guests into meetings on a BigBlueButton server.
type Conference struct {
	// BBB is the server, nil if none has been set up.
	BBB      BBB
	Meetings Meetings
	// PublicURL is the guest server's address, without a slash at the end.
	PublicURL string

	creating singleflight.Group
	mu       sync.Mutex
	runs     map[string]run
}

// run is one run of a meeting on the conference server, or why there is none.
type run struct {
	createTime int64
	failure    error
	known      time.Time
}

// fresh reports whether what is known still counts.
func (r run) fresh() bool {
	if r.failure != nil {
		return time.Since(r.known) < failureTrusted
	}
	return time.Since(r.known) < runTrusted
}

// JoinURL creates the guest's meeting if it does not run, and returns the address that takes the guest into this run of it.
func (c *Conference) JoinURL(ctx context.Context, g lobby.Guest) (string, error) {
	if c.BBB == nil {
		return "", fmt.Errorf("%w: there is none", lobby.ErrSetup)
	}
	createTime, err := c.running(ctx, g.MeetingID)
	if err != nil {
		return "", err
	}
	guest := true
	url, err := c.BBB.JoinURL(bbb.JoinParams{
		MeetingID: g.MeetingID, FullName: g.Name, Role: bbb.Viewer, UserID: g.ID, Guest: &guest, CreateTime: createTime,
	})
	if err != nil {
		return "", fmt.Errorf("sign join URL: %w", err)
	}
	return url, nil
}

// running returns the createTime of the meeting's present run, and creates the meeting if there is none.
func (c *Conference) running(ctx context.Context, meetingID string) (int64, error) {
	c.mu.Lock()
	r, ok := c.runs[meetingID]
	c.mu.Unlock()
	if ok && r.fresh() {
		return r.createTime, r.failure
	}
	created := c.creating.DoChan(meetingID, func() (any, error) {
		// Others wait for this, too, so that it goes on if the first of them goes away.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), createTimeout)
		defer cancel()
		createTime, err := c.create(ctx, meetingID)
		if err != nil {
			slog.Error("create meeting for its guests", "meeting", meetingID, "error", err)
		}
		c.note(meetingID, run{createTime: createTime, failure: err, known: time.Now()})
		return createTime, err
	})
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	case result := <-created:
		createTime, _ := result.Val.(int64)
		return createTime, result.Err
	}
}

func (c *Conference) note(meetingID string, r run) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.runs == nil {
		c.runs = map[string]run{}
	}
	c.runs[meetingID] = r
}

// create asks for the meeting. BigBlueButton answers the same for one that runs already.
func (c *Conference) create(ctx context.Context, meetingID string) (int64, error) {
	m, err := c.Meetings.Meeting(ctx, meetingID)
	if err != nil {
		return 0, err
	}
	link := meeting.GuestURL(c.PublicURL, m.GuestCode)
	created, err := c.BBB.Create(ctx, bbb.CreateParams{
		MeetingID: m.ID, Name: m.Name, AttendeePW: m.AttendeePassword, ModeratorPW: m.ModeratorPassword, Record: m.Recorded,
		// Foyer has decided: BigBlueButton must not ask a second time.
		GuestPolicy:          bbb.AlwaysAccept,
		ModeratorOnlyMessage: strings.ReplaceAll(m.Effective.ModeratorMessage.Value, "{link}", link),
		LoginURL:             link,
		LogoutURL:            link,
		Meta:                 map[string]string{"foyer-meeting": m.ID},
	})
	if err != nil {
		return 0, fmt.Errorf("create meeting: %w: %w", kindOf(err), err)
	}
	return created.CreateTime, nil
}

// kindOf returns lobby.ErrSetup for a failure that stays until somebody mends the settings, lobby.ErrConference for others.
func kindOf(err error) error {
	for _, lasting := range []error{bbb.ErrChecksum, bbb.ErrInvalid, bbb.ErrIDTaken} {
		if errors.Is(err, lasting) {
			return lobby.ErrSetup
		}
	}
	return lobby.ErrConference
}
