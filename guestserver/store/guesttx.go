package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"foyer/guestserver/lobby"
)

// guestTx is a transaction on guests.
type guestTx struct {
	ctx context.Context
	tx  *sql.Conn
	// doors and rounds are what it has read of meetings and their open rounds: many guests knock in one transaction.
	doors  map[string]lobby.Door
	rounds map[string]int64
	// changesMeetings says that what stands with a meeting has changed.
	changesMeetings bool
}

func (t *guestTx) GuestByToken(meetingID string, tokenHash []byte) (lobby.Guest, error) {
	// To find nobody, as with the form of each new guest, takes half the time if little is asked for.
	var id string
	err := t.tx.QueryRowContext(t.ctx, `SELECT id FROM guests WHERE token_hash = ? AND meeting_id = ?`, tokenHash, meetingID).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return lobby.Guest{}, lobby.ErrUnknownGuest
	}
	if err != nil {
		return lobby.Guest{}, fmt.Errorf("look for token: %w", err)
	}
	return t.Guest(meetingID, id)
}

func (t *guestTx) Guest(meetingID, id string) (lobby.Guest, error) {
	return guestByID(t.ctx, t.tx, meetingID, id)
}

func (t *guestTx) Guests(meetingID string, state lobby.State) ([]lobby.Guest, error) {
	return guests(t.ctx, t.tx, meetingID, state)
}

func (t *guestTx) Admitted(meetingID string, since time.Time) (int, error) {
	return admitted(t.ctx, t.tx, meetingID, since)
}

func admitted(ctx context.Context, q querier, meetingID string, since time.Time) (n int, err error) {
	err = q.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM guests JOIN decisions ON decisions.id = decision_id
			WHERE guests.meeting_id = ?1 AND state IN ('allowed', 'entering', 'inside') AND at > ?2) +
		(SELECT count(*) FROM rounds JOIN decisions ON decisions.id = rounds.decision_id
			JOIN guests ON guests.state = 'waiting' AND guests.meeting_id = ?1 AND round = rounds.id
			WHERE rounds.meeting_id = ?1 AND rounds.state = 'allowed' AND at > ?2)`, meetingID, micros(since)).Scan(&n)
	return n, err
}

// selectKin asks for one of them at a time: for an OR of them SQLite would look through all guests of the meeting.
const selectKin = `SELECT id FROM guests WHERE id = ?2 AND meeting_id = ?1
	UNION SELECT id FROM guests WHERE meeting_id = ?1 AND device = ?3 AND device <> ''
	UNION SELECT id FROM guests WHERE meeting_id = ?1 AND account_id = ?4 AND account_id <> ''`

func (t *guestTx) Kin(g lobby.Guest) ([]string, error) {
	return all(t.ctx, t.tx, scanValue[string], selectKin, g.MeetingID, g.ID, g.Device, g.AccountID)
}

// selectNear asks what every new guest is asked for, selectPast what only one that may be known is.
const selectNear = `SELECT
	EXISTS (SELECT 1 FROM blocks WHERE meeting_id = ?1
		AND (guest_id = ?2 OR device = ?3 AND device <> '' OR account_id = ?4 AND account_id <> '')),
	EXISTS (SELECT 1 ` + fromGuests + ` WHERE guests.meeting_id = ?1 AND likeness = ?5
		AND ` + stateNow + ` IN ('waiting', 'allowed', 'entering', 'inside'))`

const selectPast = `SELECT coalesce(max(action IN ('allow', 'debrief')), FALSE), coalesce(max(action = 'deny'), FALSE)
	FROM decisions WHERE id IN (
		SELECT ` + decisionNow + ` ` + fromGuests + ` WHERE guests.meeting_id = ?1 AND device = ?2 AND device <> ''
		UNION ALL
		SELECT ` + decisionNow + ` ` + fromGuests + ` WHERE guests.meeting_id = ?1 AND account_id = ?3 AND account_id <> '')`

func (t *guestTx) Past(g lobby.Guest, likeness string) (p lobby.Past, err error) {
	err = t.tx.QueryRowContext(t.ctx, selectNear, g.MeetingID, g.ID, g.Device, g.AccountID, likeness).
		Scan(&p.Blocked, &p.SameName)
	if err == nil && (g.Device != "" || g.AccountID != "") {
		err = t.tx.QueryRowContext(t.ctx, selectPast, g.MeetingID, g.Device, g.AccountID).Scan(&p.Allowed, &p.Denied)
	}
	if err != nil {
		return p, fmt.Errorf("read past: %w", err)
	}
	return p, nil
}

func (t *guestTx) Add(g lobby.Guest, likeness string, tokenHash []byte) (int64, error) {
	round, err := t.openRound(g.MeetingID)
	if err != nil {
		return 0, err
	}
	result, err := t.tx.ExecContext(t.ctx,
		`INSERT INTO guests (id, meeting_id, token_hash, name, likeness, asked_name, state, round, role, knocked_at, consent_at,
			consent_version, terms_version, invited, device, account_id, flags, message, decision_id)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		g.ID, g.MeetingID, tokenHash, g.Name, likeness, g.AskedName, g.State, round, g.Role, micros(g.KnockedAt),
		micros(g.ConsentAt), g.ConsentVersion, g.TermsVersion, g.Invited, g.Device, g.AccountID, joinFlags(g.Flags), g.Message, g.DecisionID)
	if duplicate(err) { // Of the two that are unique, nobody but the server chooses the ID.
		return 0, fmt.Errorf("add guest: %w", lobby.ErrTokenTaken)
	}
	if err != nil {
		return 0, fmt.Errorf("add guest: %w", err)
	}
	return result.LastInsertId()
}

// openRound returns the round that guests of a meeting wait in, and opens it if there is none.
func (t *guestTx) openRound(meetingID string) (id int64, err error) {
	if id, ok := t.rounds[meetingID]; ok {
		return id, nil
	}
	err = t.tx.QueryRowContext(t.ctx, `SELECT id FROM rounds WHERE meeting_id = ? AND state = 'waiting'`, meetingID).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		err = t.tx.QueryRowContext(t.ctx, `INSERT INTO rounds (meeting_id) VALUES (?) RETURNING id`, meetingID).Scan(&id)
	}
	if err != nil {
		return 0, fmt.Errorf("open round: %w", err)
	}
	t.rounds[meetingID] = id
	return id, nil
}

func (t *guestTx) Rename(g lobby.Guest, likeness string) error {
	return t.exec("rename guest", `UPDATE guests SET name = ?, likeness = ?, asked_name = ? WHERE id = ?`,
		g.Name, likeness, g.AskedName, g.ID)
}

func (t *guestTx) Message(g lobby.Guest) error {
	return t.exec("write to guest", `UPDATE guests SET message = ? WHERE id = ?`, g.Message, g.ID)
}

func (t *guestTx) SendBack(g lobby.Guest) error {
	return t.exec("note who was sent back", `UPDATE guests SET sent_back = TRUE WHERE id = ?`, g.ID)
}

func (t *guestTx) AnySentBack(meetingID string) (any bool, err error) {
	err = t.tx.QueryRowContext(t.ctx, `SELECT EXISTS (SELECT 1 `+whoWaits+` AND sent_back)`, meetingID).Scan(&any)
	if err != nil {
		return false, fmt.Errorf("look for guests who were sent back: %w", err)
	}
	return any, nil
}

func (t *guestTx) Erase(g lobby.Guest) error {
	if err := t.exec("erase block", `UPDATE blocks SET name = '' WHERE guest_id = ?`, g.ID); err != nil {
		return err
	}
	// Texts about the guest alone go with it. What it shares with others names it only by its place.
	err := t.exec("erase from log", `UPDATE decisions SET reason = '', detail = iif(action IN ('rename', 'say'), '', detail), before = ''
		WHERE meeting_id = ? AND guests = ?`, g.MeetingID, fmt.Sprintf("[%d]", g.Place))
	if err != nil {
		return err
	}
	return t.exec("erase guest", `DELETE FROM guests WHERE id = ?`, g.ID)
}

func (t *guestTx) Purge(before time.Time) (int, error) {
	result, err := t.tx.ExecContext(t.ctx, `DELETE FROM guests WHERE place IN (
		SELECT place `+fromGuests+` WHERE knocked_at < ? AND `+stateNow+` NOT IN ('waiting', 'inside'))`, micros(before))
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
	err = t.exec("purge rounds", `DELETE FROM rounds WHERE state <> 'waiting' AND id NOT IN (SELECT round FROM guests)`)
	if err != nil {
		return 0, err
	}
	return int(n), t.exec("purge decisions", `DELETE FROM decisions WHERE at < ?`, micros(before))
}

// scanValue reads a row of one column.
func scanValue[T any](row scanner) (v T, err error) {
	err = row.Scan(&v)
	return v, err
}

// exec carries out a statement that has no outcome.
func (t *guestTx) exec(what, query string, args ...any) error {
	if _, err := t.tx.ExecContext(t.ctx, query, args...); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
