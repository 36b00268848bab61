// Package conference takes people into meetings on a conference server: on BigBlueButton, which it has create the meeting first, or on
// any other system by a plain link. It knows nothing of HTTP pages and of SQL.
package conference

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"foyer/client/bbb"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// BBB is what a conference needs of BigBlueButton: one server, or a pool of several.
type BBB interface {
	Create(ctx context.Context, p bbb.CreateParams) (bbb.Created, error)
	JoinURL(p bbb.JoinParams) (string, error)
	MeetingInfo(ctx context.Context, meetingID string) (bbb.Meeting, error)
	End(ctx context.Context, meetingID, moderatorPW string) error
	Recordings(ctx context.Context, f bbb.RecordingFilter) ([]bbb.Recording, error)
	PublishRecordings(ctx context.Context, publish bool, recordIDs ...string) error
	DeleteRecordings(ctx context.Context, recordIDs ...string) error
}

// Meetings is what a conference needs of the meetings.
type Meetings interface {
	Meeting(ctx context.Context, id string) (meeting.Meeting, error)
	Links(ctx context.Context, meetingID string) ([]meeting.Link, error)
	Access(ctx context.Context, accountID, meetingID string) (meeting.Role, error)
	// AskEnding and what follows keep which meetings are still to be ended.
	AskEnding(ctx context.Context, meetingID string) error
	Endings(ctx context.Context) ([]meeting.Ending, error)
	Ending(ctx context.Context, meetingID string) (meeting.Ending, error)
	EndingDone(ctx context.Context, e meeting.Ending) error
}

// Conference takes people into meetings.
type Conference struct {
	// BBB is the server, nil if none has been set up.
	BBB      BBB
	Meetings Meetings
	// PublicURL is the guest server's address, without a slash at the end.
	PublicURL string
	// HTTP opens join URLs to find out which server a load balancer leads to. If it is nil, guests find out by themselves.
	HTTP *http.Client

	asking singleflight.Group
	mu     sync.Mutex
	// runs are those that create has made or found, sights those that BigBlueButton told of when it was asked: both of the last moments.
	runs   map[string]run
	sights map[string]sight
	// changed is when meetings last began or ended here, of the last moments: what was asked of them before that says nothing any more.
	changed map[string]time.Time
	// last are the servers that lead to no other one, by their origins, and until when that is believed.
	last map[string]time.Time
}

// Start has the conference server create a meeting, if it does not run. It returns lobby.ErrConference and lobby.ErrSetup, wrapped, and
// meeting.ErrUnknown.
func (c *Conference) Start(ctx context.Context, meetingID string) error {
	m, err := c.Meetings.Meeting(ctx, meetingID)
	if err != nil {
		return fmt.Errorf("start meeting: %w", err)
	}
	if m.Effective.ConferenceLink.Value != "" {
		return nil
	}
	_, err = c.start(ctx, m)
	return err
}

// forget drops what is known of a meeting on the conference server.
func (c *Conference) forget(meetingID string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.runs, meetingID)
	c.noteChange(meetingID)
}

// changeKept is how long it is remembered when a meeting changed: longer than any answer takes.
const changeKept = time.Minute

// noteChange notes that a meeting begins or ends. What was seen of it before is old, and so is what is being asked. The lock is held.
func (c *Conference) noteChange(meetingID string) {
	if c.changed == nil {
		c.changed = map[string]time.Time{}
	}
	maps.DeleteFunc(c.changed, func(_ string, at time.Time) bool { return time.Since(at) > changeKept })
	c.changed[meetingID] = time.Now()
	delete(c.sights, meetingID)
	c.asking.Forget(looking + meetingID)
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
