package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"foyer/guestserver/lobby"
	"foyer/guestserver/meeting"
)

// guestColumns are the columns that scanGuest reads.
const guestColumns = `place, id, meeting_id, name, state, knocked_at, consent_at, decided_at, decided_by_id, decided_by_name, reason`

// Update runs fn in one transaction, which is durable when Update returns nil and has changed nothing when it does not.
func (s *Store) Update(ctx context.Context, fn func(lobby.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err := fn(guestTx{ctx, tx}); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// GuestByToken finds a guest by the hash of its token, or returns lobby.ErrUnknownGuest.
func (s *Store) GuestByToken(ctx context.Context, meetingID string, tokenHash []byte) (lobby.Guest, error) {
	return guestByToken(ctx, s.read, meetingID, tokenHash)
}

// Guests returns the guests in a state in the order of their places, of all meetings if meetingID is empty.
func (s *Store) Guests(ctx context.Context, meetingID string, state lobby.State) ([]lobby.Guest, error) {
	rows, err := s.read.QueryContext(ctx,
		`SELECT `+guestColumns+` FROM guests WHERE state = ?1 AND (meeting_id = ?2 OR ?2 = '') ORDER BY place`, state, meetingID)
	if err != nil {
		return nil, err
	}
	return scanGuests(rows, scanGuest)
}

// Door returns how a meeting answers a knock, or lobby.ErrUnknownMeeting.
func (s *Store) Door(ctx context.Context, meetingID string) (lobby.Door, error) {
	return door(ctx, s.read, meetingID)
}

// guestTx is a transaction on guests.
type guestTx struct {
	ctx context.Context
	tx  *sql.Tx
}

func (t guestTx) Door(meetingID string) (lobby.Door, error) { return door(t.ctx, t.tx, meetingID) }

func (t guestTx) GuestByToken(meetingID string, tokenHash []byte) (lobby.Guest, error) {
	return guestByToken(t.ctx, t.tx, meetingID, tokenHash)
}

func (t guestTx) Add(g lobby.Guest, tokenHash []byte) (int64, error) {
	result, err := t.tx.ExecContext(t.ctx,
		`INSERT INTO guests (id, meeting_id, token_hash, name, state, knocked_at, consent_at, decided_at, decided_by_id,
			decided_by_name, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		g.ID, g.MeetingID, tokenHash, g.Name, g.State, micros(g.KnockedAt), micros(g.ConsentAt), micros(g.DecidedAt),
		g.DecidedBy.ID, g.DecidedBy.Name, g.Reason)
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
	decides := m.To.Decided() && !m.At.IsZero()
	query := `UPDATE guests SET state = ?1 WHERE meeting_id = ?2 AND state IN (SELECT value FROM json_each(?3))`
	args := []any{m.To, m.MeetingID, string(from)}
	if decides {
		query = `UPDATE guests SET state = ?1, decided_at = ?4, decided_by_id = ?5, decided_by_name = ?6, reason = ?7
			WHERE meeting_id = ?2 AND state IN (SELECT value FROM json_each(?3))`
		args = append(args, micros(m.At), m.By.ID, m.By.Name, m.Reason)
	}
	if m.Guests != nil {
		guests, err := json.Marshal(m.Guests)
		if err != nil {
			return nil, err
		}
		args = append(args, string(guests))
		query += fmt.Sprintf(` AND id IN (SELECT value FROM json_each(?%d))`, len(args))
	}
	columns, scan := guestColumns, scanGuest
	if decides {
		columns, scan = decidedColumns, scanDecided(m)
	}
	rows, err := t.tx.QueryContext(t.ctx, query+` RETURNING `+columns, args...)
	if err != nil {
		return nil, fmt.Errorf("move guests: %w", err)
	}
	guests, err := scanGuests(rows, scan)
	slices.SortFunc(guests, func(a, b lobby.Guest) int { return cmp.Compare(a.Place, b.Place) })
	return guests, err
}

// decidedColumns are those columns of a guest that a decision does not say itself. To read no more than these makes it much faster
// to allow everyone.
const decidedColumns = `place, id, name, knocked_at, consent_at`

// scanDecided returns what reads a guest on whom m has decided.
func scanDecided(m lobby.Move) func(scanner) (lobby.Guest, error) {
	return func(row scanner) (lobby.Guest, error) {
		g := lobby.Guest{MeetingID: m.MeetingID, State: m.To, DecidedAt: moment(micros(m.At)), DecidedBy: m.By, Reason: m.Reason}
		var knocked, consent int64
		if err := row.Scan(&g.Place, &g.ID, &g.Name, &knocked, &consent); err != nil {
			return lobby.Guest{}, err
		}
		g.KnockedAt, g.ConsentAt = moment(knocked), moment(consent)
		return g, nil
	}
}

func (t guestTx) Remember(meetingID string, v lobby.Verdict) error {
	_, err := t.tx.ExecContext(t.ctx, `UPDATE meetings SET remembered = ? WHERE id = ?`, v, meetingID)
	if err != nil {
		return fmt.Errorf("remember: %w", err)
	}
	return nil
}

// querier is a database or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func door(ctx context.Context, q querier, meetingID string) (lobby.Door, error) {
	var d lobby.Door
	var policy meeting.Policy
	err := q.QueryRowContext(ctx, `SELECT guest_policy, remembered FROM meetings WHERE id = ?`, meetingID).
		Scan(&policy, &d.Remembered)
	if errors.Is(err, sql.ErrNoRows) {
		return d, lobby.ErrUnknownMeeting
	}
	d.Policy = policy.Verdict()
	return d, err
}

func guestByToken(ctx context.Context, q querier, meetingID string, tokenHash []byte) (lobby.Guest, error) {
	g, err := scanGuest(q.QueryRowContext(ctx,
		`SELECT `+guestColumns+` FROM guests WHERE token_hash = ? AND meeting_id = ?`, tokenHash, meetingID))
	if errors.Is(err, sql.ErrNoRows) {
		return g, lobby.ErrUnknownGuest
	}
	return g, err
}

// scanner is a row, or the present one of several.
type scanner interface{ Scan(dest ...any) error }

func scanGuests(rows *sql.Rows, scan func(scanner) (lobby.Guest, error)) ([]lobby.Guest, error) {
	defer rows.Close()
	guests := []lobby.Guest{}
	for rows.Next() {
		g, err := scan(rows)
		if err != nil {
			return nil, err
		}
		guests = append(guests, g)
	}
	return guests, rows.Err()
}

func scanGuest(row scanner) (lobby.Guest, error) {
	var g lobby.Guest
	var knocked, consent, decided int64
	err := row.Scan(&g.Place, &g.ID, &g.MeetingID, &g.Name, &g.State, &knocked, &consent, &decided,
		&g.DecidedBy.ID, &g.DecidedBy.Name, &g.Reason)
	if err != nil {
		return lobby.Guest{}, err
	}
	g.KnockedAt, g.ConsentAt, g.DecidedAt = moment(knocked), moment(consent), moment(decided)
	return g, nil
}
