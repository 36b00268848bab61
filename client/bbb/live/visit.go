package live

import (
	"fmt"
	"time"
)

const (
	// openLimit is how long it may take from the first frame until everything is seen. An operation that comes too early is
	// dropped without a word, so that waiting longer would not help.
	openLimit = 30 * time.Second
	// settle is how long the server is left alone after the companion came in: it opens its connection to the database anew.
	settle = 2 * time.Second
)

// visit is the way of one connection: welcomed, in the meeting, seeing everything.
type visit struct {
	m       *Meeting
	conn    *conn
	session Session
	tables  map[string]table // by the IDs of the subscriptions
	missing int              // how many tables have not come yet

	welcome bool
	asked   bool // userJoinMeeting was sent
	looking bool // the tables are subscribed to
}

// table is what the visit does with the rows of a subscription.
type table struct {
	name string
	read func(v *visit, rows []byte) error
	seen bool
	// vital tables are those without which the meeting is not live.
	vital bool
}

// tooLate ends a connection that does not become live.
func (v *visit) tooLate() {
	if !v.m.speaks(v.conn) {
		v.conn.cut()
	}
}

// speaks reports whether commands go by this connection.
func (m *Meeting) speaks(c *conn) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.conn == c
}

// follow takes frames until the connection ends.
func (v *visit) follow() error {
	for {
		f, err := v.conn.receive()
		if err != nil {
			return err
		}
		if err := v.take(f); err != nil {
			return err
		}
	}
}

// reason returns why the visit ended, in words that say more than the connection's.
func (v *visit) reason(err error) error {
	if v.welcome && !v.m.speaks(v.conn) && v.looking {
		return fmt.Errorf("%w: it does not show the meeting: %w", ErrSilent, err)
	}
	return err
}

func (v *visit) take(f frame) error {
	switch f.Type {
	case "connection_ack":
		v.welcome = true
		return v.subscribe(table{name: "user_current", read: (*visit).readCurrent, vital: true}, userCurrent, nil)
	case "ping":
		return v.conn.send("", "pong", map[string]string{"message": "keepalive"})
	case "next", "error", "complete":
		if v.conn.answered(f) {
			return nil
		}
		return v.takeRows(f)
	}
	return nil
}

func (v *visit) subscribe(t table, text string, variables map[string]any) error {
	id, err := v.conn.subscribe(text, variables)
	if err != nil {
		return err
	}
	v.tables[id] = t
	v.missing++
	return nil
}

// takeRows takes a result. A table that the server does not give is done without, unless it is vital.
func (v *visit) takeRows(f frame) error {
	t, ok := v.tables[f.ID]
	if !ok || f.Type == "complete" {
		return nil
	}
	if f.Type == "error" {
		refused := &RefusedError{Operation: t.name, Message: f.message()}
		if t.vital {
			return refused
		}
		v.m.opts.Log.Warn("BigBlueButton does not show a part of the meeting", "error", refused)
		delete(v.tables, f.ID)
		return v.saw(t)
	}
	rows, err := f.rows()
	if err != nil {
		return err
	}
	if err := t.read(v, rows); err != nil {
		return fmt.Errorf("read %s: %w", t.name, err)
	}
	if t.seen {
		return nil
	}
	t.seen = true
	v.tables[f.ID] = t
	return v.saw(t)
}

// saw counts the tables; with the last one the meeting is live.
func (v *visit) saw(table) error {
	v.missing--
	if v.missing > 0 || !v.looking {
		return nil
	}
	v.m.change(func() {
		v.m.conn = v.conn
		v.m.enter(Live, nil)
	})
	return nil
}

// come goes into the meeting, or looks around if the companion is inside already.
func (v *visit) come(me currentRow) error {
	switch {
	case me.Joined && !v.looking && v.asked:
		select {
		case <-time.After(settle):
		case <-v.conn.done:
		}
		return v.look(me.UserID)
	case me.Joined && !v.looking:
		return v.look(me.UserID)
	case !me.Joined && !v.asked:
		v.asked = true
		token := v.session.AuthToken
		if token == "" {
			token = me.AuthToken
		}
		return v.conn.operate(v.conn.nextID(), joinMeeting,
			map[string]any{"authToken": token, "clientType": "HTML5", "clientIsMobile": false})
	}
	return nil
}
