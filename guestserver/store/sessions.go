package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"foyer/guestserver/account"
)

// SetPasswordHash replaces an account's password and ends its sessions but the one of the token hash keep, or returns account.ErrUnknown.
func (s *Store) SetPasswordHash(ctx context.Context, accountID, hash string, keep []byte) error {
	return s.inTx(ctx, "set password", func(tx *sql.Tx) error {
		if err := changed(tx.ExecContext(ctx, `UPDATE accounts SET password_hash = ? WHERE id = ?`, hash, accountID)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE account_id = ? AND token_hash IS NOT ?`, accountID, keep)
		return err
	})
}

// AccountBySession finds the account of a session that has not expired at the time now, or returns account.ErrUnknown.
func (s *Store) AccountBySession(ctx context.Context, tokenHash []byte, now time.Time) (account.Account, error) {
	return s.account(ctx, `JOIN sessions ON accounts.id = account_id WHERE token_hash = ? AND expires_at > ?`, tokenHash, micros(now))
}

// AddSession inserts a session, and removes those that have expired by now.
func (s *Store) AddSession(ctx context.Context, sess account.Session) error {
	return s.inTx(ctx, "add session", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE expires_at <= ?`, micros(sess.CreatedAt)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO sessions (id, token_hash, account_id, device, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)`,
			sess.ID, sess.TokenHash, sess.AccountID, sess.Device, micros(sess.CreatedAt), micros(sess.ExpiresAt))
		return err
	})
}

// Sessions returns an account's sessions that have not expired at the time now, the latest first.
func (s *Store) Sessions(ctx context.Context, accountID string, now time.Time) ([]account.Session, error) {
	return all(ctx, s.read, func(row scanner) (account.Session, error) {
		var sess account.Session
		var created, expires int64
		err := row.Scan(&sess.ID, &sess.TokenHash, &sess.AccountID, &sess.Device, &created, &expires)
		sess.CreatedAt, sess.ExpiresAt = moment(created), moment(expires)
		return sess, err
	}, `SELECT id, token_hash, account_id, device, created_at, expires_at FROM sessions WHERE account_id = ? AND expires_at > ?
		ORDER BY created_at DESC, id`, accountID, micros(now))
}

// RemoveSession removes a session, if it is there.
func (s *Store) RemoveSession(ctx context.Context, tokenHash []byte) error {
	if _, err := s.write.ExecContext(ctx, `DELETE FROM sessions WHERE token_hash = ?`, tokenHash); err != nil {
		return fmt.Errorf("remove session: %w", err)
	}
	return nil
}

// RevokeSession removes a session of an account by its ID, or returns account.ErrUnknown.
func (s *Store) RevokeSession(ctx context.Context, accountID, id string) error {
	err := changed(s.write.ExecContext(ctx, `DELETE FROM sessions WHERE account_id = ? AND id = ?`, accountID, id))
	if err != nil {
		return fmt.Errorf("revoke session: %w", err)
	}
	return nil
}
