package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"foyer/guestserver/lobby"
	"foyer/guestserver/lobby/names"
)

// guestTx is a transaction on guests.
type guestTx struct {
	ctx context.Context
	tx  *sql.Tx
}

func (t guestTx) GuestByToken(meetingID string, tokenHash []byte) (lobby.Guest, error) {
	return guestByToken(t.ctx, t.tx, meetingID, tokenHash)
}

func (t guestTx) Guest(meetingID, id string) (lobby.Guest, error) {
	return oneGuest(t.ctx, t.tx, `guests.id = ? AND guests.meeting_id = ?`, id, meetingID)
}

func (t guestTx) Guests(meetingID string, state lobby.State) ([]lobby.Guest, error) {
	return guests(t.ctx, t.tx, meetingID, state)
}

func (t guestTx) Admitted(meetingID string) (n int, err error) {
	err = t.tx.QueryRowContext(t.ctx, `SELECT count(*) FROM guests WHERE meeting_id = ? AND state IN (?, ?, ?)`,
		meetingID, lobby.Allowed, lobby.Entering, lobby.Inside).Scan(&n)
	return n, err
}

// kin is the condition for guests with the device or the account of one of them.
const kin = `meeting_id = ?1 AND (id = ?2 OR device = ?3 AND device <> '' OR account_id = ?4 AND account_id <> '')`

func (t guestTx) Kin(g lobby.Guest) ([]string, error) {
	rows, err := t.tx.QueryContext(t.ctx, `SELECT id FROM guests WHERE `+kin, g.MeetingID, g.ID, g.Device, g.AccountID)
	if err != nil {
		return nil, err
	}
	return scanAll(rows, func(row scanner) (id string, err error) {
		err = row.Scan(&id)
		return id, err
	})
}

func (t guestTx) Past(g lobby.Guest) (p lobby.Past, err error) {
	err = t.tx.QueryRowContext(t.ctx, `SELECT
		EXISTS (SELECT 1 FROM blocks WHERE meeting_id = ?1
			AND (guest_id = ?2 OR device = ?3 AND device <> '' OR account_id = ?4 AND account_id <> '')),
		EXISTS (SELECT 1 FROM guests JOIN decisions ON decisions.id = decision_id WHERE guests.meeting_id = ?1 AND action = 'allow'
			AND (device = ?3 AND device <> '' OR account_id = ?4 AND account_id <> '')),
		EXISTS (SELECT 1 FROM guests JOIN decisions ON decisions.id = decision_id WHERE guests.meeting_id = ?1 AND action = 'deny'
			AND (device = ?3 AND device <> '' OR account_id = ?4 AND account_id <> '')),
		EXISTS (SELECT 1 FROM guests WHERE meeting_id = ?1 AND likeness = ?5 AND state IN ('waiting', 'allowed', 'entering', 'inside'))`,
		g.MeetingID, g.ID, g.Device, g.AccountID, names.Likeness(g.Name)).Scan(&p.Blocked, &p.Allowed, &p.Denied, &p.SameName)
	return p, err
}

func (t guestTx) Add(g lobby.Guest, tokenHash []byte) (int64, error) {
	result, err := t.tx.ExecContext(t.ctx,
		`INSERT INTO guests (id, meeting_id, token_hash, name, likeness, asked_name, state, role, knocked_at, consent_at, consent_version,
			terms_version, invited, device, account_id, flags, message, decision_id)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		g.ID, g.MeetingID, tokenHash, g.Name, names.Likeness(g.Name), g.AskedName, g.State, g.Role, micros(g.KnockedAt),
		micros(g.ConsentAt), g.ConsentVersion, g.TermsVersion, g.Invited, g.Device, g.AccountID, joinFlags(g.Flags), g.Message, g.DecisionID)
	if err != nil {
		return 0, fmt.Errorf("add guest: %w", err)
	}
	return result.LastInsertId()
}

func (t guestTx) Move(m lobby.Move) ([]lobby.Guest, error) {
	from, err := json.Marshal(m.From)
	if err != nil {
		return nil, err
	}
	set, where := `state = ?1`, `meeting_id = ?2 AND state IN (SELECT value FROM json_each(?3))`
	args := []any{m.To, m.MeetingID, string(from)}
	with := func(clause *string, text string, arg any) {
		args = append(args, arg)
		*clause += fmt.Sprintf(text, len(args))
	}
	if m.Decided != nil {
		with(&set, `, decision_id = ?%d`, m.Decided.ID)
	}
	if m.Only != 0 {
		with(&where, ` AND decision_id = ?%d`, m.Only)
	}
	if m.Guests != nil {
		ids, err := json.Marshal(m.Guests)
		if err != nil {
			return nil, err
		}
		with(&where, ` AND id IN (SELECT value FROM json_each(?%d))`, string(ids))
	}
	rows, err := t.tx.QueryContext(t.ctx, `UPDATE guests SET `+set+` WHERE `+where+` RETURNING place`, args...)
	if err != nil {
		return nil, fmt.Errorf("move guests: %w", err)
	}
	places, err := scanAll(rows, func(row scanner) (place int64, err error) {
		err = row.Scan(&place)
		return place, err
	})
	if err != nil || len(places) == 0 {
		return nil, err
	}
	return t.at(places, m)
}

// at returns the guests of some places, by their order, as a move has left them.
func (t guestTx) at(places []int64, m lobby.Move) ([]lobby.Guest, error) {
	text, err := json.Marshal(places)
	if err != nil {
		return nil, err
	}
	rows, err := t.tx.QueryContext(t.ctx,
		`SELECT `+guestColumns+` `+fromGuests+` WHERE place IN (SELECT value FROM json_each(?))`, string(text))
	if err != nil {
		return nil, fmt.Errorf("read moved guests: %w", err)
	}
	guests, err := scanAll(rows, scanGuest)
	if err != nil {
		return nil, err
	}
	if m.Decided != nil && m.Decided.ID != 0 {
		for i := range guests { // The entry comes into the log only after the move.
			guests[i].DecidedAt, guests[i].DecidedBy, guests[i].Reason = moment(micros(m.Decided.At)), m.Decided.By, m.Decided.Reason
			if v := lobby.Verdict(m.Decided.Action); v.Valid() {
				guests[i].Verdict = v
			}
		}
	}
	slices.SortFunc(guests, func(a, b lobby.Guest) int { return cmp.Compare(a.Place, b.Place) })
	return guests, nil
}

func (t guestTx) Rename(g lobby.Guest) error {
	return t.exec("rename guest", `UPDATE guests SET name = ?, likeness = ?, asked_name = ? WHERE id = ?`,
		g.Name, names.Likeness(g.Name), g.AskedName, g.ID)
}

func (t guestTx) Message(g lobby.Guest) error {
	return t.exec("write to guest", `UPDATE guests SET message = ? WHERE id = ?`, g.Message, g.ID)
}

func (t guestTx) Erase(g lobby.Guest) error {
	if err := t.exec("erase block", `UPDATE blocks SET name = '' WHERE guest_id = ?`, g.ID); err != nil {
		return err
	}
	return t.exec("erase guest", `DELETE FROM guests WHERE id = ?`, g.ID)
}

func (t guestTx) Purge(before time.Time) (int, error) {
	result, err := t.tx.ExecContext(t.ctx, `DELETE FROM guests WHERE knocked_at < ? AND state NOT IN (?, ?)`,
		micros(before), lobby.Waiting, lobby.Inside)
	if err != nil {
		return 0, fmt.Errorf("purge guests: %w", err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return 0, err
	}
	if err := t.exec("purge blocks", `DELETE FROM blocks WHERE at < ?`, micros(before)); err != nil {
		return 0, err
	}
	return int(n), t.exec("purge decisions", `DELETE FROM decisions WHERE at < ?`, micros(before))
}

// exec carries out a statement that has no outcome.
func (t guestTx) exec(what, query string, args ...any) error {
	if _, err := t.tx.ExecContext(t.ctx, query, args...); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
