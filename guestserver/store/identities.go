package store

import (
	"context"
	"fmt"

	"foyer/guestserver/account"
)

// AccountByIdentity finds the account of a person whom a sign-in provider knows, or returns account.ErrUnknown.
func (s *Store) AccountByIdentity(ctx context.Context, issuer, subject string) (account.Account, error) {
	return s.account(ctx, `JOIN identities ON accounts.id = account_id WHERE issuer = ? AND subject = ?`, issuer, subject)
}

// AddIdentity ties a person whom a sign-in provider knows to an account.
func (s *Store) AddIdentity(ctx context.Context, issuer, subject, accountID string) error {
	_, err := s.write.ExecContext(ctx, `INSERT INTO identities (issuer, subject, account_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
		issuer, subject, accountID)
	if err != nil {
		return fmt.Errorf("add identity: %w", err)
	}
	return nil
}
