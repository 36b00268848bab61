package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"foyer/guestserver/lobby"
	"foyer/guestserver/lobby/names"
	"foyer/guestserver/meeting"
)

// moderatorNames asks for the names of those who moderate the meeting m, as a JSON list. The view levels would have SQLite look through
// all meetings for those above one.
const moderatorNames = `SELECT json_group_array(accounts.name) FROM memberships JOIN accounts ON accounts.id = account_id
	WHERE memberships.role IN ('owner', 'moderator') AND (scope = 'meeting' AND scope_id = m.id OR scope = 'room' AND scope_id = m.room_id
		OR scope = 'group' AND scope_id = (SELECT group_id FROM rooms WHERE rooms.id = m.room_id))`

const selectDoor = `SELECT guest_policy, remembered, guest_limit, coalesce(message, ''), coalesce(w.show_queue, m.show_queue),
		coalesce(rules, '{}'), coalesce(ended_at, 0), (` + moderatorNames + `)
	FROM meetings m LEFT JOIN waiting_rooms w ON meeting_id = m.id WHERE m.id = ?`

// Door returns how a meeting answers a knock, or lobby.ErrUnknownMeeting.
func (s *Store) Door(ctx context.Context, meetingID string) (lobby.Door, error) {
	return door(ctx, s.read, meetingID)
}

func (t *guestTx) Door(meetingID string) (lobby.Door, error) {
	if d, ok := t.doors[meetingID]; ok {
		return d, nil
	}
	d, err := door(t.ctx, t.tx, meetingID)
	if err == nil {
		t.doors[meetingID] = d
	}
	return d, err
}

// execDoor changes how a meeting answers a knock.
func (t *guestTx) execDoor(what, meetingID, query string, args ...any) error {
	delete(t.doors, meetingID)
	return t.exec(what, query, args...)
}

func door(ctx context.Context, q querier, meetingID string) (lobby.Door, error) {
	var d lobby.Door
	var policy meeting.Policy
	var ended int64
	var moderators []string
	err := q.QueryRowContext(ctx, selectDoor, meetingID).Scan(&policy, &d.Remembered, &d.Limit, &d.Message, &d.ShowQueue, asJSON{&d.Rules},
		&ended, asJSON{&moderators})
	if errors.Is(err, sql.ErrNoRows) {
		return d, lobby.ErrUnknownMeeting
	}
	if err != nil {
		return d, err
	}
	for _, name := range moderators {
		d.Moderators = append(d.Moderators, names.Likeness(name))
	}
	d.LastEnd = moment(ended)
	d.Policy, d.MembersEnter = policy.Verdict(), policy == meeting.AlwaysAcceptAuth
	return d, nil
}

func (t *guestTx) Remember(meetingID string, v lobby.Verdict) error {
	t.changesMeetings = true
	return t.execDoor("remember", meetingID, `UPDATE meetings SET remembered = ? WHERE id = ?`, v, meetingID)
}

func (t *guestTx) SetMessage(meetingID, text string) error {
	return t.execDoor("set message", meetingID, `INSERT INTO waiting_rooms (meeting_id, message) VALUES (?, ?)
		ON CONFLICT DO UPDATE SET message = excluded.message`, meetingID, text)
}

func (t *guestTx) ShowQueue(meetingID string, show bool) error {
	return t.execDoor("show queue", meetingID, `INSERT INTO waiting_rooms (meeting_id, show_queue) VALUES (?, ?)
		ON CONFLICT DO UPDATE SET show_queue = excluded.show_queue`, meetingID, show)
}

func (t *guestTx) SetRules(meetingID string, r lobby.Rules) error {
	rules, err := json.Marshal(r)
	if err != nil {
		return err
	}
	timed := !r.OpensAt.IsZero() || !r.From.IsZero()
	return t.execDoor("set rules", meetingID, `INSERT INTO waiting_rooms (meeting_id, rules, timed) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET rules = excluded.rules, timed = excluded.timed`, meetingID, string(rules), timed)
}

func (t *guestTx) SetEnd(meetingID string, at time.Time) error {
	return t.execDoor("set end", meetingID, `INSERT INTO waiting_rooms (meeting_id, ended_at) VALUES (?, ?)
		ON CONFLICT DO UPDATE SET ended_at = excluded.ended_at`, meetingID, micros(at))
}

// TimedRules returns the rules that have times, by meeting.
func (s *Store) TimedRules(ctx context.Context) (map[string]lobby.Rules, error) {
	timed := map[string]lobby.Rules{}
	_, err := all(ctx, s.read, func(row scanner) (none struct{}, err error) {
		var meetingID string
		var rules lobby.Rules
		err = row.Scan(&meetingID, asJSON{&rules})
		timed[meetingID] = rules
		return none, err
	}, `SELECT meeting_id, rules FROM waiting_rooms WHERE timed`)
	return timed, err
}
