package conference

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/url"
	"strings"
	"time"

	"foyer/client/bbb"
	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// runTrusted is how long the conference server is taken at its word that a meeting runs. Within it hundreds of guests who are
// allowed at once need a single create.
const runTrusted = 5 * time.Second

// failureTrusted is how long a failure is taken for what the next guest would get. It spares a server in trouble, and the log.
const failureTrusted = 3 * time.Second

// createTimeout bounds the creation that guests wait for.
const createTimeout = 15 * time.Second

// newLine begins a new line in BigBlueButton's chat, which reads limited HTML and ignores the line breaks of a text.
const newLine = "<br>"

// closedText stands in place of the invitation when the guest link lets nobody in.
const closedText = "Der Gästelink lässt zurzeit niemanden ein / The guest link lets nobody in at present: {link}"

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

// start returns the createTime of the meeting's present run, and creates the meeting if there is none.
func (c *Conference) start(ctx context.Context, m meeting.Meeting) (int64, error) {
	if c.BBB == nil {
		return 0, fmt.Errorf("%w: there is none", lobby.ErrSetup)
	}
	c.mu.Lock()
	r, ok := c.runs[m.ID]
	c.mu.Unlock()
	if ok && r.fresh() {
		return r.createTime, r.failure
	}
	created := c.asking.DoChan("create "+m.ID, func() (any, error) {
		// Others wait for this, too, so that it goes on if the first of them goes away.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), createTimeout)
		defer cancel()
		createTime, asked, err := c.create(ctx, m)
		if err != nil {
			slog.Error("create meeting", "meeting", m.ID, "error", err)
		}
		c.noteRun(m.ID, run{createTime: createTime, failure: err, known: time.Now()}, asked)
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

// noteRun remembers a run, unless the meeting has ended since it was asked for, and forgets those that count no more.
func (c *Conference) noteRun(meetingID string, r run, asked time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if asked.Before(c.changed[meetingID]) {
		return
	}
	if c.runs == nil {
		c.runs = map[string]run{}
	}
	maps.DeleteFunc(c.runs, func(_ string, r run) bool { return !r.fresh() })
	c.runs[meetingID] = r
	c.noteChange(meetingID)
}

// create asks for the meeting. BigBlueButton answers the same for one that runs already, unless it is to be ended: then it is, so that
// nobody enters a meeting that was ended, and the new one is not ended in its place. It returns when it asked, too.
func (c *Conference) create(ctx context.Context, m meeting.Meeting) (createTime int64, asked time.Time, err error) {
	err = c.endAsked(ctx, m.ID)
	asked = time.Now()
	if err != nil {
		return 0, asked, fmt.Errorf("create meeting: %w", err)
	}
	params, err := c.createParams(ctx, m)
	if err != nil {
		return 0, asked, err
	}
	created, err := c.BBB.Create(ctx, params)
	if err != nil {
		return 0, asked, fmt.Errorf("create meeting: %w: %w", kindOf(err), err)
	}
	return created.CreateTime, asked, nil
}

func (c *Conference) createParams(ctx context.Context, m meeting.Meeting) (bbb.CreateParams, error) {
	message, err := c.moderatorMessage(ctx, m)
	if err != nil {
		return bbb.CreateParams{}, err
	}
	e := m.Effective
	p := bbb.CreateParams{
		MeetingID: m.ID, Name: m.Name, AttendeePW: m.AttendeePassword, ModeratorPW: m.ModeratorPassword,
		Record: e.Record.Value, Welcome: e.Welcome.Value, ModeratorOnlyMessage: message,
		// Foyer has decided: BigBlueButton must not ask a second time.
		GuestPolicy: bbb.AlwaysAccept,
		LoginURL:    meeting.GuestURL(c.PublicURL, m.GuestCode),
		LogoutURL:   c.goodbye(m),
		Meta:        map[string]string{"foyer-meeting": m.ID, "foyer-room": m.RoomID, "foyer-group": m.GroupID},
		Extra:       parameters(e.Create, moderatorOnlyMessage),
	}
	for name := range p.Extra {
		if meta, ok := strings.CutPrefix(name, bbb.MetaPrefix); ok {
			p.Meta[meta] = p.Extra.Get(name)
			p.Extra.Del(name)
		}
	}
	if e.MuteOnStart.Source != meeting.FromDefault {
		p.MuteOnStart = &e.MuteOnStart.Value
	}
	if e.WaitsInBigBlueButton() {
		p.GuestPolicy = bbb.GuestPolicy(e.GuestPolicy.Value)
	}
	return p, nil
}

// goodbye is where people go who leave the meeting.
func (c *Conference) goodbye(m meeting.Meeting) string {
	return meeting.GuestURL(c.PublicURL, m.GuestCode) + "/goodbye"
}

// moderatorOnlyMessage is the parameter that the invitation is added to.
const moderatorOnlyMessage = "moderatorOnlyMessage"

// moderatorMessage returns what the moderators read: the text that the settings give for the parameter, and on a new line the
// invitation, or that the guest link lets nobody in.
func (c *Conference) moderatorMessage(ctx context.Context, m meeting.Meeting) (string, error) {
	links, err := c.Meetings.Links(ctx, m.ID)
	if err != nil {
		return "", err
	}
	template := m.Effective.ModeratorMessage.Value
	if m.LetsNobodyIn() || len(links) > 0 && links[0].State(time.Now()) != nil {
		template = closedText
	}
	invitation := strings.ReplaceAll(template, "{link}", meeting.GuestURL(c.PublicURL, m.GuestCode))
	own := m.Effective.Create[moderatorOnlyMessage].Value
	if own == "" || invitation == "" {
		return own + invitation, nil
	}
	return own + newLine + invitation, nil
}

// parameters returns the parameters of the settings but one.
func parameters(values map[string]meeting.Value[string], but string) url.Values {
	p := url.Values{}
	for name, v := range values {
		if v.Value != "" && name != but {
			p.Set(name, v.Value)
		}
	}
	return p
}
