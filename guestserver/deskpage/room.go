package deskpage

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
	"foyer/guestserver/web/invite"
)

// Limits of what a page shows.
const (
	// maxRows is how many of those who wait a page shows. Under a crowd it stays quick; the buttons for everyone hold for all.
	maxRows = 200
	// maxInside is how many of those who were let in a page shows.
	maxInside = 100
	// maxLog is how many decisions a page shows.
	maxLog = 12
	// undoFor is how long the page offers to take a decision back, as the app does.
	undoFor = 10 * time.Second
	// maxUndo is how many decisions it offers to take back at a time.
	maxUndo = 3
)

// roomView is the desk of one meeting.
type roomView struct {
	view
	// Waits is how many wait, Waiting the first of them, More how many are not among these.
	Waits   int
	Waiting []guestLine
	More    int
	// Inside are those who were let in and have not left, MoreInside how many of them are not shown.
	Inside     []guestLine
	MoreInside int
	Door       lobby.Door
	Blocks     []lobby.Block
	sight
	Log []logLine
	// Fresh are the decisions that can be taken back at a click, the latest first.
	Fresh []logLine
	Link  linkView
	// Note says what went wrong with what was asked for, empty for nothing.
	Note string
	// Still says that the page does not refresh itself where there is no script.
	Still bool
}

// linkView is the guest link.
type linkView struct {
	URL, Path string
	// Off says that it lets nobody new in.
	Off        bool
	AccessCode string
	Invitation string
}

// Undecided reports whether moderators are asked about whoever knocks.
func (v roomView) Undecided() bool { return v.Door.Verdict() == "" }

// PolicyDecides returns what the settings decide where nothing is remembered.
func (v roomView) PolicyDecides() lobby.Verdict {
	if v.Door.Remembered != "" {
		return ""
	}
	return v.Door.Policy
}

// room shows a meeting.
func (d *Desk) room(w http.ResponseWriter, r *http.Request, v visit) {
	d.show(w, r, v, http.StatusOK, "")
}

// show shows a meeting, with a note about what was asked for.
func (d *Desk) show(w http.ResponseWriter, r *http.Request, v visit, status int, note string) {
	page, err := d.roomView(r, v)
	if err != nil {
		d.failed(w, r, err)
		return
	}
	page.Note = note
	d.Pages.Show(w, r, status, "room", page)
}

func (d *Desk) roomView(r *http.Request, v visit) (roomView, error) {
	ctx := r.Context()
	page := roomView{view: d.view(r, v.account, v.meeting), Still: r.URL.Query().Has("still")}
	page.Here = v.path()
	waiting, waits, err := d.Lobby.First(ctx, v.meeting.ID, lobby.Waiting, maxRows)
	if err != nil {
		return page, err
	}
	inside, more, err := d.letIn(ctx, v.meeting.ID)
	if err != nil {
		return page, err
	}
	if page.Door, err = d.Lobby.Door(ctx, v.meeting.ID); err != nil {
		return page, err
	}
	if page.Blocks, err = d.Lobby.Blocks(ctx, v.meeting.ID); err != nil {
		return page, err
	}
	entries, err := d.Lobby.Decisions(ctx, v.meeting.ID, 0, maxLog)
	if err != nil {
		return page, err
	}
	if page.Link, err = d.link(ctx, page.view); err != nil {
		return page, err
	}
	now := time.Now()
	page.Waits, page.More = waits, waits-len(waiting)
	page.Waiting = page.lines(waiting, now)
	page.Inside, page.MoreInside = page.lines(inside, now), more
	looking, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	page.sight = d.sight(looking, v.meeting)
	page.Log, page.Fresh = page.log(entries, now)
	return page, nil
}

// letIn returns the first of those who were let in and have not left, and how many more there are.
func (d *Desk) letIn(ctx context.Context, meetingID string) (first []lobby.Guest, more int, err error) {
	for _, state := range []lobby.State{lobby.Inside, lobby.Entering, lobby.Allowed} {
		guests, count, err := d.Lobby.First(ctx, meetingID, state, maxInside-len(first))
		if err != nil {
			return nil, 0, err
		}
		first = append(first, guests...)
		more += count - len(guests)
	}
	return first, more, nil
}

// link returns the meeting's guest link, with what carries it to guests.
func (d *Desk) link(ctx context.Context, v view) (linkView, error) {
	links, err := d.Meetings.Links(ctx, v.Meeting.ID)
	if err != nil && !errors.Is(err, meeting.ErrUnknown) {
		return linkView{}, fmt.Errorf("find guest link: %w", err)
	}
	link := linkView{URL: meeting.GuestURL(d.PublicURL, v.Meeting.GuestCode), Path: meeting.GuestURL("", v.Meeting.GuestCode)}
	if len(links) > 0 {
		link.AccessCode = links[0].AccessCode
		link.Off = links[0].State(time.Now()) != nil
	}
	m := v.Meeting
	link.Invitation = invite.Text(v.Texts(), invite.Invitation{
		MeetingID: m.ID, Meeting: m.Name, Group: m.GroupName, URL: link.URL, AccessCode: link.AccessCode, StartsAt: m.StartsAt, EndsAt: m.EndsAt,
	})
	return link, nil
}
