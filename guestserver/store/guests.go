package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"foyer/guestserver/lobby"
)

// guestColumns are the columns that scanGuest reads, of guests and the decisions on them.
const guestColumns = `place, guests.id, guests.meeting_id, name, asked_name, state, role, knocked_at, consent_at, consent_version,
	terms_version, invited, device, account_id, flags, message, decision_id,
	coalesce(action, ''), coalesce(at, 0), coalesce(by_id, ''), coalesce(by_name, ''), coalesce(reason, '')`

// fromGuests is where guestColumns come from.
const fromGuests = `FROM guests LEFT JOIN decisions ON decisions.id = decision_id`

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
	return guests(ctx, s.read, meetingID, state)
}

// querier is a database or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func guests(ctx context.Context, q querier, meetingID string, state lobby.State) ([]lobby.Guest, error) {
	rows, err := q.QueryContext(ctx,
		`SELECT `+guestColumns+` `+fromGuests+` WHERE state = ?1 AND (guests.meeting_id = ?2 OR ?2 = '') ORDER BY place`, state, meetingID)
	if err != nil {
		return nil, err
	}
	return scanAll(rows, scanGuest)
}

func guestByToken(ctx context.Context, q querier, meetingID string, tokenHash []byte) (lobby.Guest, error) {
	return oneGuest(ctx, q, `token_hash = ? AND guests.meeting_id = ?`, tokenHash, meetingID)
}

// oneGuest finds a guest, or returns lobby.ErrUnknownGuest.
func oneGuest(ctx context.Context, q querier, condition string, args ...any) (lobby.Guest, error) {
	g, err := scanGuest(q.QueryRowContext(ctx, `SELECT `+guestColumns+` `+fromGuests+` WHERE `+condition, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return g, lobby.ErrUnknownGuest
	}
	return g, err
}

// scanner is a row, or the present one of several.
type scanner interface{ Scan(dest ...any) error }

func scanAll[T any](rows *sql.Rows, scan func(scanner) (T, error)) ([]T, error) {
	defer rows.Close()
	all := []T{}
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

func scanGuest(row scanner) (lobby.Guest, error) {
	var g lobby.Guest
	var knocked, consent, decided int64
	var flags string
	err := row.Scan(&g.Place, &g.ID, &g.MeetingID, &g.Name, &g.AskedName, &g.State, &g.Role, &knocked, &consent, &g.ConsentVersion,
		&g.TermsVersion, &g.Invited, &g.Device, &g.AccountID, &flags, &g.Message, &g.DecisionID,
		&g.Verdict, &decided, &g.DecidedBy.ID, &g.DecidedBy.Name, &g.Reason)
	if err != nil {
		return lobby.Guest{}, err
	}
	if !g.Verdict.Valid() {
		g.Verdict = "" // The entry in the log is no decision.
	}
	g.KnockedAt, g.ConsentAt, g.DecidedAt = moment(knocked), moment(consent), moment(decided)
	g.Flags = splitFlags(flags)
	return g, nil
}

// joinFlags returns flags as one text, splitFlags is the opposite.
func joinFlags(flags []lobby.Flag) string {
	texts := make([]string, len(flags))
	for i, f := range flags {
		texts[i] = string(f)
	}
	return strings.Join(texts, " ")
}

func splitFlags(text string) []lobby.Flag {
	var flags []lobby.Flag
	for f := range strings.FieldsSeq(text) {
		flags = append(flags, lobby.Flag(f))
	}
	return flags
}
