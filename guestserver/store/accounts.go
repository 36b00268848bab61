package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"foyer/guestserver/account"
)

const selectAccounts = `SELECT accounts.id, email, name, password_hash, role, accounts.created_at FROM accounts `

func scanAccount(row scanner) (account.Account, error) {
	var a account.Account
	var created int64
	err := row.Scan(&a.ID, &a.Email, &a.Name, &a.PasswordHash, &a.Role, &created)
	a.CreatedAt = moment(created)
	return a, err
}

// account reads one account, or returns account.ErrUnknown.
func (s *Store) account(ctx context.Context, rest string, args ...any) (account.Account, error) {
	a, err := scanAccount(s.read.QueryRowContext(ctx, selectAccounts+rest, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return account.Account{}, account.ErrUnknown
	}
	if err != nil {
		return account.Account{}, fmt.Errorf("read account: %w", err)
	}
	return a, nil
}

// AddAccount inserts an account, a moderator unless it says otherwise. It returns account.ErrEmailTaken if there is one with this e-mail
// address.
func (s *Store) AddAccount(ctx context.Context, a account.Account) error {
	_, err := s.write.ExecContext(ctx,
		`INSERT INTO accounts (id, email, name, password_hash, role, created_at) VALUES (?, ?, ?, ?, ?, ?)`,
		a.ID, a.Email, a.Name, a.PasswordHash, cmp.Or(a.Role, account.Moderator), micros(a.CreatedAt))
	if duplicate(err) {
		return account.ErrEmailTaken
	}
	if err != nil {
		return fmt.Errorf("add account: %w", err)
	}
	return nil
}

// Account finds an account by its ID, or returns account.ErrUnknown.
func (s *Store) Account(ctx context.Context, id string) (account.Account, error) {
	return s.account(ctx, `WHERE id = ?`, id)
}

// AccountByEmail finds an account, whatever case the address is in, or returns account.ErrUnknown.
func (s *Store) AccountByEmail(ctx context.Context, email string) (account.Account, error) {
	return s.account(ctx, `WHERE email = ?`, email)
}

// Administrator returns the first administrator, or account.ErrUnknown if there is none.
func (s *Store) Administrator(ctx context.Context) (account.Account, error) {
	return s.account(ctx, `WHERE role = 'administrator' ORDER BY created_at, id LIMIT 1`)
}

// Accounts returns all accounts, by name.
func (s *Store) Accounts(ctx context.Context) ([]account.Account, error) {
	return all(ctx, s.read, scanAccount, selectAccounts+`ORDER BY name, id`)
}

// ChangeAccount gives an account another name or role. It returns account.ErrUnknown or ErrLastAdministrator.
func (s *Store) ChangeAccount(ctx context.Context, accountID string, c account.Change) error {
	return s.inTx(ctx, "change account", func(tx *sql.Tx) error {
		if c.Role != nil && *c.Role != account.Administrator {
			if _, err := otherAdministrator(ctx, tx, accountID); err != nil {
				return err
			}
		}
		return changed(tx.ExecContext(ctx, `UPDATE accounts SET name = coalesce(?, name), role = coalesce(?, role) WHERE id = ?`,
			c.Name, c.Role, accountID))
	})
}

// RemoveAccount removes an account with its sessions and memberships. The meetings that it made pass to the first other administrator.
// It returns account.ErrUnknown or ErrLastAdministrator.
func (s *Store) RemoveAccount(ctx context.Context, accountID string) error {
	return s.inTx(ctx, "remove account", func(tx *sql.Tx) error {
		heir, err := otherAdministrator(ctx, tx, accountID)
		if err != nil {
			return err
		}
		// The heir finds them on the own list of meetings.
		if _, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO memberships (scope, scope_id, account_id, role)
			SELECT 'meeting', id, ?, 'owner' FROM meetings WHERE owner_id = ?`, heir, accountID); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE meetings SET owner_id = ? WHERE owner_id = ?`, heir, accountID); err != nil {
			return err
		}
		return changed(tx.ExecContext(ctx, `DELETE FROM accounts WHERE id = ?`, accountID))
	})
}

// otherAdministrator returns the ID of the first administrator beside an account, or account.ErrLastAdministrator if there is none.
func otherAdministrator(ctx context.Context, tx *sql.Tx, accountID string) (id string, err error) {
	err = tx.QueryRowContext(ctx, `SELECT id FROM accounts WHERE role = 'administrator' AND id <> ? ORDER BY created_at, id LIMIT 1`,
		accountID).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", account.ErrLastAdministrator
	}
	return id, err
}

// changed returns account.ErrUnknown if a change of an account, or of what is its, changed nothing.
func changed(result sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return account.ErrUnknown
}
