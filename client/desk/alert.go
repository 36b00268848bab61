package desk

import "time"

const (
	// alertEvery is the least time between two alerts, so that a raid rings six times in a minute and not for each knock.
	alertEvery = 10 * time.Second
	// growEvery is how often an alert that others have joined is told again.
	growEvery = time.Second
)

// alerts gathers knocks into alerts, over all meetings. The desk's lock guards it. The zero alerts is ready.
type alerts struct {
	id     int
	began  time.Time
	knocks []knock
	// growing says that the alert will be told again.
	growing bool
}

// knock is one guest's, for the time of an alert.
type knock struct {
	meeting *meeting
	guest   Guest
}

// ring takes guests who knocked. The first of them are told at once; those who come in the next ten seconds belong to the same
// alert, which is told again at most once a second. The caller holds the desk's lock.
func (d *Desk) ring(m *meeting, guests []Guest) []Change {
	if len(guests) == 0 {
		return nil
	}
	a := &d.alerts
	isNew := a.id == 0 || time.Since(a.began) >= alertEvery
	if isNew {
		a.id++
		a.began, a.knocks = time.Now(), nil
	}
	for _, g := range guests {
		a.knocks = append(a.knocks, knock{m, g})
	}
	if isNew {
		return a.told(false)
	}
	if !a.growing {
		a.growing = true
		time.AfterFunc(growEvery, func() { d.change(d.ctx, d.grow) })
	}
	return nil
}

// grow tells the alert again, unless nobody of it waits any more.
func (d *Desk) grow() []Change {
	d.alerts.growing = false
	return d.alerts.told(true)
}

func (a *alerts) told(grown bool) []Change {
	count, newest := 0, knock{}
	for _, k := range a.knocks {
		if k.meeting.ctx.Err() == nil && k.meeting.waits(k.guest.ID) {
			newest = k
			count++
		}
	}
	if count == 0 {
		return nil
	}
	return []Change{Alert{ID: a.id, Meeting: newest.meeting.key(), Newest: newest.guest, Count: count, Grown: grown}}
}
