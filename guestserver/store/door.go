package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// Door returns how a meeting answers a knock, or lobby.ErrUnknownMeeting.
func (s *Store) Door(ctx context.Context, meetingID string) (lobby.Door, error) {
	return door(ctx, s.read, meetingID)
}

func (t guestTx) Door(meetingID string) (lobby.Door, error) { return door(t.ctx, t.tx, meetingID) }

func door(ctx context.Context, q querier, meetingID string) (lobby.Door, error) {
	var d lobby.Door
	var policy meeting.Policy
	var rules, moderator string
	err := q.QueryRowContext(ctx, `SELECT guest_policy, remembered, coalesce(message, ''), coalesce(show_queue, TRUE),
			coalesce(rules, '{}'), accounts.name
		FROM meetings JOIN accounts ON accounts.id = owner_id LEFT JOIN waiting_rooms ON meeting_id = meetings.id WHERE meetings.id = ?`,
		meetingID).Scan(&policy, &d.Remembered, &d.Message, &d.ShowQueue, &rules, &moderator)
	if errors.Is(err, sql.ErrNoRows) {
		return d, lobby.ErrUnknownMeeting
	}
	if err != nil {
		return d, err
	}
	d.Policy, d.MembersEnter, d.Moderators = policy.Verdict(), policy == meeting.AlwaysAcceptAuth, []string{moderator}
	if err := json.Unmarshal([]byte(rules), &d.Rules); err != nil {
		return d, fmt.Errorf("read rules: %w", err)
	}
	return d, nil
}

func (t guestTx) Remember(meetingID string, v lobby.Verdict) error {
	return t.exec("remember", `UPDATE meetings SET remembered = ? WHERE id = ?`, v, meetingID)
}

func (t guestTx) SetMessage(meetingID, text string) error {
	return t.exec("set message", `INSERT INTO waiting_rooms (meeting_id, message) VALUES (?, ?)
		ON CONFLICT DO UPDATE SET message = excluded.message`, meetingID, text)
}

func (t guestTx) ShowQueue(meetingID string, show *bool) error {
	return t.exec("show queue", `INSERT INTO waiting_rooms (meeting_id, show_queue) VALUES (?, ?)
		ON CONFLICT DO UPDATE SET show_queue = excluded.show_queue`, meetingID, show)
}

func (t guestTx) SetRules(meetingID string, r lobby.Rules) error {
	rules, err := json.Marshal(r)
	if err != nil {
		return err
	}
	timed := !r.OpensAt.IsZero() || !r.From.IsZero()
	return t.exec("set rules", `INSERT INTO waiting_rooms (meeting_id, rules, timed) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET rules = excluded.rules, timed = excluded.timed`, meetingID, string(rules), timed)
}

// TimedRules returns the rules that have times, by meeting.
func (s *Store) TimedRules(ctx context.Context) (map[string]lobby.Rules, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT meeting_id, rules FROM waiting_rooms WHERE timed`)
	if err != nil {
		return nil, err
	}
	timed := map[string]lobby.Rules{}
	_, err = scanAll(rows, func(row scanner) (struct{}, error) {
		var meetingID, text string
		if err := row.Scan(&meetingID, &text); err != nil {
			return struct{}{}, err
		}
		var rules lobby.Rules
		err := json.Unmarshal([]byte(text), &rules)
		timed[meetingID] = rules
		return struct{}{}, err
	})
	return timed, err
}
