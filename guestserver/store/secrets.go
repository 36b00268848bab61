package store

import (
	"context"
	"crypto/rand"
	"fmt"
)

// secretLength is the length of a secret in bytes: a key for HMAC-SHA256.
const secretLength = 32

// Secret returns the server's key of a name, the same one at each start and on each node. The first to ask has it made.
func (s *Store) Secret(ctx context.Context, name string) ([]byte, error) {
	made := make([]byte, secretLength)
	rand.Read(made) // It never fails.
	_, err := s.write.ExecContext(ctx, `INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING`, name, made)
	if err != nil {
		return nil, fmt.Errorf("make secret %s: %w", name, err)
	}
	var value []byte
	if err := s.read.QueryRowContext(ctx, `SELECT value FROM secrets WHERE name = ?`, name).Scan(&value); err != nil {
		return nil, fmt.Errorf("read secret %s: %w", name, err)
	}
	return value, nil
}
