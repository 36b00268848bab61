package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"foyer/guestserver/account"
)

const accountColumns = `accounts.id, email, name, password_hash, administrator, accounts.created_at`

// AddAccount inserts an account. It returns account.ErrEmailTaken if there is one with this e-mail address.
func (s *Store) AddAccount(ctx context.Context, a account.Account) error {
	_, err := s.write.ExecContext(ctx,
		`INSERT INTO accounts (id, email, name, password_hash, administrator, created_at) VALUES (?, ?, ?, ?, ?, ?)`,
		a.ID, a.Email, a.Name, a.PasswordHash, a.Administrator, micros(a.CreatedAt))
	if duplicate(err) {
		return account.ErrEmailTaken
	}
	if err != nil {
		return fmt.Errorf("add account: %w", err)
	}
	return nil
}

// SetPasswordHash replaces an account's password and ends its sessions, or returns account.ErrUnknown.
func (s *Store) SetPasswordHash(ctx context.Context, accountID, hash string) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // After a commit there is nothing to roll back.
	result, err := tx.ExecContext(ctx, `UPDATE accounts SET password_hash = ? WHERE id = ?`, hash, accountID)
	if err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	if n, err := result.RowsAffected(); err == nil && n == 0 {
		return account.ErrUnknown
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE account_id = ?`, accountID); err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	return tx.Commit()
}

// Administrator returns the first administrator, or account.ErrUnknown if there is none.
func (s *Store) Administrator(ctx context.Context) (account.Account, error) {
	return s.account(ctx, `FROM accounts WHERE administrator ORDER BY created_at LIMIT 1`)
}

// AccountByEmail finds an account, whatever case the address is in, or returns account.ErrUnknown.
func (s *Store) AccountByEmail(ctx context.Context, email string) (account.Account, error) {
	return s.account(ctx, `FROM accounts WHERE email = ?`, email)
}

// AccountBySession finds the account of a session that has not expired at the time now, or returns account.ErrUnknown.
func (s *Store) AccountBySession(ctx context.Context, tokenHash []byte, now time.Time) (account.Account, error) {
	return s.account(ctx, `FROM sessions JOIN accounts ON accounts.id = account_id WHERE token_hash = ? AND expires_at > ?`,
		tokenHash, micros(now))
}

// AddSession inserts a session, and removes those that have expired by now.
func (s *Store) AddSession(ctx context.Context, sess account.Session) error {
	_, err := s.write.ExecContext(ctx, `DELETE FROM sessions WHERE expires_at <= ?`, micros(sess.CreatedAt))
	if err != nil {
		return fmt.Errorf("remove expired sessions: %w", err)
	}
	_, err = s.write.ExecContext(ctx, `INSERT INTO sessions (token_hash, account_id, created_at, expires_at) VALUES (?, ?, ?, ?)`,
		sess.TokenHash, sess.AccountID, micros(sess.CreatedAt), micros(sess.ExpiresAt))
	if err != nil {
		return fmt.Errorf("add session: %w", err)
	}
	return nil
}

// RemoveSession removes a session, if it is there.
func (s *Store) RemoveSession(ctx context.Context, tokenHash []byte) error {
	if _, err := s.write.ExecContext(ctx, `DELETE FROM sessions WHERE token_hash = ?`, tokenHash); err != nil {
		return fmt.Errorf("remove session: %w", err)
	}
	return nil
}

func (s *Store) account(ctx context.Context, rest string, args ...any) (account.Account, error) {
	var a account.Account
	var created int64
	err := s.read.QueryRowContext(ctx, `SELECT `+accountColumns+` `+rest, args...).
		Scan(&a.ID, &a.Email, &a.Name, &a.PasswordHash, &a.Administrator, &created)
	if errors.Is(err, sql.ErrNoRows) {
		return a, account.ErrUnknown
	}
	if err != nil {
		return a, fmt.Errorf("read account: %w", err)
	}
	a.CreatedAt = moment(created)
	return a, nil
}
