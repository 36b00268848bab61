package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"foyer/guestserver/lobby"
)

// A guest whose own state is waiting has the state and the decision of the round it waits in; see the migration of the rounds.
const (
	stateNow    = `iif(guests.state = 'waiting', rounds.state, guests.state)`
	decisionNow = `iif(guests.state = 'waiting', rounds.decision_id, guests.decision_id)`
	fromGuests  = `FROM guests JOIN rounds ON rounds.id = round`
)

// selectGuest reads what scanGuest takes, of guests and the decisions on them.
const selectGuest = `SELECT place, guests.id, guests.meeting_id, name, asked_name, ` + stateNow + `, role, knocked_at, consent_at,
	consent_version, terms_version, invited, device, account_id, flags, sent_back, message, ` + decisionNow + `,
	coalesce(action, ''), coalesce(at, 0), coalesce(by_id, ''), coalesce(by_name, ''), coalesce(reason, '')
	` + fromGuests + ` LEFT JOIN decisions ON decisions.id = ` + decisionNow + ` `

// selectGuestsAfter looks at the guests of one meeting in the states ?3, which stand in a JSON array.
const selectGuestsAfter = selectGuest + `WHERE guests.state IN (SELECT value FROM json_each(?3) UNION SELECT 'waiting')
	AND guests.meeting_id = ?1 AND place > ?2 AND ` + stateNow + ` IN (SELECT value FROM json_each(?3)) ORDER BY place LIMIT ?4`

// Of the guests in the state ?1 of the meeting ?2, countInState tells how many there are, selectInState all, and selectFirst the first ?3,
// without reading more of the others than their places.
const (
	inState       = `WHERE guests.state IN (?1, 'waiting') AND guests.meeting_id = ?2 AND ` + stateNow + ` = ?1 `
	countInState  = `SELECT count(*) ` + fromGuests + ` ` + inState
	selectInState = selectGuest + inState + `ORDER BY place`
	selectFirst   = selectGuest + `WHERE place IN (SELECT place ` + fromGuests + ` ` + inState + `ORDER BY place LIMIT ?3) ORDER BY place`
)

// Update runs fn in one transaction, which is durable when Update returns nil and has changed nothing when it does not.
func (s *Store) Update(ctx context.Context, fn func(lobby.Tx) error) error {
	// This is no sql.Tx, which has a goroutine wait beside each query: that takes longer than to find a guest.
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	t := &guestTx{ctx: ctx, tx: conn, doors: map[string]lobby.Door{}, rounds: map[string]int64{}}
	err = fn(t)
	if err == nil {
		err = t.exec("commit", "COMMIT")
	}
	if err != nil {
		_, undone := conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		return errors.Join(err, undone)
	}
	if t.changesMeetings {
		s.committed()
	}
	return nil
}

// GuestByToken finds a guest by the hash of its token, or returns lobby.ErrUnknownGuest.
func (s *Store) GuestByToken(ctx context.Context, meetingID string, tokenHash []byte) (lobby.Guest, error) {
	return guestByToken(ctx, s.read, meetingID, tokenHash)
}

// Guest finds a guest by its ID, or returns lobby.ErrUnknownGuest.
func (s *Store) Guest(ctx context.Context, meetingID, id string) (lobby.Guest, error) {
	return guestByID(ctx, s.read, meetingID, id)
}

// Guests returns the guests of a meeting in a state, in the order of their places.
func (s *Store) Guests(ctx context.Context, meetingID string, state lobby.State) ([]lobby.Guest, error) {
	return guests(ctx, s.read, meetingID, state)
}

// First returns the first guests of a meeting in a state, in the order of their places, and how many are in it.
func (s *Store) First(ctx context.Context, meetingID string, state lobby.State, limit int) (first []lobby.Guest, count int, err error) {
	if err := s.read.QueryRowContext(ctx, countInState, state, meetingID).Scan(&count); err != nil {
		return nil, 0, fmt.Errorf("count guests: %w", err)
	}
	first, err = all(ctx, s.read, scanGuest, selectFirst, state, meetingID, limit)
	return first, count, err
}

// GuestsAfter returns the first of the guests of a meeting in some states that come after a place.
func (s *Store) GuestsAfter(ctx context.Context, meetingID string, states []lobby.State, place int64, limit int) ([]lobby.Guest, error) {
	wanted, err := jsonText(states)
	if err != nil {
		return nil, err
	}
	return all(ctx, s.read, scanGuest, selectGuestsAfter, meetingID, place, wanted, limit)
}

// AllWaiting returns who waits, in all meetings.
func (s *Store) AllWaiting(ctx context.Context) ([]lobby.Guest, error) {
	return all(ctx, s.read, scanGuest, selectGuest+`WHERE guests.state = 'waiting' AND rounds.state = 'waiting' ORDER BY place`)
}

// Inside returns the IDs of guests who are inside or on the way, by meeting.
func (s *Store) Inside(ctx context.Context) (map[string][]string, error) {
	inside := map[string][]string{}
	_, err := all(ctx, s.read, func(row scanner) (none struct{}, err error) {
		var meetingID, id string
		err = row.Scan(&meetingID, &id)
		inside[meetingID] = append(inside[meetingID], id)
		return none, err
	}, `SELECT meeting_id, id FROM guests WHERE state IN ('entering', 'inside')`)
	if err != nil {
		return nil, fmt.Errorf("read who is inside: %w", err)
	}
	return inside, nil
}

// Admitted counts the guests who are allowed, on their way or inside by a decision since a time.
func (s *Store) Admitted(ctx context.Context, meetingID string, since time.Time) (int, error) {
	n, err := admitted(ctx, s.read, meetingID, since)
	if err != nil {
		return 0, fmt.Errorf("count admitted guests: %w", err)
	}
	return n, nil
}

// whoWaits are those who wait at the meeting ?1. Naming the round spares SQLite to look through all whom a decision on everyone has let in
// before.
const whoWaits = `FROM guests WHERE state = 'waiting' AND meeting_id = ?1
	AND round = (SELECT id FROM rounds WHERE meeting_id = ?1 AND state = 'waiting')`

const selectQueue = `SELECT id ` + whoWaits + ` ORDER BY place`

// Queue returns the IDs of those who wait at a meeting, in the order of their places.
func (s *Store) Queue(ctx context.Context, meetingID string) ([]string, error) {
	return all(ctx, s.read, scanValue[string], selectQueue, meetingID)
}

// querier is a database or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func guests(ctx context.Context, q querier, meetingID string, state lobby.State) ([]lobby.Guest, error) {
	return all(ctx, q, scanGuest, selectInState, state, meetingID)
}

func guestByToken(ctx context.Context, q querier, meetingID string, tokenHash []byte) (lobby.Guest, error) {
	return oneGuest(ctx, q, `token_hash = ? AND guests.meeting_id = ?`, tokenHash, meetingID)
}

func guestByID(ctx context.Context, q querier, meetingID, id string) (lobby.Guest, error) {
	return oneGuest(ctx, q, `guests.id = ? AND guests.meeting_id = ?`, id, meetingID)
}

// oneGuest finds a guest, or returns lobby.ErrUnknownGuest.
func oneGuest(ctx context.Context, q querier, condition string, args ...any) (lobby.Guest, error) {
	g, err := scanGuest(q.QueryRowContext(ctx, selectGuest+`WHERE `+condition, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return g, lobby.ErrUnknownGuest
	}
	return g, err
}

// scanner is a row, or the present one of several.
type scanner interface{ Scan(dest ...any) error }

func scanGuest(row scanner) (lobby.Guest, error) {
	var g lobby.Guest
	var knocked, consent, decided int64
	var flags string
	err := row.Scan(&g.Place, &g.ID, &g.MeetingID, &g.Name, &g.AskedName, &g.State, &g.Role, &knocked, &consent, &g.ConsentVersion,
		&g.TermsVersion, &g.Invited, &g.Device, &g.AccountID, &flags, &g.SentBack, &g.Message, &g.DecisionID,
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
