package store

import (
	"context"
	"database/sql"
	"fmt"

	"foyer/guestserver/meeting"
)

// addOwner makes an account the owner of a new group, room or meeting, unless it is empty.
func addOwner(ctx context.Context, tx *sql.Tx, scope meeting.Scope, id, accountID string) error {
	if accountID == "" {
		return nil
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO memberships (scope, scope_id, account_id, role) VALUES (?, ?, ?, ?)`,
		scope, id, accountID, meeting.RoleOwner)
	return err
}

// SetMember gives an account a role, in place of the one that it had. It returns meeting.ErrUnknown if there is no such account, group,
// room or meeting.
func (s *Store) SetMember(ctx context.Context, m meeting.Membership) error {
	table, err := tableOf(m.Scope)
	if err != nil {
		return err
	}
	return s.inTx(ctx, "set member", func(tx *sql.Tx) error {
		switch found, err := exists(ctx, tx, `SELECT EXISTS (SELECT 1 FROM `+table+` WHERE id = ?)`, m.ScopeID); {
		case err != nil:
			return err
		case !found:
			return meeting.ErrUnknown
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO memberships (scope, scope_id, account_id, role) VALUES (?, ?, ?, ?)
			ON CONFLICT (scope, scope_id, account_id) DO UPDATE SET role = excluded.role`, m.Scope, m.ScopeID, m.AccountID, m.Role)
		if orphan(err) {
			return meeting.ErrUnknown
		}
		return err
	})
}

// RemoveMember takes an account's role away, if it has one there.
func (s *Store) RemoveMember(ctx context.Context, scope meeting.Scope, scopeID, accountID string) error {
	_, err := s.write.ExecContext(ctx, `DELETE FROM memberships WHERE scope = ? AND scope_id = ? AND account_id = ?`, scope, scopeID, accountID)
	if err != nil {
		return fmt.Errorf("remove member: %w", err)
	}
	return nil
}

// Members returns who has a role in a group, room or meeting itself, by name.
func (s *Store) Members(ctx context.Context, scope meeting.Scope, scopeID string) ([]meeting.Membership, error) {
	return all(ctx, s.read, func(row scanner) (m meeting.Membership, err error) {
		err = row.Scan(&m.Scope, &m.ScopeID, &m.AccountID, &m.Role, &m.Name, &m.Email)
		return m, err
	}, `SELECT scope, scope_id, account_id, memberships.role, name, email FROM memberships JOIN accounts ON accounts.id = account_id
		WHERE scope = ? AND scope_id = ? ORDER BY name, account_id`, scope, scopeID)
}

// above selects the levels that memberships are in, and those above them.
const above = `SELECT level_id FROM memberships JOIN levels ON levels.scope = memberships.scope AND levels.scope_id = memberships.scope_id`

// RolesIn returns the roles that an account has in a group, room or meeting and those above it. An administrator has meeting.RoleOwner in
// all that exist, and meeting.RoleBelow stands for a role in something below.
func (s *Store) RolesIn(ctx context.Context, accountID string, scope meeting.Scope, scopeID string) ([]meeting.Role, error) {
	return all(ctx, s.read, scanValue[meeting.Role],
		`SELECT role FROM levels JOIN memberships ON memberships.scope = level AND memberships.scope_id = level_id
			WHERE levels.scope = ?1 AND levels.scope_id = ?2 AND account_id = ?3
		UNION ALL
		SELECT ?4 FROM levels JOIN accounts ON accounts.id = ?3 AND role = 'administrator'
			WHERE scope = ?1 AND scope_id = ?2 AND level = ?1
		UNION ALL
		SELECT ?5 WHERE ?2 IN (`+above+` WHERE level = ?1 AND levels.scope <> ?1 AND account_id = ?3)`,
		scope, scopeID, accountID, meeting.RoleOwner, meeting.RoleBelow)
}
