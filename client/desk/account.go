package desk

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	"foyer/client/portal"
)

const (
	// listEvery is how often an account's meetings are listed again.
	listEvery = time.Minute
	// listLimit is how long a portal may take to list them.
	listLimit = 30 * time.Second
	// keepEvery is how often the list is kept though nothing in it has changed, for the time that it is of.
	keepEvery = 5 * time.Minute
)

// account is one account at one portal.
type account struct {
	desk     *Desk
	id, name string
	portal   Portal
	ctx      context.Context
	cancel   context.CancelFunc
	// again holds a wish to list the meetings now.
	again chan struct{}
	// kept is when the list was last kept. Only keepListed's goroutine uses it.
	kept time.Time

	// The desk's lock guards what follows.
	state    LinkState
	problem  error
	meetings []*meeting
	// listed is when the portal last told the meetings, in this run or the one before; zero if it never did.
	listed time.Time
	// removed says that the account has left the desk for good.
	removed bool
}

func newAccount(d *Desk, id, name string, p Portal) *account {
	a := &account{desk: d, id: id, name: name, portal: p, again: make(chan struct{}, 1)}
	a.ctx, a.cancel = context.WithCancel(d.ctx)
	return a
}

// inherit takes over the meetings of the account that a replaces, and ends that. The caller holds the desk's lock.
func (a *account) inherit(old *account) {
	old.cancel()
	a.listed = old.listed
	for _, was := range old.meetings {
		m := newMeeting(a, was.info)
		m.inherit(was)
		a.start(m)
	}
}

// start begins to watch a meeting. The caller holds the desk's lock.
func (a *account) start(m *meeting) {
	a.meetings = append(a.meetings, m)
	a.desk.running.Go(m.watch)
	m.attend()
}

func (a *account) reload() {
	select {
	case a.again <- struct{}{}:
	default:
	}
}

// keepListed keeps the list of meetings fresh, until the account leaves the desk. One that is signed out asks no more.
func (a *account) keepListed() {
	a.recall()
	defer a.leave()
	var retry backoff
	for {
		err := a.list()
		pause := listEvery
		switch {
		case errors.Is(err, portal.ErrSignedOut):
			<-a.ctx.Done()
			return
		case err != nil:
			pause = retry.next()
		default:
			retry.reset()
		}
		select {
		case <-a.ctx.Done():
			return
		case <-a.again:
		case <-time.After(pause):
		}
	}
}

// list asks the portal for the meetings, once.
func (a *account) list() error {
	ctx, cancel := context.WithTimeout(a.ctx, listLimit)
	defer cancel()
	listed, err := a.portal.Meetings(ctx)
	if err != nil && a.ctx.Err() == nil {
		slog.Warn("list meetings", "account", a.name, "error", err)
	}
	changed := false
	a.desk.change(a.ctx, func() []Change {
		if err != nil {
			a.state, a.problem = lostState(err), problem(err)
			return []Change{Refreshed{}}
		}
		a.state, a.problem, a.listed = Live, nil, time.Now()
		changed = a.adopt(listed)
		return []Change{Refreshed{}} // Somebody may have waited for just this answer.
	})
	if err == nil && (changed || time.Since(a.kept) >= keepEvery) {
		a.keep()
	}
	return err
}

// adopt makes the meetings those that the portal listed, and reports whether that changed anything. The caller holds the
// desk's lock.
func (a *account) adopt(listed []portal.Meeting) bool {
	changed := false
	known := make(map[string]*meeting, len(a.meetings))
	for _, m := range a.meetings {
		known[m.id] = m
	}
	still := make(map[string]bool, len(listed))
	for _, info := range listed {
		m := known[info.ID]
		switch {
		case still[info.ID]:
			continue
		case m == nil:
			a.start(newMeeting(a, info))
			changed = true
		case m.info != info:
			m.update(info)
			changed = true
		}
		still[info.ID] = true
	}
	a.meetings = slices.DeleteFunc(a.meetings, func(m *meeting) bool {
		if still[m.id] {
			return false
		}
		m.cancel()
		changed = true
		return true
	})
	slices.SortFunc(a.meetings, byName)
	return changed
}

func byName(a, b *meeting) int {
	return cmp.Or(
		strings.Compare(strings.ToLower(a.info.Name), strings.ToLower(b.info.Name)),
		strings.Compare(a.id, b.id),
	)
}

// find returns a meeting, nil if it is not there. The caller holds the desk's lock.
func (a *account) find(meetingID string) *meeting {
	for _, m := range a.meetings {
		if m.id == meetingID {
			return m
		}
	}
	return nil
}
