package deskpage

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"foyer/guestserver/account"
	"foyer/guestserver/meeting"
)

// Limits of looking at the conference server for a list.
const (
	// maxLooks is how many meetings are looked at. Those at which somebody waits come first.
	maxLooks = 40
	// lookers is how many are looked at at a time, and lookTime how long a page waits for it.
	lookers  = 8
	lookTime = time.Second
)

// listView is the list of somebody's meetings.
type listView struct {
	view
	Rooms []roomLine
	// Search is what is searched for, Total how many meetings there are without that.
	Search string
	Total  int
	// Waiting is how many guests wait in all of them.
	Waiting int
}

// Base is where the list is shown anew.
func (v listView) Base() string {
	if v.Search == "" {
		return home
	}
	return home + "?q=" + url.QueryEscape(v.Search)
}

// roomLine is a room with its meetings.
type roomLine struct {
	Group, Room string
	Meetings    []*meetingLine
}

// meetingLine is a meeting in the list.
type meetingLine struct {
	meeting.Meeting
	Waiting int
	sight
}

// sight is what the conference server tells of a meeting.
type sight struct {
	Running bool
	People  int
}

// list shows the meetings that somebody moderates.
func (d *Desk) list(w http.ResponseWriter, r *http.Request, acc account.Account) {
	meetings, err := d.Meetings.Of(r.Context(), acc.ID)
	if err != nil {
		d.failed(w, r, fmt.Errorf("list meetings: %w", err))
		return
	}
	v := listView{view: d.view(r, acc, meeting.Meeting{}), Search: strings.TrimSpace(r.URL.Query().Get("q")), Total: len(meetings)}
	var lines []*meetingLine
	for _, m := range meetings {
		if !found(m, v.Search) {
			continue
		}
		waiting, err := d.Lobby.CountWaiting(r.Context(), m.ID)
		if err != nil {
			d.failed(w, r, err)
			return
		}
		lines = append(lines, &meetingLine{Meeting: m, Waiting: waiting})
		v.Waiting += waiting
	}
	d.look(r.Context(), lines)
	v.Rooms = byRoom(lines)
	d.Pages.Show(w, r, http.StatusOK, "list", v)
}

// found reports whether a meeting has all words of a search in its name or those of its room and group.
func found(m meeting.Meeting, search string) bool {
	text := strings.ToLower(m.Name + "\n" + m.RoomName + "\n" + m.GroupName)
	for _, word := range strings.Fields(strings.ToLower(search)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// byRoom groups meetings by their rooms.
func byRoom(lines []*meetingLine) []roomLine {
	slices.SortFunc(lines, func(a, b *meetingLine) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.GroupName), strings.ToLower(b.GroupName)), cmp.Compare(a.GroupID, b.GroupID),
			cmp.Compare(strings.ToLower(a.RoomName), strings.ToLower(b.RoomName)), cmp.Compare(a.RoomID, b.RoomID),
			cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	var rooms []roomLine
	for i, line := range lines {
		if i == 0 || lines[i-1].RoomID != line.RoomID {
			rooms = append(rooms, roomLine{Group: line.GroupName, Room: line.RoomName})
		}
		last := &rooms[len(rooms)-1]
		last.Meetings = append(last.Meetings, line)
	}
	return rooms
}

// look asks which meetings run. Whoever looks after many is not kept waiting by a slow conference server: what it has not said in time
// is not shown.
func (d *Desk) look(ctx context.Context, lines []*meetingLine) {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	first := slices.Clone(lines)
	slices.SortStableFunc(first, func(a, b *meetingLine) int { return cmp.Compare(b.Waiting, a.Waiting) })
	next := make(chan *meetingLine)
	var looking sync.WaitGroup
	for range lookers {
		looking.Go(func() {
			for line := range next {
				line.sight = d.sight(ctx, line.Meeting)
			}
		})
	}
	for _, line := range first[:min(len(first), maxLooks)] {
		next <- line
	}
	close(next)
	looking.Wait()
}

// sight returns what the conference server tells of a meeting, nothing if it does not answer. A plain link to any other system tells
// nothing.
func (d *Desk) sight(ctx context.Context, m meeting.Meeting) sight {
	if m.Effective.ConferenceLink.Value != "" {
		return sight{}
	}
	running, people, err := d.Conference.Running(ctx, m.ID)
	if err != nil {
		return sight{}
	}
	return sight{running, people}
}
