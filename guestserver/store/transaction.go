package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"foyer/guestserver/meeting"
)

// inTx runs fn in one transaction, which has changed nothing if fn or the commit fails. The error says what was being done.
func (s *Store) inTx(ctx context.Context, what string, fn func(*sql.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if err := fn(tx); err != nil {
		return fmt.Errorf("%s: %w", what, errors.Join(err, tx.Rollback()))
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	s.committed()
	return nil
}

// versioned carries out a change of one row that has a version. If it changes none it returns ErrUnknown or ErrConflict.
func versioned(ctx context.Context, tx *sql.Tx, table, id, query string, args ...any) error {
	result, err := tx.ExecContext(ctx, query, args...)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return err
	}
	found, err := exists(ctx, tx, `SELECT EXISTS (SELECT 1 FROM `+table+` WHERE id = ?)`, id)
	switch {
	case err != nil:
		return err
	case !found:
		return meeting.ErrUnknown
	}
	return meeting.ErrConflict
}

// exists returns the answer to a question.
func exists(ctx context.Context, q querier, query string, args ...any) (yes bool, err error) {
	err = q.QueryRowContext(ctx, query, args...).Scan(&yes)
	return yes, err
}

// all reads every row of a query. The list is empty, not nil, if there is none.
func all[T any](ctx context.Context, q rowsQuerier, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	list := []T{}
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, rows.Err()
}

// one reads the only row of a query, or returns ErrUnknown.
func one[T any](ctx context.Context, q querier, scan func(scanner) (T, error), query string, args ...any) (T, error) {
	v, err := scan(q.QueryRowContext(ctx, query, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return v, meeting.ErrUnknown
	}
	return v, err
}

// rowsQuerier is a database or a transaction.
type rowsQuerier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// asJSON is a value that stands as JSON text in its column.
type asJSON struct{ value any }

// Scan reads the text.
func (j asJSON) Scan(src any) error {
	text, ok := src.(string)
	if !ok {
		return fmt.Errorf("%T instead of JSON text", src)
	}
	return json.Unmarshal([]byte(text), j.value)
}

// jsonText returns a value of this program as JSON text.
func jsonText(value any) (string, error) {
	text, err := json.Marshal(value)
	return string(text), err
}
