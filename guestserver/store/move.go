package store

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"foyer/guestserver/lobby"
)

// Move changes the state of guests, and returns those it changed in the order of their places.
func (t *guestTx) Move(m lobby.Move) ([]lobby.Guest, error) {
	if m.Everyone() {
		return t.closeRound(m)
	}
	places, err := t.change(m)
	if err != nil {
		return nil, fmt.Errorf("move guests: %w", err)
	}
	if len(places) == 0 {
		return nil, nil
	}
	guests, err := t.at(places)
	if err != nil {
		return nil, fmt.Errorf("read moved guests: %w", err)
	}
	for i := range guests {
		decide(&guests[i], m.Decided)
	}
	return guests, nil
}

// closeRound decides on everyone who waits by a single row.
func (t *guestTx) closeRound(m lobby.Move) ([]lobby.Guest, error) {
	var count int
	if err := t.tx.QueryRowContext(t.ctx, `SELECT count(*) `+whoWaits, m.MeetingID).Scan(&count); err != nil || count == 0 {
		return nil, err
	}
	guests := make([]lobby.Guest, 0, count)
	_, err := all(t.ctx, t.tx, func(row scanner) (none struct{}, err error) {
		g := lobby.Guest{MeetingID: m.MeetingID, State: m.To}
		var knocked int64
		err = row.Scan(&g.Place, &g.ID, &g.Name, &knocked)
		g.KnockedAt = moment(knocked)
		decide(&g, m.Decided)
		guests = append(guests, g)
		return none, err
	}, `SELECT place, id, name, knocked_at `+whoWaits+` ORDER BY place`, m.MeetingID)
	if err != nil {
		return nil, fmt.Errorf("read who waits: %w", err)
	}
	delete(t.rounds, m.MeetingID)
	return guests, t.exec("close round", `UPDATE rounds SET state = ?, decision_id = ? WHERE meeting_id = ? AND state = 'waiting'`,
		m.To, m.Decided.ID, m.MeetingID)
}

// change changes the guests' own rows, and returns their places.
func (t *guestTx) change(m lobby.Move) ([]int64, error) {
	from, err := json.Marshal(m.From)
	if err != nil {
		return nil, err
	}
	var round int64
	if m.To == lobby.Waiting {
		if round, err = t.openRound(m.MeetingID); err != nil {
			return nil, err
		}
	}
	args := []any{m.To, m.MeetingID, string(from), round}
	with := func(text string, arg any) string {
		args = append(args, arg)
		return fmt.Sprintf(text, len(args))
	}
	decision := decisionNow
	if m.Decided != nil {
		decision = with(`?%d`, m.Decided.ID)
	}
	where := `guests.meeting_id = ?2`
	if m.Guests != nil {
		ids, err := json.Marshal(m.Guests)
		if err != nil {
			return nil, err
		}
		// The plus keeps SQLite from looking through all guests of the meeting for the few that are named.
		where = `+guests.meeting_id = ?2` + with(` AND guests.id IN (SELECT value FROM json_each(?%d))`, string(ids))
	}
	if m.Only != 0 {
		where += with(` AND `+decisionNow+` = ?%d`, m.Only)
	}
	return all(t.ctx, t.tx, scanValue[int64], `UPDATE guests
		SET state = ?1, round = iif(?1 = 'waiting', ?4, round), decision_id = `+decision+`
		FROM rounds WHERE rounds.id = round AND `+where+` AND `+stateNow+` IN (SELECT value FROM json_each(?3)) RETURNING place`, args...)
}

// at returns the guests of some places, in their order.
func (t *guestTx) at(places []int64) ([]lobby.Guest, error) {
	text, err := json.Marshal(places)
	if err != nil {
		return nil, err
	}
	guests, err := all(t.ctx, t.tx, scanGuest, selectGuest+`WHERE place IN (SELECT value FROM json_each(?))`, string(text))
	slices.SortFunc(guests, func(a, b lobby.Guest) int { return cmp.Compare(a.Place, b.Place) })
	return guests, err
}

// decide notes a decision on a guest, which comes into the log only later.
func decide(g *lobby.Guest, e *lobby.LogEntry) {
	if e == nil || e.ID == 0 {
		return
	}
	g.DecisionID, g.DecidedAt, g.DecidedBy, g.Reason = e.ID, moment(micros(e.At)), e.By, e.Reason
	if g.Verdict = lobby.Verdict(e.Action); !g.Verdict.Valid() {
		g.Verdict = ""
	}
}
