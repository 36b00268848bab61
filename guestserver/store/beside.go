package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// ErrNone says that no guest server has ever used the folder.
var ErrNone = errors.New("there is no database")

// OpenBeside opens the database in a data folder for a moment, also while a guest server uses it: SQLite lets the programs of one
// computer share a database, and each change is one transaction. A change returns once a guest server that keeps what it has read sees it, too.
// It brings the schema up to date only if no server runs.
func OpenBeside(ctx context.Context, folder string) (*Store, error) {
	file := filepath.Join(folder, DatabaseFile)
	if _, err := os.Stat(file); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	lock := flock.New(filepath.Join(folder, lockFile), flock.SetPermissions(0o600))
	alone, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFolder, err)
	}
	s := &Store{lock: lock, beside: !alone}
	open := s.openBeside
	if alone {
		open = s.open
	}
	if err := open(ctx, file); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", file, err), s.Close())
	}
	return s, nil
}

// openBeside opens a database that another program has open, and changes nothing.
func (s *Store) openBeside(ctx context.Context, file string) error {
	if err := s.connect(file); err != nil {
		return err
	}
	provider, err := s.migrations()
	if err != nil {
		return err
	}
	present, own, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read version: %w", err)
	}
	if present != own {
		return fmt.Errorf("%w: its schema is %d, and this program's %d", ErrVersion, present, own)
	}
	return nil
}
