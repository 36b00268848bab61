package store

import (
	"context"
	"encoding/json"
	"fmt"

	"foyer/guestserver/lobby"
)

// decisionColumns are the columns that scanDecision reads.
const decisionColumns = `decisions.id, at, action, by_id, by_name, rule, count, reason, detail, before, undoes, undone_by`

// Decisions returns the latest entries of a meeting's decision log before the one with an ID, or of all if it is 0, the latest first.
func (s *Store) Decisions(ctx context.Context, meetingID string, before int64, limit int) ([]lobby.LogEntry, error) {
	return decisions(ctx, s.read, `meeting_id = ?1 AND (id < ?2 OR ?2 = 0) ORDER BY id DESC LIMIT ?3`, meetingID, before, limit)
}

// DecisionsOn returns the entries about one guest, without others, the latest first.
func (s *Store) DecisionsOn(ctx context.Context, g lobby.Guest) ([]lobby.LogEntry, error) {
	entries, err := decisions(ctx, s.read,
		`meeting_id = ? AND EXISTS (SELECT 1 FROM json_each(decisions.guests) WHERE value = ?) ORDER BY id DESC`, g.MeetingID, g.Place)
	for i := range entries {
		entries[i].Guests = []lobby.Whom{{Place: g.Place, ID: g.ID, Name: g.Name}}
	}
	return entries, err
}

func (t *guestTx) NextDecision() (id int64, err error) {
	err = t.tx.QueryRowContext(t.ctx, `SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'decisions'`).Scan(&id)
	return id, err
}

func (t *guestTx) Log(meetingID string, e lobby.LogEntry) error {
	places := make([]int64, len(e.Guests))
	for i, g := range e.Guests {
		places[i] = g.Place
	}
	guests, err := json.Marshal(places)
	if err != nil {
		return err
	}
	if e.Undoes != 0 {
		if err := t.exec("mark as undone", `UPDATE decisions SET undone_by = ? WHERE id = ?`, e.ID, e.Undoes); err != nil {
			return err
		}
	}
	return t.exec("log decision", `INSERT INTO decisions (id, meeting_id, at, action, by_id, by_name, rule, guests, count, reason, detail,
			before, undoes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.ID, meetingID, micros(e.At), e.Action, e.By.ID, e.By.Name, e.Rule, string(guests), e.Count, e.Reason, e.Detail, e.Before, e.Undoes)
}

func (t *guestTx) Decision(meetingID string, id int64) (lobby.LogEntry, error) {
	entries, err := decisions(t.ctx, t.tx, `meeting_id = ? AND id = ?`, meetingID, id)
	if err != nil {
		return lobby.LogEntry{}, err
	}
	if len(entries) == 0 {
		return lobby.LogEntry{}, lobby.ErrUnknownDecision
	}
	return entries[0], nil
}

// decisions returns entries of the log with the names of their guests.
func decisions(ctx context.Context, q querier, condition string, args ...any) ([]lobby.LogEntry, error) {
	entries, err := all(ctx, q, scanDecision, `SELECT `+decisionColumns+` FROM decisions WHERE `+condition, args...)
	if err != nil {
		return nil, fmt.Errorf("read decisions: %w", err)
	}
	for i := range entries {
		if entries[i].Guests, err = whom(ctx, q, entries[i].ID); err != nil {
			return nil, fmt.Errorf("read guests of decision: %w", err)
		}
	}
	return entries, nil
}

func scanDecision(row scanner) (lobby.LogEntry, error) {
	var e lobby.LogEntry
	var at int64
	err := row.Scan(&e.ID, &at, &e.Action, &e.By.ID, &e.By.Name, &e.Rule, &e.Count, &e.Reason, &e.Detail, &e.Before,
		&e.Undoes, &e.UndoneBy)
	e.At = moment(at)
	return e, err
}

// whom returns the guests of a decision who are still known, in the order of their places.
func whom(ctx context.Context, q querier, decisionID int64) ([]lobby.Whom, error) {
	return all(ctx, q, func(row scanner) (w lobby.Whom, err error) {
		err = row.Scan(&w.Place, &w.ID, &w.Name)
		return w, err
	}, `SELECT place, guests.id, name FROM decisions, json_each(decisions.guests) AS whom JOIN guests ON place = whom.value
		WHERE decisions.id = ? ORDER BY place`, decisionID)
}
